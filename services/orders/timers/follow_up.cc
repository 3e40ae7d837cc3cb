#include "services/orders/timers/follow_up.h"

#include <utility>

#include "absl/types/optional.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/desk/next_timer.h"
#include "services/orders/domain/payment/cod.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/reminder.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"

namespace shopdesk::orders::timers {
namespace {

using handlers::OrderChange;
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
