#include "services/feedback/handlers/review/credit.h"

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "services/feedback/domain/review/credit.h"
#include "services/feedback/handlers/shop/policy.h"

namespace shopdesk::feedback::handlers {

absl::Status GetCredit(runtime::ReadContext& ctx, const v1::GetCreditRequest& request,
                       v1::Credit* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(const Days days, DaysOf(request.period()));
  ASSIGN_OR_RETURN(const Sums sums, figures::Sum(ctx, shop, days));
  *response = domain::CreditFigures(sums);
  ASSIGN_OR_RETURN(*response->mutable_as_of(), figures::AsOf(ctx));
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
