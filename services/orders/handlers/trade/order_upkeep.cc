#include "services/orders/handlers/trade/order_upkeep.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/desk/next_timer.h"
#include "services/orders/domain/payment/cod.h"
#include "services/orders/domain/shipping/cod_freight.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/domain/trade/remark.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/handlers/trade/order_work.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/trade/outcomes.h"

namespace shopdesk::orders::handlers {
namespace {

using store::Outcome;
using v1::Order;
using v1::PaymentReminder;
using v1::Verification;

// How long after its reminder a payment counts as its effect.
constexpr absl::Duration kReminderEffect = absl::Hours(24);

// The first contact, then the next attempt, at last the order's end.
absl::Time CodContactDue(const Order& order) {
  if (order.state() != v1::OrderState::WAIT_COD_CONFIRM || !order.has_cod_contact()) {
    return absl::InfinitePast();
  }
  if (!domain::WasCodContacted(order)) return FromProto(order.cod_contact().deadline_time());
  const absl::Time end = FromProto(order.deadline_time());
  const auto& last = *order.contacts().rbegin();
  return last.has_next_attempt_time() ? std::min(FromProto(last.next_attempt_time()), end) : end;
}

absl::Time ShipByDue(const Order& order) {
  return domain::IsShipByUrgent(order) ? FromProto(order.ship_by_time()) : absl::InfinitePast();
}

absl::Time ReminderDue(const Order& order) {
  return order.payment_reminder().state() == PaymentReminder::BY_HAND
             ? FromProto(order.payment_reminder().due_time())
             : absl::InfinitePast();
}

// When an order that awaits shipping was promised to be shipped, or something happens by itself.
absl::Time ShippingDue(const Order& order) {
  if (!domain::AwaitsShipping(order.state()) || !order.has_deadline_time()) {
    return absl::InfiniteFuture();
  }
  return FromProto(order.deadline_time());
}

absl::Time VerifyReceiverDue(const Order& order) {
  const Verification::State state = order.verification().state();
  const bool open = state == Verification::UNVERIFIED || state == Verification::ASKED;
  return open && domain::AwaitsShipping(order.state()) ? domain::UnverifiedFrom(order)
                                                       : absl::InfinitePast();
}

absl::Time HeldOrderDue(const Order& order) {
  return order.holds().empty() ? absl::InfinitePast() : ShippingDue(order);
}

absl::Time RedRemarkDue(const Order& order) {
  return domain::AwaitsShipping(order.state()) && domain::HasUnseenRemark(order)
             ? ShippingDue(order)
             : absl::InfinitePast();
}

std::string HoldsOf(const Order& order) {
  return absl::StrJoin(order.holds(), ", ", [](std::string* out, const v1::Hold& hold) {
    absl::StrAppend(out, v1::Hold::Kind_Name(hold.kind()));
  });
}

// The buyer waits since the first of the parcels came to be in trouble.
absl::Time TroubledParcelDue(const Order& order) {
  if (domain::IsFinal(order.state()) || !domain::InTrouble(order)) return absl::InfinitePast();
  absl::Time since = absl::InfiniteFuture();
  for (const v1::Parcel& parcel : order.parcels()) {
    const bool well = parcel.state() == v1::Parcel::SHIPPED ||
                      parcel.state() == v1::Parcel::DELIVERED || !parcel.has_state_time();
    if (!well) since = std::min(since, FromProto(parcel.state_time()));
  }
  return since;
}

absl::Time TrackingContradictedDue(const Order& order) {
  absl::Time since = absl::InfinitePast();
  for (const v1::Parcel& parcel : order.parcels()) {
    if (!parcel.contradicted_by().empty()) since = FromProto(parcel.ship_time());
  }
  return since;
}

// When the last parcel came that did.
absl::Time LastDelivery(const Order& order) {
  absl::Time last = absl::UnixEpoch();
  for (const v1::Parcel& parcel : order.parcels()) {
    if (parcel.state() != v1::Parcel::DELIVERED) continue;
    last = std::max(last, FromProto(parcel.deliver_time()));
  }
  return last;
}

absl::Time CodFreightMissingDue(const Order& order) {
  return domain::IsCodFreightMissing(order) ? LastDelivery(order) : absl::InfinitePast();
}

absl::Time CodFreightTwiceDue(const Order& order) {
  return domain::MayHaveCodFreightTwice(order) ? LastDelivery(order) : absl::InfinitePast();
}

// Items of one order are told apart by their kind.
constexpr struct {
  const work::Kind* kind;
  absl::Time (*due)(const Order&);
} kWork[kOrderWorkKinds] = {{&kCodContactWork, CodContactDue},
                            {&kShipByWork, ShipByDue},
                            {&kPaymentReminderWork, ReminderDue},
                            {&kVerifyReceiver, VerifyReceiverDue},
                            {&kHeldOrder, HeldOrderDue},
                            {&kRedRemark, RedRemarkDue},
                            {&kTroubledParcel, TroubledParcelDue},
                            {&kTrackingContradicted, TrackingContradictedDue},
                            {&kCodFreightMissing, CodFreightMissingDue},
                            {&kCodFreightTwice, CodFreightTwiceDue}};

void SetTimer(runtime::WriteContext& ctx, const OrderUpkeep& before, const OrderUpkeep& after,
              const Order& order) {
  if (after.timer == before.timer) return;
  if (!before.timer.kind.empty() && before.timer.kind != after.timer.kind) {
    ctx.Cancel(before.timer.kind, order.name());
  }
  if (!after.timer.kind.empty()) ctx.Schedule(after.timer.kind, order.name(), after.timer.time);
}

absl::Status SetWork(runtime::WriteContext& ctx, const OrderUpkeep& before,
                     const OrderUpkeep& after, const Order& order) {
  for (int i = 0; i < kOrderWorkKinds; ++i) {
    const work::Kind& kind = *kWork[i].kind;
    const bool other_holds = &kind == &kHeldOrder && after.holds != before.holds;
    if (after.due[i] == before.due[i] && !other_holds) continue;
    if (after.due[i] == absl::InfinitePast()) {
      RETURN_IF_ERROR(work::Close(ctx, kind, order.name()));
      continue;
    }
    if (&kind == &kVerifyReceiver) {
      ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(order.name())));
      if (!policy.require_verified_receiver()) continue;
    }
    work::Subject subject = SubjectOf(order, order.name(), after.due[i]);
    if (&kind == &kHeldOrder) subject.summary = absl::StrCat(kind.summary, ": ", after.holds);
    RETURN_IF_ERROR(work::Open(ctx, kind, subject));
  }
  return absl::OkStatus();
}

