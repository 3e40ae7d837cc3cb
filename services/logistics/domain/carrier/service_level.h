#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "libs/base/figure.h"
#include "shopdesk/logistics/v1/claim.pb.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/service_level.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// How well carriers serve cities (docs/adr/0064).
namespace shopdesk::logistics::domain {

// Counted by place, carrier and LevelCount.
inline constexpr FigureName kServiceLevel = kFirstWideFigure;

// What stands beside a shipment and says whose fault its end is.
struct Circumstances {
  // The shop called it back.
  bool recalled = false;
  // Of its claim; unspecified: it has none.
  v1::Claim::Kind claimed = v1::Claim::KIND_UNSPECIFIED;
};

// Adds what became of a parcel to the month in which it was made; nothing while it is on its way,
// or of one that says nothing about its carrier.
void CountServiceLevel(const v1::Shipment& shipment, const Circumstances& circumstances,
                       Counts& counts);

// How a place's dimensions begin. Of a region code alone, or with an area: all cities in it.
std::string CityPrefix(const v1::ServicePlace& place);
std::string AreaPrefix(absl::string_view region_code, absl::string_view administrative_area);

// The first days of `count` months, `last` being in the last of them.
std::vector<Day> MonthsUntil(Day last, int count);
// "2024-03" of a day; and back: its first day, INVALID_ARGUMENT naming `field` if there is no such
// month.
std::string MonthText(Day day);
absl::StatusOr<Day> ParseMonth(absl::string_view text, absl::string_view field);

// What happened with `count` of so many parcels.
v1::ServiceRate RateOf(int64_t count, int64_t parcels);

// The levels of sums that are in the order of dimension and month, one for each place and carrier
// in this order, without advice.
std::vector<v1::ServiceLevel> ServiceLevelsOf(absl::Span<const MonthSum> sums,
                                              const v1::Policy& policy);
// The dimension behind all of a level's own.
std::string LastDimensionOf(const v1::ServiceLevel& level);

// Of one city: the best score first, those without one last, and how each stands to the best.
void Advise(std::vector<v1::ServiceLevel>& levels);

}  // namespace shopdesk::logistics::domain
