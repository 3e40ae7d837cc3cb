#include "libs/base/figure.h"

#include <limits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"

namespace shopdesk {

absl::TimeZone ZoneHistory::ZoneAt(absl::Time time) const {
  if (zones_.empty()) return absl::UTCTimeZone();
  size_t at = zones_.size() - 1;
  while (at > 0 && zones_[at].since > time) --at;
  return zones_[at].zone;
}

absl::string_view PartOf(absl::string_view dimension, int index) {
  int at = 0;
  for (absl::string_view part : absl::StrSplit(dimension, '/')) {
    if (at++ == index) return part;
  }
  return "";
}

int NumberOf(absl::string_view dimension, int index) {
  int number = 0;
  return absl::SimpleAtoi(PartOf(dimension, index), &number) ? number : 0;
}

void Counts::AddTo(std::map<FigureKey, int64_t>& counts, absl::Time time, FigureName name,
                   absl::string_view dimension, int64_t value) {
  if (value != 0) counts[{zones_->DayAt(time), name, std::string(dimension)}] += value;
}

absl::StatusOr<Days> DaysOf(const type::v1::Period& period, absl::string_view field) {
  Days days = {std::numeric_limits<Day>::min(), std::numeric_limits<Day>::max()};
  if (!period.first_day().empty()) {
    ASSIGN_OR_RETURN(days.first, ParseDay(period.first_day(), absl::StrCat(field, ".first_day")));
  }
  if (!period.last_day().empty()) {
    ASSIGN_OR_RETURN(days.last, ParseDay(period.last_day(), absl::StrCat(field, ".last_day")));
  }
  if (days.last < days.first) {
    return InvalidFieldError(absl::StrCat(field, ".last_day"), "must not be before first_day");
  }
  return days;
}

void Sums::Add(FigureName name, absl::string_view dimension, int64_t value) {
  sums_[name][std::string(dimension)] += value;
}

int64_t Sums::Of(FigureName name, absl::string_view dimension) const {
  const auto of_name = sums_.find(name);
  if (of_name == sums_.end()) return 0;
  const auto found = of_name->second.find(std::string(dimension));
  return found == of_name->second.end() ? 0 : found->second;
}

int64_t Sums::Total(FigureName name) const {
  int64_t total = 0;
  for (const auto& [dimension, value] : By(name)) total += value;
  return total;
}

std::map<std::string, int64_t> Sums::By(FigureName name) const {
  std::map<std::string, int64_t> sums;
  const auto of_name = sums_.find(name);
  if (of_name == sums_.end()) return sums;
  for (const auto& [dimension, value] : of_name->second) {
    if (value != 0) sums.emplace(dimension, value);
  }
  return sums;
}

}  // namespace shopdesk