bool IsUnshipped(v1::OrderState::Value state) {
  return state == v1::OrderState::WAIT_SELLER_SEND_GOODS ||
         state == v1::OrderState::SELLER_CONSIGNED_PART;
}

void AddReminderOutcomes(const OrderUpkeep& before, const Order& order,
                         std::vector<Outcome>& outcomes) {
  const PaymentReminder& reminder = order.payment_reminder();
  const bool reminded = reminder.state() == PaymentReminder::REMINDED;
  if (!reminded && reminder.state() != PaymentReminder::NOT_SENT) return;
  if (reminder.state() != before.reminder) {
    outcomes.push_back(reminded ? Outcome::kReminded : Outcome::kNotReminded);
  }
  const bool newly_paid =
      before.state == v1::OrderState::WAIT_BUYER_PAY && IsUnshipped(order.state());
  // What was paid while the reminder went out was known to be paid only then.
  const bool newly_known = reminder.state() != before.reminder && order.payment().has_pay_time();
  if (!newly_paid && !newly_known) return;
  const absl::Time until = FromProto(reminder.remind_time()) + kReminderEffect;
  if (FromProto(order.payment().pay_time()) > until) return;
  outcomes.push_back(reminded ? Outcome::kRemindedPaid : Outcome::kNotRemindedPaid);
}

