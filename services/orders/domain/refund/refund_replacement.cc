#include "services/orders/domain/refund/refund_replacement.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund_step.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/shipping/consignment.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {
namespace {

using logistics::v1::Shipment;
using v1::Replacement;

// When it is looked again at a shipment whose outcome is not known.
constexpr int64_t kPostponeSeconds = 600;

Replacement::State ReplacementStateOf(logistics::v1::TrackingStatus::Value status) {
  switch (status) {
    case logistics::v1::TrackingStatus::DELIVERED:
      return Replacement::DELIVERED;
    case logistics::v1::TrackingStatus::RETURNED:
    case logistics::v1::TrackingStatus::CANCELLED:
      return Replacement::RETURNED;
    case logistics::v1::TrackingStatus::REFUSED:
    case logistics::v1::TrackingStatus::ATTEMPT_FAILED:
    case logistics::v1::TrackingStatus::EXCEPTION:
    case logistics::v1::TrackingStatus::INTERCEPTED:
    case logistics::v1::TrackingStatus::RETURNING:
    case logistics::v1::TrackingStatus::EXPIRED:
      return Replacement::TROUBLED;
    default:
      return Replacement::SHIPPED;
  }
}

bool IsIntended(const Refund& refund, absl::string_view shipment) {
  return refund.replacement().shipment() == shipment &&
         refund.replacement().state() == Replacement::INTENDED;
}

// As long as the parcel moves, the buyer has as long as for one of an order.
void SetConfirmDeadline(Refund& refund, absl::Time from, const v1::Policy& policy) {
  const Replacement& replacement = refund.replacement();
  if (replacement.state() == Replacement::SHIPPED) {
    const absl::Duration time = ReceiptTimeOf(replacement.mode(), policy);
    SetRefundDeadline(refund, kAutoSuccess, absl::ToInt64Seconds(time), {from, {}});
    return;
  }
  SetRefundDeadline(refund,
                    replacement.state() == Replacement::TROUBLED ? kAutoRefund : kAutoSuccess,
                    policy.refund_confirm_again_seconds(), {from, {}});
}

// Whether a parcel that is there now is against how its refund ended: by goods, or by money.
bool ContradictsEnd(const Refund& refund, Replacement::State now) {
  return WasReplaced(refund) ? now == Replacement::TROUBLED || now == Replacement::RETURNED
                             : now == Replacement::DELIVERED;
}

// Whether all that the refund is about was in the parcel.
bool Holds(const v1::Parcel& parcel, const Refund& refund) {
  return std::all_of(refund.lines().begin(), refund.lines().end(), [&](const RefundLine& wanted) {
    return std::any_of(
        parcel.lines().begin(), parcel.lines().end(), [&](const v1::LineQuantity& part) {
          return part.line() == wanted.line() && part.quantity() >= wanted.quantity();
        });
  });
}

// Whether the parcel may have been lost: it is on its way, or counts as delivered by time alone.
bool MayBeLost(const v1::Parcel& parcel) {
  return parcel.state() == v1::Parcel::SHIPPED || parcel.state() == v1::Parcel::TROUBLED ||
         parcel.presumed_delivered();
}

// The shipment in whose place the goods go; empty: none, or nobody can say which.
absl::StatusOr<std::string> ReplacedShipment(const Order& order, const Refund& refund,
                                             const std::string& wanted) {
  std::vector<std::string> lost;
  for (const v1::Parcel& parcel : order.parcels()) {
    const bool nothing_came = refund.kind() == v1::RefundKind::RESEND;
    if (nothing_came && MayBeLost(parcel) && Holds(parcel, refund)) {
      lost.push_back(parcel.shipment());
    }
  }
  if (wanted.empty()) return lost.size() == 1 ? lost.front() : "";
  if (std::find(lost.begin(), lost.end(), wanted) != lost.end()) return wanted;
  return InvalidFieldError(
      "replaces", lost.empty() ? "must be empty: no parcel of the order can have been lost with it"
                               : absl::StrCat("must be one of ", absl::StrJoin(lost, ", ")));
}

}  // namespace

