#include "services/orders/followers/compensations.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/handlers/care/compensation.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"

namespace shopdesk::orders::followers {

absl::StatusOr<Effect> CompensateLate(runtime::WorkflowContext&, const event::v1::Event& event,
                                      const Peers&) {
  v1::Order order;
  if (!event.resource().UnpackTo(&order)) {
    return InternalError(absl::StrCat("event ", event.sequence(), " holds no order"));
  }
  const bool late =
      order.has_ship_by_time() && domain::LastShipTime(order) > FromProto(order.ship_by_time());
  if (!late) return Effect();
  return Effect([name = order.name()](runtime::WriteContext& ctx) {
    return handlers::CompensateLate(ctx, name);
  });
}

absl::StatusOr<Effect> CompensateOutOfStock(runtime::WorkflowContext&,
                                            const event::v1::Event& event, const Peers&) {
  v1::Refund refund;
  if (!event.resource().UnpackTo(&refund)) {
    return InternalError(absl::StrCat("event ", event.sequence(), " holds no refund"));
  }
  if (refund.reason() != v1::RefundReason::PAID_OUT_OF_STOCK_REFUND) return Effect();
  return Effect(
      [refund](runtime::WriteContext& ctx) { return handlers::CompensateOutOfStock(ctx, refund); });
}

}  // namespace shopdesk::orders::followers
