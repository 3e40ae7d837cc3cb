#include "services/catalog/handlers/search/picture_reader.h"

#include "absl/time/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/search/picture_print.h"

namespace shopdesk::catalog::handlers {
namespace {

// What the protos tell of pictures. A picture of so many pixels takes 160 MB while it is decoded,
// at worst.
constexpr picture::Limits kPictureLimits = {.bytes = 10 << 20, .pixels = 40'000'000};
// By when a place is free, most likely.
constexpr absl::Duration kRetryAfter = absl::Seconds(1);

absl::Status Overloaded() {
  return OverloadedError("too many pictures are being read", kRetryAfter);
}

}  // namespace

// libvips is made ready here, where the program begins.
PictureReader::PictureReader(Limits limits) : limits_(limits) { picture::Prepare(); }

PictureReader::Place::~Place() {
  if (reader_ == nullptr) return;
  MutexLock lock(reader_->mutex_);
  --reader_->taken_;
  reader_->given_back_.NotifyOne();
}

absl::StatusOr<PictureReader::Place> PictureReader::Take(absl::Time deadline) {
  MutexLock lock(mutex_);
  if (taken_ >= limits_.places) {
    if (waiting_ >= limits_.waiting) return Overloaded();
    ++waiting_;
    while (taken_ >= limits_.places && absl::Now() < deadline) {
      given_back_.WaitFor(mutex_, deadline - absl::Now());
    }
    --waiting_;
    if (taken_ >= limits_.places) return Overloaded();
  }
  ++taken_;
  return Place(*this);
}

absl::StatusOr<picture::Thumbnail> PictureReader::Read(absl::string_view content,
                                                       absl::string_view field,
                                                       absl::Time deadline) {
  ASSIGN_OR_RETURN(const Place place, Take(deadline));
  return picture::Shrink(content, kPictureLimits, domain::kThumbnailSide, field);
}

}  // namespace shopdesk::catalog::handlers
