#include "services/orders/domain/shipping/receipt.h"

#include <algorithm>
#include <iterator>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/carrier_money.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

constexpr absl::Duration kDay = absl::Hours(24);
// By how many days receipt may be put off.
constexpr int kExtensionDays[] = {3, 5, 7, 10};

bool HasReceiptClock(const Order& order) {
  return (order.state() == OrderState::WAIT_BUYER_CONFIRM_GOODS && !IsCod(order)) ||
         order.state() == OrderState::TRADE_BUYER_SIGNED;
}

// Pieces of a line in parcels that move as they should.
int64_t OnTheWay(const Order& order, int32_t line) {
  int64_t quantity = 0;
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.state() != Parcel::SHIPPED) continue;
    for (const LineQuantity& part : parcel.lines()) {
      if (part.line() == line) quantity += part.quantity();
    }
  }
  return quantity;
}

bool MustPause(const Order& order) {
  if (order.open_refunds() > 0) return true;
  return order.state() == OrderState::WAIT_BUYER_CONFIRM_GOODS && InTrouble(order);
}

// He who confirms receipt, or lets the time pass, has the goods, whatever tracking knows of it.
void MarkReceived(Order& order, const Moment& moment) {
  for (Parcel& parcel : *order.mutable_parcels()) {
    if (parcel.state() != Parcel::SHIPPED && parcel.state() != Parcel::TROUBLED) continue;
    parcel.set_state(Parcel::DELIVERED);
    parcel.set_presumed_delivered(true);
    *parcel.mutable_deliver_time() = ToProto(moment.now);
  }
  for (OrderLine& line : *order.mutable_lines()) {
    line.set_delivered(line.delivered() + line.shipped());
    line.set_shipped(0);
  }
}

const char* ReceiptEvent(const Order& order) {
  return order.state() == OrderState::TRADE_BUYER_SIGNED ? kCodFinish : kAutoConfirm;
}

}  // namespace

absl::Duration ReceiptTimeOf(absl::string_view mode, const Policy& policy) {
  if (mode == "INTERNATIONAL_AIR" || mode == "SAL" || mode == "INTERNATIONAL_SURFACE") {
    return absl::Seconds(policy.receipt_international_seconds());
  }
  if (mode == "SURFACE_MAIL" || mode == "ROAD_FREIGHT" || mode == "RAIL_FREIGHT") {
    return absl::Seconds(policy.receipt_surface_seconds());
  }
  return absl::Seconds(policy.receipt_express_seconds());
}

absl::Duration ReceiptTime(const Order& order, const Policy& policy) {
  absl::string_view mode;
  absl::Time last = absl::InfinitePast();
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.state() == Parcel::INTENDED || parcel.state() == Parcel::FAILED) continue;
    if (FromProto(parcel.ship_time()) < last) continue;
    last = FromProto(parcel.ship_time());
    mode = parcel.mode();
  }
  return ReceiptTimeOf(mode, policy);
}

void StartReceipt(Order& order, const Policy& policy, absl::Time shipped, const Moment& moment) {
  ClearDeadline(order);
  if (!HasReceiptClock(order)) return;
  const absl::Time due = std::max(shipped + ReceiptTime(order, policy), moment.now);
  SetDeadline(order, kAutoConfirm, due);
  UpdateReceiptClock(order, moment);
}

void UpdateReceiptClock(Order& order, const Moment& moment) {
  if (!HasReceiptClock(order)) return;
  const bool running = order.has_deadline_time();
  if (MustPause(order)) {
    if (!running) return;
    const absl::Duration left = FromProto(order.deadline_time()) - moment.now;
    order.set_paused_seconds_left(
        std::max<int64_t>(absl::ToInt64Seconds(absl::Ceil(left, absl::Seconds(1))), 1));
    ClearDeadline(order);
    return;
  }
  if (running || order.paused_seconds_left() == 0) return;
  SetDeadline(order, ReceiptEvent(order), moment.now + absl::Seconds(order.paused_seconds_left()));
  order.clear_paused_seconds_left();
}

