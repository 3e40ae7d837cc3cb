#include "services/feedback/handlers/review/credit.h"

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "services/feedback/domain/review/credit.h"
#include "services/feedback/handlers/shop/policy.h"

namespace shopdesk::feedback::handlers {

absl::Status GetCredit(runtime::ReadContext& ctx, const v1::GetCreditRequest& request,
                       v1::Credit* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  return figures::AnswerSums(ctx, request, domain::CreditFigures, response);
}

}  // namespace shopdesk::feedback::handlers
