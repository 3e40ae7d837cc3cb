#include "services/orders/domain/refund/settlement.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

absl::StatusOr<OrderLine*> NeedLine(Order& order, int32_t number) {
  OrderLine* line = FindLine(order, number);
  if (line == nullptr) {
    return InvalidFieldError("lines", absl::StrCat("the order has no line ", number));
  }
  return line;
}

// Takes `quantity` from delivered, and beyond that from shipped.
void TakeFromBuyer(OrderLine& line, int64_t quantity) {
  const int64_t delivered = std::min(quantity, line.delivered());
  line.set_delivered(line.delivered() - delivered);
  line.set_shipped(line.shipped() - (quantity - delivered));
}

absl::Status MoveQuantities(const Order& order, OrderLine& line, const RefundedLine& refunded) {
  if (refunded.never_shipped < 0 || refunded.kept < 0 || refunded.came_back < 0) {
    return InvalidFieldError("lines", "quantities must not be negative");
  }
  const int64_t free = FreeToShip(order, line);
  if (refunded.never_shipped > free) return QuantityExceededError(order, line.line(), free);
  if (refunded.kept + refunded.came_back > WithBuyer(line)) {
    return QuantityExceededError(order, line.line(), WithBuyer(line));
  }
  line.set_to_ship(line.to_ship() - refunded.never_shipped);
  TakeFromBuyer(line, refunded.kept + refunded.came_back);
  line.set_refunded(line.refunded() + refunded.never_shipped + refunded.kept);
  line.set_returned(line.returned() + refunded.came_back);
  return absl::OkStatus();
}

absl::Status PayBack(Order& order, const Parts& parts, int64_t units, absl::string_view reference,
                     const Moment& moment, std::vector<LedgerEntry>& ledger) {
  if (parts.total() == 0 && units == 0) return absl::OkStatus();
  const int64_t most = PayableMinor(order);
  if (parts.total() > most) return AmountExceededError(order, 0, most);
  Payment& payment = *order.mutable_payment();
  LedgerEntry::Kind kind = IsCod(order) ? LedgerEntry::COD_REFUNDED : LedgerEntry::BANK_REFUNDED;
  if (!IsCod(order) && !IsBankTransfer(order)) {
    const bool held = payment.held_minor() > 0 && payment.held_minor() >= parts.total();
    kind = held ? LedgerEntry::REFUNDED : LedgerEntry::TAKEN_BACK;
    if (held) {
      payment.set_held_minor(payment.held_minor() - parts.total());
    } else {
      payment.set_released_minor(payment.released_minor() - parts.total());
    }
  }
  ledger.push_back(MakeEntry(order, kind, parts, units, reference, moment));
  if (parts.total() == 0) return absl::OkStatus();
  payment.set_refunded_minor(payment.refunded_minor() + parts.total());
  return MarkRefunded(order);
}

bool NothingLeft(const Order& order) {
  return std::all_of(order.lines().begin(), order.lines().end(), [](const OrderLine& line) {
    return line.to_ship() == 0 && line.short_() == 0 && line.shipped() == 0 &&
           line.delivered() == 0;
  });
}

}  // namespace

int64_t RefundableMinor(const Order& order, const OrderLine& line) {
  if (!IsPaid(order)) return 0;
  return line.total().minor() - line.refunded_minor();
}

int64_t RefundableFreightMinor(const Order& order) {
  const Payment& payment = order.payment();
  if (payment.paid_minor() == 0 || !IsPaid(order)) return 0;
  int64_t refunded = payment.refunded_minor();
  for (const OrderLine& line : order.lines()) refunded -= line.refunded_minor();
  return order.freight().minor() + order.cod_surcharge().minor() - refunded;
}

int64_t PayableMinor(const Order& order) {
  const Payment& payment = order.payment();
  if (IsCod(order) || IsBankTransfer(order)) return payment.paid_minor() - payment.refunded_minor();
  return std::max(payment.held_minor(), payment.released_minor());
}

int64_t NotCollectedMinor(const Order& order, const OrderLine& line, const RefundedLine& refunded) {
  if (!IsCod(order)) return 0;
  return std::min(refunded.amount_minor, UnitPriceMinor(line) * refunded.never_shipped);
}

int64_t PriceOfMinor(const Order& order, const OrderLine& line, int64_t quantity) {
  return std::min(UnitPriceMinor(line) * quantity, RefundableMinor(order, line));
}

