#include "services/orders/domain/trade/reminder.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/policy.h"

namespace shopdesk::orders::domain {
namespace {

constexpr Transition<PaymentReminder::State> kReminderTransitions[] = {
    {PaymentReminder::PLANNED, "due", PaymentReminder::DUE, "nobody paid or says that he paid"},
    {PaymentReminder::PLANNED, "by_hand", PaymentReminder::BY_HAND, "reminders_by_hand"},
    {PaymentReminder::PLANNED, "hold_out", PaymentReminder::NOT_SENT, "reminder_holdout_percent"},
    {PaymentReminder::PLANNED, "record", PaymentReminder::REMINDED, "by an agent"},
    {PaymentReminder::DUE, "sent", PaymentReminder::REMINDED},
    {PaymentReminder::DUE, "not_sent", PaymentReminder::NOT_SENT,
     "the buyer can't be written to; paid, closed or past the cut-off meanwhile"},
    {PaymentReminder::REMINDED, "withdrawn", PaymentReminder::NOT_SENT,
     "paid, claimed or closed before the notice went out"},
    {PaymentReminder::BY_HAND, "record", PaymentReminder::REMINDED, "by an agent"},
    {PaymentReminder::BY_HAND, "not_sent", PaymentReminder::NOT_SENT, "paid, claimed or closed"},
};

constexpr EventCall kReminderCalls[] = {
    {"record", "RecordReminder"},
};

constexpr StateMachine<PaymentReminder::State> kReminderMachine("Payment reminder",
                                                                kReminderTransitions,
                                                                kReminderCalls);

// The afternoon's time before `close`, on a day on which parcels leave if there is one; infinite
// future if there is no afternoon left.
absl::Time Afternoon(const Calendar& calendar, const v1::Policy& policy, absl::Time from,
                     absl::Time close) {
  const int minute = policy.reminder_minute();
  const absl::Time first = calendar.NextMinute(from, minute);
  for (absl::Time time = first; time < close;
       time = calendar.NextMinute(time + absl::Minutes(1), minute)) {
    if (calendar.IsShippingDay(calendar.DayOf(time))) return time;
  }
  return first < close ? first : absl::InfiniteFuture();
}

// FNV-1a: it never changes, as std::hash may, so that an order stays on its side.
constexpr uint32_t kFnvOffset = 2166136261u;
constexpr uint32_t kFnvPrime = 16777619u;
constexpr uint32_t kPercent = 100;

// The same orders are held out whenever they are asked.
bool IsHeldOut(const Order& order, const v1::Policy& policy) {
  uint32_t hash = kFnvOffset;
  for (const char c : order.name()) hash = (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
  return static_cast<int32_t>(hash % kPercent) < policy.reminder_holdout_percent();
}

absl::Status Step(Order& order, absl::string_view event) {
  PaymentReminder& reminder = *order.mutable_payment_reminder();
  ASSIGN_OR_RETURN(const PaymentReminder::State next,
                   kReminderMachine.Next(order.name(), reminder.state(), event));
  reminder.set_state(next);
  return absl::OkStatus();
}

// Steps that the caller has made sure of.
void MustStep(Order& order, absl::string_view event) { Step(order, event).IgnoreError(); }

}  // namespace

const StateMachine<PaymentReminder::State>& ReminderMachine() { return kReminderMachine; }

absl::Duration UnpaidTime(const Order& order, const v1::Policy& policy) {
  switch (order.order_kind()) {
    case v1::OrderKind::GROUP_BUY:
      return absl::Seconds(policy.group_buy_close_seconds());
    case v1::OrderKind::FLASH_SALE:
      return absl::Seconds(policy.flash_sale_close_seconds());
    default:
      return absl::Seconds(policy.unpaid_close_seconds());
  }
}

void PlanReminder(Order& order, const v1::Policy& policy, absl::Time from) {
  order.clear_payment_reminder();
  if (order.order_kind() == v1::OrderKind::FLASH_SALE) return;
  const Calendar calendar = CalendarOf(policy);
  const absl::Time close = FromProto(order.deadline_time());
  absl::Time time;
  if (order.order_kind() == v1::OrderKind::GROUP_BUY) {
    time = calendar.AfterQuiet(from + absl::Seconds(absl::ToInt64Seconds(close - from) / 2));
  } else {
    time =
        Afternoon(calendar, policy, from + absl::Seconds(policy.reminder_min_age_seconds()), close);
  }
  if (time >= close || calendar.AfterQuiet(time) != time) return;
  order.mutable_payment_reminder()->set_state(PaymentReminder::PLANNED);
  *order.mutable_payment_reminder()->mutable_remind_time() = ToProto(time);
}

void RemindDue(Order& order, const v1::Policy& policy, const Moment& moment) {
  if (order.payment().state() != v1::PaymentState::AWAITING) {
    order.clear_payment_reminder();
    return;
  }
  if (IsReminderMissed(order, policy, moment.now)) return PlanReminder(order, policy, moment.now);
  *order.mutable_payment_reminder()->mutable_remind_time() = ToProto(moment.now);
  if (IsHeldOut(order, policy)) return MustStep(order, "hold_out");
  if (!policy.reminders_by_hand()) return MustStep(order, "due");
  MustStep(order, "by_hand");
  const absl::Time cut_off = CalendarOf(policy).NextMinute(moment.now, policy.cut_off_minute());
  *order.mutable_payment_reminder()->mutable_due_time() =
      ToProto(std::min(cut_off, FromProto(order.deadline_time())));
}

bool MayRemind(const Order& order) {
  return order.state() == v1::OrderState::WAIT_BUYER_PAY &&
         order.payment().state() == v1::PaymentState::AWAITING &&
         order.payment_reminder().state() == PaymentReminder::DUE;
}

void SettleReminder(Order& order, bool sent, const Moment& moment) {
  MustStep(order, sent ? "sent" : "not_sent");
  *order.mutable_payment_reminder()->mutable_actor() = moment.actor;
}

bool MayHaveNotice(const Order& order) {
  const PaymentReminder& reminder = order.payment_reminder();
  const bool by_agent = reminder.channel() != type::v1::ContactChannel::CONTACT_CHANNEL_UNSPECIFIED;
  return !by_agent && (reminder.state() == PaymentReminder::REMINDED ||
                       reminder.state() == PaymentReminder::NOT_SENT);
}

void WithdrawReminder(Order& order) {
  if (order.payment_reminder().state() != PaymentReminder::REMINDED) return;
  MustStep(order, "withdrawn");
}

absl::Status RecordReminder(Order& order, type::v1::ContactChannel::Value channel,
                            const Moment& moment) {
  if (order.state() != v1::OrderState::WAIT_BUYER_PAY ||
      order.payment().state() != v1::PaymentState::AWAITING) {
    return WrongStateError(order.name(), v1::PaymentState::Value_Name(order.payment().state()),
                           "RecordReminder", TradeMachine().Allowed(order.state()));
  }
  RETURN_IF_ERROR(Step(order, "record"));
  PaymentReminder& reminder = *order.mutable_payment_reminder();
  *reminder.mutable_remind_time() = ToProto(moment.now);
  *reminder.mutable_actor() = moment.actor;
  reminder.set_channel(channel);
  return absl::OkStatus();
}

void EndReminder(Order& order) {
  if (order.state() == v1::OrderState::WAIT_BUYER_PAY &&
      order.payment().state() == v1::PaymentState::AWAITING)
    return;
  if (order.payment_reminder().state() == PaymentReminder::PLANNED) order.clear_payment_reminder();
  if (order.payment_reminder().state() == PaymentReminder::BY_HAND) MustStep(order, "not_sent");
}

bool IsReminderMissed(const Order& order, const v1::Policy& policy, absl::Time now) {
  const Calendar calendar = CalendarOf(policy);
  if (calendar.AfterQuiet(now) != now) return true;
  const absl::Time planned = FromProto(order.payment_reminder().remind_time());
  return order.order_kind() != v1::OrderKind::GROUP_BUY &&
         now >= calendar.NextMinute(planned, policy.cut_off_minute());
}

absl::optional<absl::Time> ShipsTodayUntil(const v1::Policy& policy, absl::Time now) {
  const Calendar calendar = CalendarOf(policy);
  const Day today = calendar.DayOf(now);
  const absl::Time until = MinuteOf(today, policy.cut_off_minute(), calendar.zone());
  return calendar.IsShippingDay(today) && now < until ? absl::make_optional(until) : absl::nullopt;
}

}  // namespace shopdesk::orders::domain
