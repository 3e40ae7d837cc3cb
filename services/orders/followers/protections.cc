#include "services/orders/followers/protections.h"

#include <string>

#include "services/orders/handlers/pricing/price_protection.h"

namespace shopdesk::orders::followers {

absl::StatusOr<Effect> ProtectLines(runtime::WorkflowContext&, const event::v1::Event& event,
                                    const Peers&) {
  return Effect([name = event.resource_name()](runtime::WriteContext& ctx) {
    return handlers::ProtectLines(ctx, name);
  });
}

}  // namespace shopdesk::orders::followers
