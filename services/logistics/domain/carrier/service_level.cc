#include "services/logistics/domain/carrier/service_level.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/carrier/place.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::ServiceLevel;
using v1::TrackingStatus;

// What is counted of a parcel. Stored numbers: never change one.
enum LevelCount { kParcels = 1, kTimed = 2, kOnTime = 3, kDamaged = 4, kRefused = 5 };

// The parts of a dimension: country, area, city, carrier, count.
constexpr int kCarrierPart = 3;
constexpr int kCountPart = 4;

constexpr int64_t kAlways = 10000;
// Of Wilson's interval: the normal distribution's quantile that leaves 2.5 % on either side.
constexpr double kZ = 1.959964;
// A damaged parcel weighs as much as so many late ones.
constexpr int64_t kDamageWeight = 3;

constexpr absl::CivilDay kFirstDay(1970, 1, 1);

bool ComesBackUndelivered(const v1::Shipment& shipment) {
  switch (shipment.status()) {
    case TrackingStatus::REFUSED:
    case TrackingStatus::RETURNING:
    case TrackingStatus::RETURNED:
      return true;
    default:
      return shipment.underlying_status() == TrackingStatus::RETURNING;
  }
}

bool IsWithdrawn(const v1::Shipment& shipment) {
  return shipment.status() == TrackingStatus::CANCELLED ||
         shipment.status() == TrackingStatus::INTERCEPTED;
}

std::string CarrierPrefix(absl::string_view city, absl::string_view carrier_id) {
  return absl::StrCat(city, EscapeId(carrier_id), "/");
}

absl::string_view CarrierPrefixOf(absl::string_view dimension) {
  return dimension.substr(0, dimension.rfind('/') + 1);
}

std::string Unescaped(absl::string_view dimension, int part) {
  return UnescapeId(PartOf(dimension, part)).value_or("");
}

void AddTo(ServiceLevel::Month& month, int count, int64_t value) {
  switch (count) {
    case kParcels:
      month.set_parcels(value);
      break;
    case kTimed:
      month.set_timed(value);
      break;
    case kOnTime:
      month.set_on_time(value);
      break;
    case kDamaged:
      month.set_damaged(value);
      break;
    case kRefused:
      month.set_refused(value);
      break;
    default:
      break;
  }
}

// One place and carrier.
ServiceLevel MakeLevel(absl::Span<const MonthSum> sums, const v1::Policy& policy) {
  ServiceLevel level;
  const std::string& dimension = sums.front().dimension;
  level.set_carrier_id(Unescaped(dimension, kCarrierPart));
  level.mutable_place()->set_region_code(Unescaped(dimension, 0));
  level.mutable_place()->set_administrative_area(Unescaped(dimension, 1));
  level.mutable_place()->set_locality(Unescaped(dimension, 2));
  std::map<Day, ServiceLevel::Month> months;
  for (const MonthSum& sum : sums) {
    AddTo(months[sum.month], NumberOf(sum.dimension, kCountPart), sum.value);
  }
  int64_t timed = 0, on_time = 0, damaged = 0, refused = 0;
  for (auto& [day, month] : months) {
    month.set_month(MonthText(day));
    level.set_parcels(level.parcels() + month.parcels());
    timed += month.timed();
    on_time += month.on_time();
    damaged += month.damaged();
    refused += month.refused();
    *level.add_months() = std::move(month);
  }
  *level.mutable_on_time() = RateOf(on_time, timed);
  *level.mutable_damaged() = RateOf(damaged, level.parcels());
  *level.mutable_refused() = RateOf(refused, level.parcels());
  if (std::min(level.parcels(), timed) < policy.service_level_parcels()) return level;
  const int64_t score = level.on_time().low_bps() - kDamageWeight * level.damaged().high_bps() -
                        level.refused().high_bps();
  level.set_score(static_cast<int32_t>(std::max<int64_t>(score, 0)));
  return level;
}

bool IsWorse(const ServiceLevel& level, const ServiceLevel& best) {
  return level.on_time().high_bps() < best.on_time().low_bps() ||
         level.damaged().low_bps() > best.damaged().high_bps();
}

}  // namespace

