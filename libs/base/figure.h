#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/calendar.h"
#include "shopdesk/type/v1/period.pb.h"

// Figures: how much of what there was on a day of the shop. What is counted and what is made of it
// are pure functions; libs/figures keeps them.
namespace shopdesk {

// What is counted: constants of a service, which are stored; never change one.
using FigureName = int;
// From this one on: told apart by so much (carriers by city) that the sums are kept by month alone,
// and only what is asked for of a dimension is read.
inline constexpr FigureName kFirstWideFigure = 1000;
inline bool IsWide(FigureName name) { return name >= kFirstWideFigure; }

// A zone and since when it is a shop's.
struct ZoneSince {
  absl::Time since;
  absl::TimeZone zone;
};

// The zones that a shop's days had: a day that has passed stays what it was.
class ZoneHistory {
 public:
  // In the order of time; the first is also that of all earlier times. None: UTC.
  explicit ZoneHistory(std::vector<ZoneSince> zones = {}) : zones_(std::move(zones)) {}

  absl::TimeZone ZoneAt(absl::Time time) const;
  Day DayAt(absl::Time time) const { return DayOf(time, ZoneAt(time)); }

 private:
  std::vector<ZoneSince> zones_;
};

struct FigureKey {
  Day day = 0;
  FigureName name = 0;
  // Of the name: a number or two (see DimensionOf), or an escaped id; empty: it has none.
  std::string dimension;

  friend auto operator<=>(const FigureKey&, const FigureKey&) = default;
};

// One dimension made of several numbers or escaped ids.
template <class... Parts>
std::string DimensionOf(const Parts&... parts) {
  std::string text;
  ((text.empty() ? absl::StrAppend(&text, parts) : absl::StrAppend(&text, "/", parts)), ...);
  return text;
}
// The part of a dimension at `index`, from 0; empty if it has not so many.
absl::string_view PartOf(absl::string_view dimension, int index);
// The same as a number; 0 if it is none.
int NumberOf(absl::string_view dimension, int index = 0);

// What a source (an order with all that belongs to it, a SKU …) adds to the figures of its shop.
class Counts {
 public:
  // `counted_to` is what was set when the source was counted the last time; 0 at first.
  explicit Counts(const ZoneHistory& zones, int64_t counted_to = 0)
      : zones_(&zones), counted_to_(counted_to) {}

  // What the source adds as it is now: counted from nothing each time.
  void Add(absl::Time time, FigureName name, absl::string_view dimension, int64_t value) {
    AddTo(added_, time, name, dimension, value);
  }
  void AddOn(Day day, FigureName name, absl::string_view dimension, int64_t value) {
    if (value != 0) added_[{day, name, std::string(dimension)}] += value;
  }
  // What it adds beside what it added before: of rows that only ever are added, those behind
  // counted_to.
  void Append(absl::Time time, FigureName name, absl::string_view dimension, int64_t value) {
    AddTo(appended_, time, name, dimension, value);
  }
  // The day of the shop that a moment is in.
  Day DayAt(absl::Time time) const { return zones_->DayAt(time); }
  int64_t counted_to() const { return counted_to_; }
  void set_counted_to(int64_t counted_to) { counted_to_ = counted_to; }
  // Whether there are more such rows: it is to be counted again.
  bool more() const { return more_; }
  void set_more(bool more) { more_ = more; }

  const std::map<FigureKey, int64_t>& added() const { return added_; }
  const std::map<FigureKey, int64_t>& appended() const { return appended_; }

 private:
  void AddTo(std::map<FigureKey, int64_t>& counts, absl::Time time, FigureName name,
             absl::string_view dimension, int64_t value);

  const ZoneHistory* zones_;
  int64_t counted_to_;
  bool more_ = false;
  std::map<FigureKey, int64_t> added_;
  std::map<FigureKey, int64_t> appended_;
};

// Days, both included.
struct Days {
  Day first;
  Day last;
};
// The days of a period; an end that isn't set is that of all time. INVALID_ARGUMENT below `field`.
absl::StatusOr<Days> DaysOf(const type::v1::Period& period, absl::string_view field = "period");

// The sum of a wide figure over a month.
struct MonthSum {
  std::string dimension;
  // The month's first day.
  Day month = 0;
  int64_t value = 0;
};

// What is to be read of a wide figure.
struct WideRange {
  FigureName name = 0;
  // The first days of the months, kMostMonths at most.
  std::vector<Day> months;
  // Dimensions that begin so.
  std::string prefix;
  // Only those behind it; empty: all.
  std::string after;
};
inline constexpr size_t kMostMonths = 12;

// Figures summed over days.
class Sums {
 public:
  void Add(FigureName name, absl::string_view dimension, int64_t value);
  // 0 where nothing was counted.
  int64_t Of(FigureName name, absl::string_view dimension = "") const;
  // Over all dimensions.
  int64_t Total(FigureName name) const;
  // Those of a name that are not 0, by dimension.
  std::map<std::string, int64_t> By(FigureName name) const;

 private:
  std::map<FigureName, std::map<std::string, int64_t>> sums_;
};

}  // namespace shopdesk