absl::Status ExtendReceipt(Order& order, int days, const Moment& moment) {
  if (std::find(std::begin(kExtensionDays), std::end(kExtensionDays), days) ==
      std::end(kExtensionDays)) {
    return InvalidFieldError("days", "must be 3, 5, 7 or 10");
  }
  if (order.has_imported()) return CarriedOutElsewhereError(order);
  if (order.state() != OrderState::WAIT_BUYER_CONFIRM_GOODS || IsCod(order)) {
    return WrongStateError(order.name(), OrderState::Value_Name(order.state()), "ExtendReceipt",
                           TradeMachine().Allowed(order.state()));
  }
  if (order.extended()) {
    return AlreadyExtendedError(order);
  }
  order.set_extended(true);
  if (order.has_deadline_time()) {
    SetDeadline(order, kAutoConfirm, FromProto(order.deadline_time()) + kDay * days);
  } else {
    order.set_paused_seconds_left(order.paused_seconds_left() + absl::ToInt64Seconds(kDay * days));
  }
  UpdateReceiptClock(order, moment);
  return absl::OkStatus();
}

absl::Status Finish(Order& order, absl::string_view event, const Moment& moment,
                    std::vector<LedgerEntry>& ledger) {
  // PaymentMethod::COD goods are paid for at the door: there is nothing to confirm before they are
  // signed.
  if (IsCod(order) && order.state() == OrderState::WAIT_BUYER_CONFIRM_GOODS) {
    return WrongStateError(order.name(), OrderState::Value_Name(order.state()),
                           TradeMachine().CallsFor(event), "");
  }
  RETURN_IF_ERROR(Move(order, event, moment));
  if (order.open_refunds() > 0) {
    return RefundOpenError(order);
  }
  RETURN_IF_ERROR(Release(order, moment, ledger));
  MarkReceived(order, moment);
  End(order);
  return absl::OkStatus();
}

absl::StatusOr<bool> SettleCod(Order& order, const Policy& policy, const Moment& moment) {
  if (!IsCod(order) || order.state() != OrderState::WAIT_BUYER_CONFIRM_GOODS) return false;
  bool delivered = false;
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.state() == Parcel::DELIVERED) {
      delivered = true;
    } else if (parcel.state() != Parcel::RETURNED) {
      return false;
    }
  }
  if (delivered) {
    RETURN_IF_ERROR(Move(order, kSign, moment));
    RETURN_IF_ERROR(CompleteCod(order));
    RETURN_IF_ERROR(SettleRemittance(order));
    SetDeadline(order, kCodFinish, moment.now + absl::Seconds(policy.cod_finish_seconds()));
    UpdateReceiptClock(order, moment);
    return true;
  }
  RETURN_IF_ERROR(Move(order, kRefuseCod, moment));
  RETURN_IF_ERROR(CancelPayment(order));
  End(order);
  return true;
}

absl::Status UnsettleCod(Order& order, const Moment& moment) {
  if (order.state() == OrderState::TRADE_CLOSED_COD_REFUSED) {
    RETURN_IF_ERROR(Move(order, kReopen, moment));
    return MovePayment(order, "reopen");
  }
  if (order.state() != OrderState::TRADE_BUYER_SIGNED) return absl::OkStatus();
  RETURN_IF_ERROR(Move(order, kUnsign, moment));
  ClearDeadline(order);
  order.clear_paused_seconds_left();
  return MovePayment(order, "unsign");
}

bool InTrouble(const Order& order) {
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.state() != Parcel::TROUBLED && parcel.state() != Parcel::REFUSED &&
        parcel.state() != Parcel::RETURNED) {
      continue;
    }
    for (const LineQuantity& part : parcel.lines()) {
      const OrderLine& line = order.lines(part.line() - 1);
      if (line.shipped() > OnTheWay(order, part.line())) return true;
    }
  }
  return false;
}

}  // namespace shopdesk::orders::domain
