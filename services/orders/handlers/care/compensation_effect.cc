#include "services/orders/handlers/care/compensation_effect.h"

#include <limits>
#include <vector>

#include "libs/base/calendar.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "services/orders/domain/care/compensation_effect.h"
#include "services/orders/domain/care/figure_names.h"
#include "services/orders/domain/trade/policy.h"
#include "services/orders/handlers/trade/policy.h"

namespace shopdesk::orders::handlers {
namespace {

// By cause, days later and month: all of them, some thousands at most.
absl::StatusOr<std::vector<MonthSum>> SumMonths(runtime::ReadContext& ctx, absl::string_view shop,
                                                FigureName name, const std::vector<Day>& months) {
  return figures::SumWide(ctx.txn(), shop, {name, months, "", ""}, std::numeric_limits<int>::max());
}

}  // namespace

absl::Status GetCompensationEffect(runtime::ReadContext& ctx,
                                   const v1::GetCompensationEffectRequest& request,
                                   v1::CompensationEffect* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  const Day today = domain::CalendarOf(policy).DayOf(ctx.now());
  ASSIGN_OR_RETURN(const std::vector<Day> months, domain::MonthsOf(request.period(), today));
  ASSIGN_OR_RETURN(const auto buyers, SumMonths(ctx, shop, domain::kBuyersOfMonthFigure, months));
  ASSIGN_OR_RETURN(const auto back, SumMonths(ctx, shop, domain::kBuyersBackFigure, months));
  *response = domain::CompensationEffectOf(buyers, back, policy.compensation_return_days());
  domain::SetPeriod(months, today, *response);
  ASSIGN_OR_RETURN(const Days days, DaysOf(response->period()));
  ASSIGN_OR_RETURN(const Sums sums, figures::Sum(ctx, shop, days));
  domain::AddAmounts(sums, *response);
  ASSIGN_OR_RETURN(*response->mutable_as_of(), figures::AsOf(ctx));
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