// What the order counts as among deliveries and refusals, in a state.
absl::optional<Outcome> CodEnd(v1::OrderState::Value state, bool confirmed) {
  switch (state) {
    case v1::OrderState::TRADE_BUYER_SIGNED:
      return confirmed ? Outcome::kConfirmedDelivered : Outcome::kUnconfirmedDelivered;
    case v1::OrderState::TRADE_CLOSED_COD_REFUSED:
      return confirmed ? Outcome::kConfirmedRefused : Outcome::kUnconfirmedRefused;
    default:
      return absl::nullopt;
  }
}

// Tracking took back that the order was signed, or that it was refused.
bool WasUnsettled(const OrderUpkeep& before, const OrderUpkeep& after) {
  return CodEnd(before.state, false).has_value() && after.state != v1::OrderState::TRADE_FINISHED &&
         after.state != v1::OrderState::TRADE_CLOSED && after.state != before.state;
}

void AddCodOutcomes(const OrderUpkeep& before, const OrderUpkeep& after, const Order& order,
                    std::vector<Outcome>& outcomes) {
  if (after.cod_missed && !before.cod_missed) outcomes.push_back(Outcome::kCodContactMissed);
  if (after.cod_contacted && !before.cod_contacted && !after.cod_missed) {
    outcomes.push_back(Outcome::kCodContacted);
  }
  if (after.state == before.state) return;
  const absl::optional<Outcome> end = CodEnd(after.state, domain::WasCodConfirmed(order));
  if (end.has_value()) outcomes.push_back(*end);
}

absl::Status Count(runtime::WriteContext& ctx, const OrderUpkeep& before, const OrderUpkeep& after,
                   const Order& order) {
  std::vector<Outcome> outcomes;
  if (IsUnshipped(before.state) && !IsUnshipped(after.state) && !domain::IsClosed(after.state) &&
      order.has_ship_by_time()) {
    const bool late = domain::LastShipTime(order) > FromProto(order.ship_by_time());
    outcomes.push_back(late ? Outcome::kShippedLate : Outcome::kShippedInTime);
  }
  AddReminderOutcomes(before, order, outcomes);
  if (domain::IsCod(order)) AddCodOutcomes(before, after, order, outcomes);
  if (WasUnsettled(before, after)) {
    RETURN_IF_ERROR(store::DropOutcome(ctx.txn(), order.name(),
                                       *CodEnd(before.state, domain::WasCodConfirmed(order))));
  }
  if (before.reminder == PaymentReminder::REMINDED && after.reminder == PaymentReminder::NOT_SENT) {
    for (const Outcome outcome : {Outcome::kReminded, Outcome::kRemindedPaid}) {
      RETURN_IF_ERROR(store::DropOutcome(ctx.txn(), order.name(), outcome));
    }
  }
  for (const Outcome outcome : outcomes) {
    RETURN_IF_ERROR(store::AddOutcome(ctx.txn(), order.name(), outcome, ctx.now()));
  }
  return absl::OkStatus();
}

}  // namespace

work::Subject SubjectOf(const Order& order, absl::string_view resource, absl::Time due) {
  return {std::string(resource), order.buyer(), order.name(), order.agent(), due};
}

const work::Kind& OrderWorkKind(int i) { return *kWork[i].kind; }

OrderUpkeep UpkeepOf(const Order& order) {
  OrderUpkeep mark;
  mark.state = order.state();
  mark.reminder = order.payment_reminder().state();
  mark.cod_contacted = order.has_cod_contact() && domain::WasCodContacted(order);
  mark.cod_missed = order.cod_contact().missed();
  mark.timer = domain::NextTimerOf(order);
  mark.holds = HoldsOf(order);
  for (int i = 0; i < kOrderWorkKinds; ++i) mark.due[i] = kWork[i].due(order);
  return mark;
}

absl::Status ApplyUpkeep(runtime::WriteContext& ctx, const OrderUpkeep& before,
                         const Order& order) {
  const OrderUpkeep after = UpkeepOf(order);
  SetTimer(ctx, before, after, order);
  RETURN_IF_ERROR(SetWork(ctx, before, after, order));
  return Count(ctx, before, after, order);
}

}  // namespace shopdesk::orders::handlers