void CountServiceLevel(const v1::Shipment& shipment, const Circumstances& circumstances,
                       Counts& counts) {
  // What a buyer sends back isn't the carrier's delivery; what was called back isn't his doing.
  if (!shipment.refund().empty() || IsWithdrawn(shipment)) return;
  const bool taken =
      circumstances.claimed == v1::Claim::LOSS || circumstances.claimed == v1::Claim::THEFT;
  const bool delivered = shipment.has_deliver_time();
  const bool refused = !delivered && ComesBackUndelivered(shipment);
  const bool lost =
      !delivered && !refused && (taken || shipment.status() == TrackingStatus::EXPIRED);
  if (!delivered && (circumstances.recalled || (!refused && !lost))) return;
  v1::ServicePlace place;
  place.set_region_code(shipment.receiver().address().region_code());
  place.set_administrative_area(shipment.receiver().address().administrative_area());
  place.set_locality(shipment.receiver().address().locality());
  const std::string prefix = CarrierPrefix(CityPrefix(place), shipment.carrier_id());
  const auto add = [&](LevelCount count) {
    counts.Add(FromProto(shipment.create_time()), kServiceLevel,
               absl::StrCat(prefix, static_cast<int>(count)), 1);
  };
  add(kParcels);
  if (shipment.has_promised_time() && !refused) {
    add(kTimed);
    if (delivered && FromProto(shipment.deliver_time()) <= FromProto(shipment.promised_time())) {
      add(kOnTime);
    }
  }
  if (taken || circumstances.claimed == v1::Claim::DAMAGE) add(kDamaged);
  if (refused) add(kRefused);
}

std::string CityPrefix(const v1::ServicePlace& place) {
  return absl::StrCat(
      AreaPrefix(place.region_code(), ""),
      EscapeId(FoldPlace(place.region_code(), place.administrative_area())), "/",
      EscapeId(FoldLocality(place.region_code(), place.administrative_area(), place.locality())),
      "/");
}

std::string AreaPrefix(absl::string_view region_code, absl::string_view administrative_area) {
  std::string prefix = absl::StrCat(EscapeId(region_code), "/");
  if (!administrative_area.empty()) {
    absl::StrAppend(&prefix, EscapeId(FoldPlace(region_code, administrative_area)), "/");
  }
  return prefix;
}

std::vector<Day> MonthsUntil(Day last, int count) {
  const absl::CivilMonth month(CivilDayOf(last));
  std::vector<Day> months;
  months.reserve(count);
  for (int i = count - 1; i >= 0; --i) months.push_back(absl::CivilDay(month - i) - kFirstDay);
  return months;
}

std::string MonthText(Day day) { return absl::FormatCivilTime(absl::CivilMonth(CivilDayOf(day))); }

absl::StatusOr<Day> ParseMonth(absl::string_view text, absl::string_view field) {
  absl::StatusOr<Day> day = ParseDay(absl::StrCat(text, "-01"), field);
  if (!day.ok()) return InvalidFieldError(field, "must be a month that there is, e.g. 2024-03");
  return day;
}

v1::ServiceRate RateOf(int64_t count, int64_t parcels) {
  v1::ServiceRate rate;
  rate.set_parcels(parcels);
  rate.set_count(count);
  rate.set_high_bps(kAlways);
  if (parcels == 0) return rate;
  const auto n = static_cast<double>(parcels);
  const double share = static_cast<double>(count) / n;
  const double z2 = kZ * kZ;
  const double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double reach = kZ / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  const auto bps = [](double value) {
    return static_cast<int32_t>(std::lround(std::clamp(value, 0.0, 1.0) * kAlways));
  };
  rate.set_rate_bps(bps(share));
  rate.set_low_bps(bps(middle - reach));
  rate.set_high_bps(bps(middle + reach));
  return rate;
}

std::vector<ServiceLevel> ServiceLevelsOf(absl::Span<const MonthSum> sums,
                                          const v1::Policy& policy) {
  std::vector<ServiceLevel> levels;
  for (size_t begin = 0; begin < sums.size();) {
    const absl::string_view prefix = CarrierPrefixOf(sums[begin].dimension);
    size_t end = begin;
    while (end < sums.size() && CarrierPrefixOf(sums[end].dimension) == prefix) ++end;
    levels.push_back(MakeLevel(sums.subspan(begin, end - begin), policy));
    begin = end;
  }
  return levels;
}

std::string LastDimensionOf(const ServiceLevel& level) {
  // Behind every number.
  return absl::StrCat(CarrierPrefix(CityPrefix(level.place()), level.carrier_id()), ":");
}

void Advise(std::vector<ServiceLevel>& levels) {
  std::stable_sort(levels.begin(), levels.end(), [](const ServiceLevel& a, const ServiceLevel& b) {
    const auto key = [](const ServiceLevel& level) {
      return std::make_tuple(!level.has_score(), -level.score());
    };
    return key(a) < key(b);
  });
  for (ServiceLevel& level : levels) {
    if (!level.has_score()) continue;
    if (&level == &levels.front()) {
      // Nobody is recommended who may be no good at all.
      level.set_advice(level.score() > 0 ? ServiceLevel::RECOMMENDED : ServiceLevel::EQUAL);
    } else {
      level.set_advice(IsWorse(level, levels.front()) ? ServiceLevel::WORSE : ServiceLevel::EQUAL);
    }
  }
}

}  // namespace shopdesk::logistics::domain
