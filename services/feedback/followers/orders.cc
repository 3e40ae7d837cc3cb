#include "services/feedback/followers/orders.h"

#include <string>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/event/follower.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/handlers/case/compensation_effect.h"
#include "services/feedback/handlers/commission/commission.h"
#include "services/feedback/handlers/desk/erasure.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/ticket/ticket.h"
#include "services/feedback/handlers/trade/trade.h"
#include "services/feedback/store/conversation/order_error.h"
#include "services/feedback/store/trade/trade.h"
#include "shopdesk/erasure/v1/erasure.pb.h"
#include "shopdesk/orders/v1/compensation.pb.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/order_error.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"

namespace shopdesk::feedback::followers {

namespace {

absl::StatusOr<Effect> OnErrorEvent(const event::v1::Event& event) {
  orders::v1::OrderError error;
  if (!event.resource().UnpackTo(&error)) return domain::UnreadableEventError("order error");
  return Effect([error = std::move(error)](runtime::WriteContext& ctx) {
    const std::string agent = EscapeId(error.agent());
    return store::PutOrderError(ctx.txn(), ShopOf(error.name()),
                                {.id = LastSegment(error.name()),
                                 .agent = agent,
                                 .create_ms = ToMillis(FromProto(error.create_time())),
                                 .counts = error.state() != orders::v1::OrderError::DISMISSED &&
                                           error.state() != orders::v1::OrderError::DRAFTED});
  });
}

absl::StatusOr<Effect> OnRefundEvent(const event::v1::Event& event) {
  orders::v1::Refund refund;
  if (!event.resource().UnpackTo(&refund)) return domain::UnreadableEventError("refund");
  return Effect([refund = std::move(refund)](runtime::WriteContext& ctx) {
    return handlers::NoteRefund(ctx, refund);
  });
}

absl::StatusOr<Effect> OnCompensationEvent(const event::v1::Event& event) {
  orders::v1::Compensation compensation;
  if (!event.resource().UnpackTo(&compensation)) {
    return domain::UnreadableEventError("compensation");
  }
  return Effect([compensation = std::move(compensation),
                 deleted = event.deleted()](runtime::WriteContext& ctx) {
    return handlers::NoteCompensation(ctx, compensation, deleted);
  });
}

absl::StatusOr<Effect> OnErasureEvent(const event::v1::Event& event) {
  erasure::v1::Erasure erasure;
  if (!event.resource().UnpackTo(&erasure)) return domain::UnreadableEventError("erasure");
  if (erasure.state() != erasure::v1::Erasure::DONE) return Effect();
  return Effect([erasure = std::move(erasure)](runtime::WriteContext& ctx) {
    return handlers::EraseBuyer(ctx, erasure);
  });
}

}  // namespace

absl::StatusOr<Effect> OnOrderEvent(runtime::WorkflowContext&, const event::v1::Event& event) {
  if (event.resource().Is<orders::v1::OrderError>()) return OnErrorEvent(event);
  if (event.resource().Is<orders::v1::Refund>()) return OnRefundEvent(event);
  if (event.resource().Is<orders::v1::Compensation>()) return OnCompensationEvent(event);
  if (event.resource().Is<erasure::v1::Erasure>()) return OnErasureEvent(event);
  if (!event.resource().Is<orders::v1::Order>()) return Effect();
  orders::v1::Order order;
  if (!event.resource().UnpackTo(&order)) return domain::UnreadableEventError("order");
  const bool snapshot = event::IsSnapshot(event);
  const absl::Time event_time = FromProto(event.event_time());
  return Effect([order = std::move(order), snapshot,
                 event_time](runtime::WriteContext& ctx) -> absl::Status {
    const absl::Time time = snapshot ? ctx.now() : event_time;
    // What a restore has undone was of a higher version.
    if (snapshot) {
      RETURN_IF_ERROR(
          store::ForgetOrderVersion(ctx.txn(), ShopOf(order.name()), LastSegment(order.name())));
    }
    ASSIGN_OR_RETURN(const absl::optional<v1::Policy> policy,
                     handlers::FindPolicy(ctx.txn(), ShopOf(order.name()), policy::Lock::kShare));
    if (order.has_erase_time()) RETURN_IF_ERROR(handlers::EraseOrder(ctx, order.name()));
    RETURN_IF_ERROR(handlers::NoteOrder(ctx, order, policy).status());
    return policy.has_value() ? handlers::CreditOrder(ctx, *policy, order, time) : absl::OkStatus();
  });
}

}  // namespace shopdesk::feedback::followers
