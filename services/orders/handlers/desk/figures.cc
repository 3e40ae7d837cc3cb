#include "services/orders/handlers/desk/figures.h"

#include <limits>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "services/orders/domain/desk/figures.h"
#include "services/orders/handlers/trade/policy.h"

namespace shopdesk::orders::handlers {

absl::Status GetOrderFigures(runtime::ReadContext& ctx, const v1::GetOrderFiguresRequest& request,
                             v1::OrderFigures* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(const Days days, DaysOf(request.period()));
  ASSIGN_OR_RETURN(const Sums period, figures::Sum(ctx, shop, days));
  ASSIGN_OR_RETURN(const Sums to_its_end,
                   figures::Sum(ctx, shop, {std::numeric_limits<Day>::min(), days.last}));
  *response = domain::OrderFiguresOf(period, to_its_end);
  ASSIGN_OR_RETURN(*response->mutable_as_of(), figures::AsOf(ctx));
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
