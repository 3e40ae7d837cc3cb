#include "services/orders/followers/protections.h"

#include <string>

#include "libs/base/resource_name.h"
#include "services/orders/handlers/pricing/price_protection.h"

namespace shopdesk::orders::followers {

absl::StatusOr<Effect> ProtectLines(runtime::WorkflowContext&, const event::v1::Event& event,
                                    const Peers&) {
  return Effect([name = event.resource_name()](runtime::WriteContext& ctx) {
    return handlers::ProtectLines(ctx, name);
  });
}

absl::StatusOr<Effect> SettleWaitingLines(runtime::WorkflowContext&, const event::v1::Event& event,
                                          const Peers&) {
  return Effect([order = std::string(ParentOf(event.resource_name()))](runtime::WriteContext& ctx) {
    return handlers::SettleWaitingLines(ctx, order);
  });
}

}  // namespace shopdesk::orders::followers
