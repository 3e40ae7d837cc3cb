#include "services/feedback/handlers/shop/order.h"

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/handlers/shop/policy.h"

namespace shopdesk::feedback::handlers {

absl::StatusOr<orders::v1::Order> LookUpOrder(runtime::WorkflowContext& ctx,
                                              const std::string& name, clients::Orders& orders) {
  RETURN_IF_ERROR(ctx.Read(
      [&](runtime::ReadContext& read) { return LoadPolicy(read.txn(), ShopOf(name)).status(); }));
  return orders.GetOrder(ctx, name);
}

}  // namespace shopdesk::feedback::handlers