absl::Status AwaitReplacement(Refund& refund, absl::string_view event, const v1::Policy& policy,
                              const Moment& moment) {
  RETURN_IF_ERROR(StepRefund(refund, event, moment));
  refund.mutable_replacement();
  SetRefundDeadline(refund, kAutoRefund, policy.refund_send_again_seconds(), moment);
  return absl::OkStatus();
}

std::vector<SkuPieces> ReplacedSkus(const Order& order, const Refund& refund) {
  std::map<std::string, int64_t> pieces;
  for (const RefundLine& line : refund.lines()) {
    for (const SkuPieces& sent : SentSkus(order, line)) pieces[sent.sku_id] += sent.quantity;
  }
  std::vector<SkuPieces> skus;
  for (const auto& [sku_id, quantity] : pieces) skus.push_back({sku_id, quantity});
  return skus;
}

bool SamePrice(const Order& order, const Refund& refund,
               const catalog::v1::Reservation& reservation) {
  std::map<std::string, int64_t> prices;
  for (const auto& line : reservation.lines()) {
    prices[line.sku_id()] = line.snapshot().price().minor();
  }
  return std::all_of(refund.lines().begin(), refund.lines().end(), [&](const RefundLine& line) {
    return line.exchange_sku_id().empty() ||
           prices[line.exchange_sku_id()] ==
               FindLine(order, line.line())->snapshot().price().minor();
  });
}

absl::Status IntendReplacement(const Order& order, Refund& refund, const SendAgainWish& wish,
                               const v1::Policy& policy, const Moment& moment) {
  RETURN_IF_ERROR(kRefundMachine.Next(refund.name(), refund.state(), kRefundSendAgain).status());
  Replacement& replacement = *refund.mutable_replacement();
  if (replacement.state() == Replacement::INTENDED) {
    return WrongStateError(refund.name(), Replacement::State_Name(replacement.state()), "SendAgain",
                           "");
  }
  if (TakesFromStock(refund.kind()) && replacement.reservation().empty()) {
    return NotReservedError(refund);
  }
  const type::v1::Money goods = GoodsValue(order, ReplacementParcel(refund));
  ASSIGN_OR_RETURN(const absl::optional<type::v1::Money> declared,
                   DeclaredValue(policy, wish.declared_value, goods));
  ASSIGN_OR_RETURN(*replacement.mutable_replaces(), ReplacedShipment(order, refund, wish.replaces));
  if (declared.has_value()) *replacement.mutable_declared_value() = *declared;
  replacement.set_shipment(wish.shipment);
  replacement.set_state(Replacement::INTENDED);
  replacement.set_carrier_id(wish.carrier_id);
  replacement.set_mode(wish.mode);
  replacement.set_waybill_number(wish.waybill_number);
  *refund.mutable_actor() = moment.actor;
  *refund.mutable_update_time() = ToProto(moment.now);
  return absl::OkStatus();
}

v1::Parcel ReplacementParcel(const Refund& refund) {
  const Replacement& replacement = refund.replacement();
  v1::Parcel parcel;
  parcel.set_shipment(replacement.shipment());
  parcel.set_carrier_id(replacement.carrier_id());
  parcel.set_mode(replacement.mode());
  parcel.set_waybill_number(replacement.waybill_number());
  if (replacement.has_declared_value()) {
    *parcel.mutable_declared_value() = replacement.declared_value();
  }
  for (const RefundLine& line : refund.lines()) {
    v1::LineQuantity& part = *parcel.add_lines();
    part.set_line(line.line());
    part.set_quantity(line.quantity());
  }
  return parcel;
}

void DropReplacement(Refund& refund, absl::string_view shipment) {
  if (!IsIntended(refund, shipment)) return;
  Replacement& replacement = *refund.mutable_replacement();
  const std::string reservation = replacement.reservation();
  replacement.Clear();
  replacement.set_reservation(reservation);
}

absl::StatusOr<bool> ShipReplacement(Refund& refund, const Shipment& shipment,
                                     const v1::Policy& policy, const Moment& moment) {
  if (!IsIntended(refund, shipment.name())) return false;
  Replacement& replacement = *refund.mutable_replacement();
  RETURN_IF_ERROR(StepRefund(refund, kRefundSendAgain, moment));
  replacement.set_state(Replacement::SHIPPED);
  replacement.set_carrier_id(shipment.carrier_id());
  replacement.set_mode(logistics::v1::Mode::Value_Name(shipment.mode()));
  replacement.set_waybill_number(shipment.waybill_number());
  *replacement.mutable_ship_time() = ToProto(moment.now);
  SetConfirmDeadline(refund, moment.now, policy);
  return true;
}

