#include "libs/event/lag.h"

#include <algorithm>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"

namespace shopdesk::event {
namespace {

constexpr size_t kUuidLength = 36;

// How long ago an event was appended, as its id tells (NewUuid); zero if it doesn't.
absl::Duration AgeOf(const Event& event) {
  const absl::string_view id = event.id();
  if (id.size() != kUuidLength) return absl::ZeroDuration();
  const std::string hex = absl::StrCat(id.substr(0, 8), id.substr(9, 4));
  uint64_t millis = 0;
  if (!absl::SimpleHexAtoi(hex, &millis)) return absl::ZeroDuration();
  return std::max(absl::Now() - FromMillis(static_cast<int64_t>(millis)), absl::ZeroDuration());
}

}  // namespace

void Lag::Read(const Page& page) {
  word_ = steady_();
  behind_ = !page.events.empty();
  oldest_age_ = behind_ ? AgeOf(page.events.front()) : absl::ZeroDuration();
}

absl::Duration Lag::Get() const {
  if (!word_.has_value()) return absl::ZeroDuration();
  const absl::Duration silence = steady_() - *word_;
  if (!behind_ && silence <= 2 * patience_) return absl::ZeroDuration();
  return oldest_age_ + silence;
}

}  // namespace shopdesk::event
