#include "services/feedback/handlers/case/compensation_effect.h"

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "services/feedback/domain/case/compensation_effect.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/handlers/case/review_case.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/store/case/order_compensation.h"
#include "services/feedback/store/case/review_case.h"
#include "services/feedback/store/trade/trade.h"

namespace shopdesk::feedback::handlers {

absl::Status GetCompensationEffect(runtime::ReadContext& ctx,
                                   const v1::GetCompensationEffectRequest& request,
                                   v1::CompensationEffect* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  return figures::AnswerSums(ctx, request, domain::CompensationEffectOf, response);
}

absl::Status NoteCompensation(runtime::WriteContext& ctx,
                              const orders::v1::Compensation& compensation, bool deleted) {
  const absl::string_view shop = ShopOf(compensation.name());
  const absl::string_view order_id = LastSegment(ParentOf(compensation.name()));
  // A review of his that is written meanwhile opens its case with what is known then.
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), shop, compensation.buyer()));
  RETURN_IF_ERROR(deleted ? store::ForgetCompensation(ctx.txn(), compensation.name())
                          : store::PutCompensation(ctx.txn(), compensation));
  ASSIGN_OR_RETURN(const absl::optional<domain::Compensated> compensated,
                   store::FindCompensated(ctx.txn(), shop, order_id));
  ASSIGN_OR_RETURN(std::vector<v1::ReviewCase> cases,
                   store::ListCasesOfOrderForUpdate(ctx.txn(), shop, order_id));
  for (v1::ReviewCase& review_case : cases) {
    if (!domain::NoteCompensated(review_case, compensated, StoredNow(ctx))) continue;
    RETURN_IF_ERROR(SaveCaseChange(ctx, review_case, events::kReviewCaseCompensated));
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