absl::Status OpenRefundOn(Order& order, absl::Span<const LineQuantity> locked,
                          const Moment& moment) {
  for (const LineQuantity& lock : locked) {
    ASSIGN_OR_RETURN(OrderLine * line, NeedLine(order, lock.line()));
    const int64_t free = FreeToShip(order, *line);
    if (lock.quantity() > free) return QuantityExceededError(order, lock.line(), free);
    line->set_locked(line->locked() + lock.quantity());
  }
  order.set_open_refunds(order.open_refunds() + 1);
  UpdateReceiptClock(order, moment);
  return absl::OkStatus();
}

absl::Status CloseRefundOn(Order& order, absl::Span<const LineQuantity> locked,
                           const Moment& moment) {
  for (const LineQuantity& lock : locked) {
    ASSIGN_OR_RETURN(OrderLine * line, NeedLine(order, lock.line()));
    if (lock.quantity() > line->locked()) {
      return InternalError(absl::StrCat(order.name(), ": more is unlocked than was locked"));
    }
    line->set_locked(line->locked() - lock.quantity());
  }
  if (order.open_refunds() < 1) {
    return InternalError(absl::StrCat(order.name(), ": no refund is open"));
  }
  order.set_open_refunds(order.open_refunds() - 1);
  UpdateReceiptClock(order, moment);
  return absl::OkStatus();
}

absl::Status ApplyRefund(Order& order, absl::Span<const RefundedLine> lines, int64_t freight_minor,
                         absl::string_view reference, const Moment& moment,
                         std::vector<LedgerEntry>& ledger) {
  if (!IsPaid(order) || order.state() == OrderState::WAIT_COD_CONFIRM) {
    return WrongStateError(order.name(), OrderState::Value_Name(order.state()), "OpenRefund",
                           TradeMachine().Allowed(order.state()));
  }
  Parts parts;
  int64_t units = 0;
  int64_t cut = 0;
  // Before the lines change: it is what they leave of what was paid back.
  const int64_t most_freight = RefundableFreightMinor(order);
  for (const RefundedLine& refunded : lines) {
    ASSIGN_OR_RETURN(OrderLine * line, NeedLine(order, refunded.line));
    RETURN_IF_ERROR(MoveQuantities(order, *line, refunded));
    const int64_t most = RefundableMinor(order, *line);
    if (refunded.amount_minor < 0 || refunded.amount_minor > most) {
      return AmountExceededError(order, refunded.line, most);
    }
    const int64_t not_collected = NotCollectedMinor(order, *line, refunded);
    cut += not_collected;
    const int64_t back = refunded.amount_minor - not_collected;
    line->set_refunded_minor(line->refunded_minor() + back);
    parts.goods += back;
    units += refunded.came_back;
  }
  const bool collected = !IsCod(order) || order.payment().paid_minor() > 0;
  if (freight_minor < 0 || (collected && freight_minor > most_freight)) {
    return AmountExceededError(order, 0, most_freight);
  }
  if (collected) {
    // Freight goes back before the surcharge of PaymentMethod::COD does.
    const int64_t freight_left = std::max<int64_t>(most_freight - order.cod_surcharge().minor(), 0);
    parts.freight = std::min(freight_minor, freight_left);
    parts.surcharge = freight_minor - parts.freight;
  }
  if (cut > 0) {
    Money& due = *order.mutable_payment()->mutable_due();
    due.set_minor(std::max<int64_t>(due.minor() - cut, 0));
  }
  return PayBack(order, parts, units, reference, moment, ledger);
}

absl::StatusOr<bool> SettleAfterRefund(Order& order, const Policy& policy, const Moment& moment,
                                       std::vector<LedgerEntry>& ledger) {
  if (IsFinal(order.state())) return false;
  if (NothingLeft(order)) {
    RETURN_IF_ERROR(Move(order, kRefundAll, moment));
    RETURN_IF_ERROR(Release(order, moment, ledger));
    if (IsCod(order) && order.payment().paid_minor() == 0) {
      order.mutable_payment()->mutable_due()->set_minor(0);
      RETURN_IF_ERROR(CancelPayment(order));
    }
    End(order);
    return true;
  }
  if (order.state() == OrderState::SELLER_CONSIGNED_PART && NothingToShip(order)) {
    RETURN_IF_ERROR(Move(order, kRefundRest, moment));
    StartReceipt(order, policy, LastShipTime(order), moment);
    RETURN_IF_ERROR(SettleCod(order, policy, moment).status());
    return IsClosed(order.state());
  }
  UpdateReceiptClock(order, moment);
  return false;
}

}  // namespace shopdesk::orders::domain
