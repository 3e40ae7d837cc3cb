#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/policy.pb.h"

// The one reminder to pay that a buyer gets for an order.
namespace shopdesk::orders::domain {

using v1::PaymentReminder;

const StateMachine<PaymentReminder::State>& ReminderMachine();

// How long an order of this kind waits for its payment.
absl::Duration UnpaidTime(const Order& order, const v1::Policy& policy);

// Plans the reminder of an unpaid order whose deadline is set: in the afternoon of a day on which
// what is paid ships, not sooner than `from` and the order's least age; a group buy's at half of
// its time, a flash sale's never. None if it would come too late or in quiet hours.
void PlanReminder(Order& order, const v1::Policy& policy, absl::Time from);

// Its time has come: it is DUE to be sent or BY_HAND; NOT_SENT if the policy holds this order out.
// Planned anew if the time was missed; unset if the buyer says that he paid. To be called for a
// planned one of an unpaid order.
void RemindDue(Order& order, const v1::Policy& policy, const Moment& moment);
// Whether a reminder that is DUE may still go out: nobody paid, claims to have paid, or closed it.
bool MayRemind(const Order& order);
// What came of one that is DUE.
void SettleReminder(Order& order, bool sent, const Moment& moment);
// Whether logistics may have a notice of it: it was queued by itself, or may have been.
bool MayHaveNotice(const Order& order);
// The notice of one that counts as REMINDED was taken back before it went out.
void WithdrawReminder(Order& order);
// An agent reminded. WRONG_STATE.
absl::Status RecordReminder(Order& order, type::v1::ContactChannel::Value channel,
                            const Moment& moment);
// If the order doesn't wait for payment any more, or the buyer says that he paid: what is planned
// is dropped, what waits for somebody's hand was not sent.
void EndReminder(Order& order);

// Whether it is too late for one that was planned: its day's cut-off is past, or it is quiet now.
bool IsReminderMissed(const Order& order, const v1::Policy& policy, absl::Time now);
// Until when what is paid ships today; nullopt if nothing does any more.
absl::optional<absl::Time> ShipsTodayUntil(const v1::Policy& policy, absl::Time now);

}  // namespace shopdesk::orders::domain