void PostponeDeadline(Refund& refund, const Moment& moment) {
  SetRefundDeadline(refund, refund.deadline_event(), kPostponeSeconds, moment);
}

absl::Status ConfirmReplacement(Order& order, Refund& refund, const v1::Policy& policy,
                                const Moment& moment, std::vector<v1::LedgerEntry>& ledger) {
  RETURN_IF_ERROR(StepRefund(refund, kRefundConfirmAgain, moment));
  PayReturnFreight(order, refund, policy, moment, ledger);
  *refund.mutable_refunded() = MakeMoney(order.total().currency_code(), 0);
  return CloseRefundOn(order, LockedBy(refund), moment);
}

absl::Status ExpireReplacement(Order& order, Refund& refund, const v1::Policy& policy,
                               const Moment& moment, std::vector<v1::LedgerEntry>& ledger) {
  return refund.replacement().state() == Replacement::TROUBLED
             ? PayInstead(order, refund, Replacement::LOST, policy, moment, ledger)
             : ConfirmReplacement(order, refund, policy, moment, ledger);
}

absl::Status PayInstead(Order& order, Refund& refund, Replacement::Failure failure,
                        const v1::Policy& policy, const Moment& moment,
                        std::vector<v1::LedgerEntry>& ledger) {
  refund.mutable_replacement()->set_failure(failure);
  return SucceedRefund(order, refund, kRefundPayInstead,
                       {.goods_back = TakesGoodsBack(refund.kind())}, policy, moment, ledger);
}

absl::StatusOr<bool> TrackReplacement(Order& order, Refund& refund, const Shipment& shipment,
                                      int64_t sequence, const v1::Policy& policy,
                                      const Moment& moment, std::vector<v1::LedgerEntry>& ledger) {
  if (refund.state() != v1::RefundState::WAIT_BUYER_CONFIRM ||
      refund.replacement().event_sequence() >= sequence) {
    return false;
  }
  Replacement& replacement = *refund.mutable_replacement();
  const Replacement::State next = ReplacementStateOf(shipment.status());
  if (replacement.state() == next) return false;
  replacement.set_event_sequence(sequence);
  replacement.set_state(next);
  replacement.clear_deliver_time();
  if (next == Replacement::RETURNED) {
    RETURN_IF_ERROR(PayInstead(order, refund, Replacement::CAME_BACK, policy, moment, ledger));
    return true;
  }
  RETURN_IF_ERROR(StepRefund(refund, kRefundMoved, moment));
  absl::Time from = moment.now;
  if (next == Replacement::DELIVERED) {
    if (shipment.has_deliver_time()) from = FromProto(shipment.deliver_time());
    *replacement.mutable_deliver_time() = ToProto(from);
  }
  SetConfirmDeadline(refund, from, policy);
  return true;
}

LateNews TrackEndedReplacement(Refund& refund, const Shipment& shipment, int64_t sequence,
                               const Moment& moment) {
  if (!IsEnded(refund.state()) || refund.replacement().event_sequence() >= sequence) {
    return LateNews::kNone;
  }
  Replacement& replacement = *refund.mutable_replacement();
  const Replacement::State before = replacement.state();
  const Replacement::State next = ReplacementStateOf(shipment.status());
  if (before == next) return LateNews::kNone;
  replacement.set_event_sequence(sequence);
  replacement.set_state(next);
  replacement.clear_deliver_time();
  if (next == Replacement::DELIVERED) {
    *replacement.mutable_deliver_time() =
        shipment.has_deliver_time() ? shipment.deliver_time() : ToProto(moment.now);
  }
  replacement.set_contradicted_by(ContradictsEnd(refund, next)
                                      ? logistics::v1::TrackingStatus::Value_Name(shipment.status())
                                      : "");
  *refund.mutable_update_time() = ToProto(moment.now);
  if (next == Replacement::RETURNED) return LateNews::kReturned;
  return before == Replacement::RETURNED ? LateNews::kUnreturned : LateNews::kMoved;
}

}  // namespace shopdesk::orders::domain
