#include "services/orders/timers/order.h"

#include <utility>

#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/desk/next_timer.h"
#include "services/orders/domain/payment/cod.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/reminder.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::timers {
namespace {

using handlers::OrderChange;
using v1::Order;
using v1::PaymentReminder;

// The order if this is what it waits for; nullopt for a stale timer.
absl::StatusOr<absl::optional<OrderChange>> LoadDue(runtime::WriteContext& ctx,
                                                    const timer::Due& due) {
  absl::StatusOr<OrderChange> change = handlers::LoadForChange(ctx, due.resource_name);
  if (absl::IsNotFound(change.status())) return absl::nullopt;
  RETURN_IF_ERROR(change.status());
  const domain::NextTimer& next = change->before.timer;
  if (next.kind != due.kind || next.time > due.due_time) return absl::nullopt;
  return *std::move(change);
}

const char* ReminderEvent(PaymentReminder::State state) {
  return state == PaymentReminder::DUE || state == PaymentReminder::BY_HAND
             ? events::kOrderPaymentReminderDue
             : "";
}

}  // namespace

absl::Status CloseOverdue(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(absl::optional<OrderChange> change, LoadDue(ctx, due));
  if (!change.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Policy policy,
                   handlers::LoadPolicy(ctx.txn(), ShopOf(due.resource_name)));
  const v1::CloseReason::Value reason = due.kind == domain::kUnpaidClose
                                            ? v1::CloseReason::UNPAID_TOO_LONG
                                            : v1::CloseReason::BUYER_UNREACHABLE;
  RETURN_IF_ERROR(
      domain::CloseUnpaid(change->order, due.kind, reason, policy, handlers::MomentOf(ctx)));
  return handlers::SaveChange(ctx, *change, events::kOrderClosed);
}

absl::Status FinishOverdue(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(absl::optional<OrderChange> change, LoadDue(ctx, due));
  if (!change.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(domain::Finish(change->order, due.kind, handlers::MomentOf(ctx), change->ledger));
  return handlers::SaveChange(ctx, *change, events::kOrderFinished);
}

absl::Status RefundOutOfStock(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(absl::optional<OrderChange> change, LoadDue(ctx, due));
  if (!change.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Policy policy,
                   handlers::LoadPolicy(ctx.txn(), ShopOf(due.resource_name)));
  domain::ClearDeadline(change->order);
  domain::RefundRequest request;
  request.kind = v1::RefundKind::MONEY_ONLY;
  request.reason = v1::RefundReason::PAID_OUT_OF_STOCK_REFUND;
  v1::Refund refund;
  const absl::Status given =
      handlers::GiveRefundOn(ctx, *change, request, policy, ctx.DerivedId("refund"), &refund);
  if (given.ok()) return handlers::SaveRefundedOrder(ctx, *change, refund);
  // The buyer's own refund asks for everything already; it has its deadline.
  if (ReasonOf(given) != domain::reasons::kQuantityExceeded) return given;
  ASSIGN_OR_RETURN(OrderChange open, handlers::LoadForChange(ctx, due.resource_name));
  domain::ClearDeadline(open.order);
  return handlers::SaveChange(ctx, open, events::kOrderRefundLeftOpen);
}

absl::Status ResumeShipping(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(const absl::optional<Order> order,
                   store::FindOrder(ctx.txn(), due.resource_name));
  if (!order.has_value()) return absl::OkStatus();
  for (const v1::Parcel& parcel : order->parcels()) {
    if (parcel.state() != v1::Parcel::INTENDED) continue;
    ctx.Emit(*order, events::kOrderShippingStuck);
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status RemindPayment(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(absl::optional<OrderChange> change, LoadDue(ctx, due));
  if (!change.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Policy policy,
                   handlers::LoadPolicy(ctx.txn(), ShopOf(due.resource_name)));
  domain::RemindDue(change->order, policy, handlers::MomentOf(ctx));
  return handlers::SaveChange(ctx, *change,
                              ReminderEvent(change->order.payment_reminder().state()));
}

absl::Status MissCodContact(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(absl::optional<OrderChange> change, LoadDue(ctx, due));
  if (!change.has_value()) return absl::OkStatus();
  domain::MissCodContact(change->order);
  return handlers::SaveChange(ctx, *change, events::kOrderCodContactMissed);
}

absl::Status WarnShipBy(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(absl::optional<OrderChange> change, LoadDue(ctx, due));
  if (!change.has_value()) return absl::OkStatus();
  domain::WarnShipBy(change->order);
  return handlers::SaveChange(ctx, *change, events::kOrderShipByWarning);
}

}  // namespace shopdesk::orders::timers
