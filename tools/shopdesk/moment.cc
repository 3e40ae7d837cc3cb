#include "tools/shopdesk/moment.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"

namespace shopdesk::cli {

absl::StatusOr<absl::Time> ParseMoment(const std::string& text) {
  for (const char* format : {absl::RFC3339_full, "%Y-%m-%d %H:%M:%E*S%Ez", "%Y-%m-%d %H:%M%Ez",
                             "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
    absl::Time time;
    // Abseil reads "infinite-future" in any format.
    if (absl::ParseTime(format, text, &time, nullptr) && time > absl::InfinitePast() &&
        time < absl::InfiniteFuture()) {
      return time;
    }
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", text,
      "\" is no time; write 2026-03-02T15:00:00+08:00, or \"2026-03-02 15:00\" in UTC"));
}

absl::StatusOr<absl::Duration> ParseSpan(const std::string& text) {
  absl::Duration span;
  if (absl::ParseDuration(text, &span) && span > absl::ZeroDuration() &&
      span < absl::InfiniteDuration()) {
    return span;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text, "\" is no span of time; write 90m, 72h or 1h30m"));
}

std::string FormatMoment(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string FormatMoment(const google::protobuf::Timestamp& time) {
  return time.seconds() == 0 && time.nanos() == 0 ? "" : FormatMoment(FromProto(time));
}

}  // namespace shopdesk::cli
