#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"
#include "libs/picture/picture.h"

namespace shopdesk::catalog::handlers {

// Makes what strangers send small, a few pictures at once: one takes as much memory as its pixels,
// and a processor while it lasts. Thread-safe.
class PictureReader {
 public:
  struct Limits {
    // Read at once.
    int places = 2;
    // Wait for a place; fewer than the threads that call.
    int waiting = 16;
  };
  PictureReader() : PictureReader(Limits()) {}
  explicit PictureReader(Limits limits);

  // A right to read one, given back when it goes.
  class Place {
   public:
    explicit Place(PictureReader& reader) : reader_(&reader) {}
    Place(Place&& other) noexcept : reader_(other.reader_) { other.reader_ = nullptr; }
    Place& operator=(Place&&) = delete;
    ~Place();

   private:
    PictureReader* reader_;
  };
  // Waits for one. RESOURCE_EXHAUSTED (OVERLOADED) if too many wait, or the deadline comes before.
  absl::StatusOr<Place> Take(absl::Time deadline);

  // In a place of its own. INVALID_ARGUMENT naming `field` for what is no picture, is too large or
  // broken; the errors of Take.
  absl::StatusOr<picture::Thumbnail> Read(absl::string_view content, absl::string_view field,
                                          absl::Time deadline);

 private:
  const Limits limits_;
  Mutex mutex_;
  CondVar given_back_;
  int taken_ ABSL_GUARDED_BY(mutex_) = 0;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace shopdesk::catalog::handlers
