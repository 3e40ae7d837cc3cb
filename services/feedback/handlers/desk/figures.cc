#include "libs/figures/figures.h"

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/desk/figures.h"
#include "services/feedback/handlers/conversation/conversation.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/store/commission/commission.h"
#include "services/feedback/store/conversation/agent.h"

namespace shopdesk::feedback::handlers {

absl::Status GetFeedbackFigures(runtime::ReadContext& ctx,
                                const v1::GetFeedbackFiguresRequest& request,
                                v1::FeedbackFigures* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(const Days days, DaysOf(request.period()));
  ASSIGN_OR_RETURN(const Sums sums, figures::Sum(ctx, shop, days));
  *response = domain::FeedbackFiguresOf(sums);
  ASSIGN_OR_RETURN(const int64_t agents, store::CountAgents(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const int64_t open, store::SumOpenTotals(ctx.txn(), shop));
  response->set_agents(agents);
  response->set_commission_open_minor(open);
  ASSIGN_OR_RETURN(*response->mutable_as_of(), figures::AsOf(ctx));
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
