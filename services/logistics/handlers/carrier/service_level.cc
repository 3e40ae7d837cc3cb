#include "services/logistics/handlers/carrier/service_level.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/calendar.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "services/logistics/domain/carrier/service_level.h"
#include "services/logistics/handlers/shop/policy.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::ServiceLevel;

// Carriers of a city: usual, at most; each has its months.
constexpr PageLimits kServiceLevelPage{50, 200};
// Sums of a carrier, city and month: one for each thing that is counted.
constexpr int kSumsOfMonth = 5;

// The months that count, the last of them being that of the text, or the present one.
absl::StatusOr<std::vector<Day>> MonthsOf(const v1::Policy& policy, absl::string_view last_month,
                                          absl::Time now) {
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  Day last = DayOf(now, zone);
  if (!last_month.empty()) {
    ASSIGN_OR_RETURN(last, domain::ParseMonth(last_month, "last_month"));
  }
  return domain::MonthsUntil(last, policy.service_level_months());
}

absl::StatusOr<std::vector<ServiceLevel>> LevelsOfCity(sql::Transaction& txn,
                                                       absl::string_view shop,
                                                       const v1::Policy& policy,
                                                       const v1::ServicePlace& place,
                                                       std::vector<Day> months) {
  // A city's carriers are as many as the shop's, which are all held in memory.
  ASSIGN_OR_RETURN(
      const std::vector<MonthSum> sums,
      figures::SumWide(txn, shop,
                       {domain::kServiceLevel, std::move(months), domain::CityPrefix(place), ""},
                       std::numeric_limits<int>::max()));
  std::vector<ServiceLevel> levels = domain::ServiceLevelsOf(sums, policy);
  domain::Advise(levels);
  return levels;
}

}  // namespace

absl::Status CompareCarriers(runtime::ReadContext& ctx, const v1::CompareCarriersRequest& request,
                             v1::CompareCarriersResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const std::vector<Day> months,
                   MonthsOf(policy, request.last_month(), ctx.now()));
  ASSIGN_OR_RETURN(std::vector<ServiceLevel> levels,
                   LevelsOfCity(ctx.txn(), shop, policy, request.place(), months));
  for (ServiceLevel& level : levels) *response->add_service_levels() = std::move(level);
  response->set_first_month(domain::MonthText(months.front()));
  response->set_last_month(domain::MonthText(months.back()));
  ASSIGN_OR_RETURN(*response->mutable_as_of(), figures::AsOf(ctx));
  return absl::OkStatus();
}

absl::Status ListServiceLevels(runtime::ReadContext& ctx,
                               const v1::ListServiceLevelsRequest& request,
                               v1::ListServiceLevelsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const std::vector<Day> months,
                   MonthsOf(policy, request.last_month(), ctx.now()));
  WideRange range = {domain::kServiceLevel, months,
                     domain::AreaPrefix(request.region_code(), request.administrative_area()), ""};
  const auto list = [&](const PageKey<std::string>& after,
                        int limit) -> absl::StatusOr<std::vector<ServiceLevel>> {
    // One more than are answered, whose sums may not be all there.
    const int rows = (limit + 1) * kSumsOfMonth * static_cast<int>(months.size());
    range.after = std::get<0>(after);
    ASSIGN_OR_RETURN(const std::vector<MonthSum> sums,
                     figures::SumWide(ctx.txn(), shop, range, rows));
    std::vector<ServiceLevel> levels = domain::ServiceLevelsOf(sums, policy);
    if (levels.size() > static_cast<size_t>(limit)) levels.resize(limit);
    return levels;
  };
  return ListPage(
      request, kServiceLevelPage, PageKey<std::string>(""), list,
      [](const ServiceLevel& level) {
        return PageKey<std::string>(domain::LastDimensionOf(level));
      },
      *response, *response->mutable_service_levels());
}

absl::StatusOr<domain::CarrierLevels> LevelsFor(sql::Transaction& txn,
                                                const domain::RateIndex& rates,
                                                absl::string_view shop,
                                                const v1::QuoteRequest& request, absl::Time now) {
  domain::CarrierLevels levels;
  if (!rates.NeedsLevels(request)) return levels;
  v1::ServicePlace place;
  place.set_region_code(request.destination().region_code());
  place.set_administrative_area(request.destination().administrative_area());
  place.set_locality(request.destination().locality());
  ASSIGN_OR_RETURN(std::vector<Day> months, MonthsOf(rates.policy(), "", now));
  ASSIGN_OR_RETURN(std::vector<ServiceLevel> known,
                   LevelsOfCity(txn, shop, rates.policy(), place, std::move(months)));
  for (ServiceLevel& level : known) {
    std::string carrier_id = level.carrier_id();
    levels.emplace(std::move(carrier_id), std::move(level));
  }
  return levels;
}

}  // namespace shopdesk::logistics::handlers
