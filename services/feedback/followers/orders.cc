#include "services/feedback/followers/orders.h"

#include <utility>

#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/handlers/trade.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::feedback::followers {

absl::StatusOr<Effect> OnOrderEvent(rpc::WorkflowContext&, const event::v1::Event& event) {
  if (!event.resource().Is<orders::v1::Order>()) return Effect();
  orders::v1::Order order;
  if (!event.resource().UnpackTo(&order)) {
    return Error(absl::StatusCode::kInternal, "DATA_LOSS", "the order in the event can't be read");
  }
  return Effect([order = std::move(order)](rpc::WriteContext& ctx) -> absl::Status {
    ASSIGN_OR_RETURN(
        const absl::optional<v1::Policy> policy,
        policy::Find<v1::Policy>(ctx.txn(), ShopOf(order.name()), policy::Lock::kShare));
    return handlers::NoteOrder(ctx, order, policy).status();
  });
}

}  // namespace shopdesk::feedback::followers
