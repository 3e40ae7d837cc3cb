#include "services/orders/domain/payment/payment.h"

#include <algorithm>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/holds.h"
#include "services/orders/domain/trade/ship_by.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

constexpr Transition<PaymentState::Value> kPaymentTransitions[] = {
    {PaymentState::AWAITING, "pay", PaymentState::HELD, "amount and payee are right"},
    {PaymentState::AWAITING, "cancel", PaymentState::CANCELLED, "the order was closed"},
    {PaymentState::AWAITING, "claim", PaymentState::CLAIMED, "bank transfer"},
    {PaymentState::AWAITING, "receive_part", PaymentState::PARTLY_PAID, "bank transfer"},
    {PaymentState::AWAITING, "receive", PaymentState::RECEIVED, "bank transfer; all that is due"},
    {PaymentState::CLAIMED, "claim", PaymentState::CLAIMED},
    {PaymentState::CLAIMED, "receive_part", PaymentState::PARTLY_PAID},
    {PaymentState::CLAIMED, "receive", PaymentState::RECEIVED, "all that is due"},
    {PaymentState::CLAIMED, "cancel", PaymentState::CANCELLED, "the order was closed"},
    {PaymentState::PARTLY_PAID, "claim", PaymentState::PARTLY_PAID},
    {PaymentState::PARTLY_PAID, "receive_part", PaymentState::PARTLY_PAID},
    {PaymentState::PARTLY_PAID, "receive", PaymentState::RECEIVED, "all that is due"},
    {PaymentState::PARTLY_PAID, "cancel", PaymentState::CANCELLED,
     "the order was closed; a payout is asked"},
    {PaymentState::RECEIVED, "refund_part", PaymentState::PARTLY_REFUNDED, "a payout is asked"},
    {PaymentState::RECEIVED, "refund_all", PaymentState::REFUNDED, "a payout is asked"},
    {PaymentState::HELD, "release", PaymentState::RELEASED, "receipt was confirmed"},
    {PaymentState::HELD, "refund_part", PaymentState::PARTLY_REFUNDED},
    {PaymentState::HELD, "refund_all", PaymentState::REFUNDED},
    {PaymentState::RELEASED, "refund_part", PaymentState::PARTLY_REFUNDED,
     "taken back from the seller"},
    {PaymentState::RELEASED, "refund_all", PaymentState::REFUNDED, "taken back from the seller"},
    {PaymentState::PARTLY_REFUNDED, "release", PaymentState::PARTLY_REFUNDED, "what is still held"},
    {PaymentState::PARTLY_REFUNDED, "refund_part", PaymentState::PARTLY_REFUNDED},
    {PaymentState::PARTLY_REFUNDED, "refund_all", PaymentState::REFUNDED},
    {PaymentState::COD_DUE, "collect_part", PaymentState::COD_DUE,
     "other parcels are on their way"},
    {PaymentState::COD_DUE, "collect", PaymentState::COLLECTED},
    {PaymentState::COD_DUE, "uncollect", PaymentState::COD_DUE,
     "a parcel wasn't delivered after all"},
    {PaymentState::COD_DUE, "cancel", PaymentState::CANCELLED, "nothing was delivered"},
    {PaymentState::COD_DUE, "refund_part", PaymentState::COD_DUE, "of what was collected so far"},
    {PaymentState::COD_DUE, "refund_all", PaymentState::COD_DUE, "of what was collected so far"},
    {PaymentState::COLLECTED, "unsign", PaymentState::COD_DUE, "a parcel is on its way again"},
    {PaymentState::COLLECTED, "remit", PaymentState::REMITTED},
    {PaymentState::COLLECTED, "refund_part", PaymentState::PARTLY_REFUNDED},
    {PaymentState::COLLECTED, "refund_all", PaymentState::REFUNDED},
    {PaymentState::REMITTED, "unremit", PaymentState::COLLECTED, "the carrier takes some back"},
    {PaymentState::REMITTED, "refund_part", PaymentState::PARTLY_REFUNDED},
    {PaymentState::REMITTED, "refund_all", PaymentState::REFUNDED},
    {PaymentState::PARTLY_REFUNDED, "remit", PaymentState::PARTLY_REFUNDED, "COD"},
    {PaymentState::REFUNDED, "remit", PaymentState::REFUNDED, "COD"},
    {PaymentState::CANCELLED, "reopen", PaymentState::COD_DUE,
     "COD; a parcel didn't come back after all"},
};

constexpr EventCall kPaymentCalls[] = {
    {"pay", "RecordPayment"},          {"cancel", "CloseOrder"},
    {"claim", "ClaimTransfer"},        {"receive_part", "MatchStatementLine"},
    {"receive", "MatchStatementLine"}, {"release", "ConfirmReceipt"},
    {"refund_part", "OpenRefund"},     {"refund_all", "OpenRefund"},
    {"remit", "RecordCodRemittance"},
};

constexpr StateMachine<PaymentState::Value> kPaymentMachine("Payment", kPaymentTransitions,
                                                            kPaymentCalls);

// A whole in basis points.
constexpr int64_t kBasisPoints = 10000;

// Goods of the escrow that are still held; the rest of what is held is freight.
int64_t HeldGoods(const Order& order) {
  int64_t goods = order.goods_total().minor();
  for (const OrderLine& line : order.lines()) goods -= line.refunded_minor();
  return goods;
}

}  // namespace

const StateMachine<PaymentState::Value>& PaymentMachine() { return kPaymentMachine; }

absl::Status MovePayment(Order& order, absl::string_view event) {
  ASSIGN_OR_RETURN(const PaymentState::Value next,
                   kPaymentMachine.Next(order.name(), order.payment().state(), event));
  order.mutable_payment()->set_state(next);
  return absl::OkStatus();
}

bool IsPaid(const Order& order) {
  switch (order.payment().state()) {
    case PaymentState::AWAITING:
    case PaymentState::CLAIMED:
    case PaymentState::PARTLY_PAID:
    case PaymentState::CANCELLED:
      return false;
    default:
      return true;
  }
}

int64_t Units(const Order& order) {
  int64_t units = 0;
  for (const OrderLine& line : order.lines()) units += line.quantity();
  return units;
}

LedgerEntry MakeEntry(const Order& order, LedgerEntry::Kind kind, const Parts& parts, int64_t units,
                      absl::string_view reference, const Moment& moment) {
  LedgerEntry entry;
  entry.set_order(order.name());
  entry.set_kind(kind);
  *entry.mutable_total() = MakeMoney(order.total().currency_code(), parts.total());
  entry.set_goods_minor(parts.goods);
  entry.set_freight_minor(parts.freight);
  entry.set_surcharge_minor(parts.surcharge);
  entry.set_units(units);
  entry.set_reference(std::string(reference));
  *entry.mutable_actor() = moment.actor;
  *entry.mutable_create_time() = ToProto(moment.now);
  return entry;
}

bool IsTopUp(const Order& order, const Money& amount) {
  const TopUp& top_up = order.top_up();
  return top_up.state() == TopUp::ASKED && top_up.amount().minor() == amount.minor() &&
         top_up.amount().currency_code() == amount.currency_code();
}

absl::StatusOr<PaymentVerdict> JudgePayment(const Order& order, const Policy& policy,
                                            const Money& amount, absl::string_view payee_account) {
  if (order.has_imported()) return CarriedOutElsewhereError(order);
  if (IsCod(order)) {
    return WrongStateError(order.name(), "COD", "RecordPayment",
                           TradeMachine().Allowed(order.state()));
  }
  const bool top_up = IsTopUp(order, amount);
  if (IsBankTransfer(order) || (order.state() != OrderState::WAIT_BUYER_PAY && !top_up)) {
    return PaymentVerdict::kStray;
  }
  if (!policy.payee_account().empty() && policy.payee_account() != payee_account) {
    return PayeeMismatchError(order);
  }
  const Money& due = order.payment().due();
  if (!top_up && (amount.minor() != due.minor() || amount.currency_code() != due.currency_code())) {
    return AmountMismatchError(order, due.minor(), amount);
  }
  return top_up ? PaymentVerdict::kTopUp : PaymentVerdict::kAccept;
}

absl::Status AcceptPayment(Order& order, const Policy& policy, absl::string_view transaction_id,
                           const Moment& moment, std::vector<LedgerEntry>& ledger) {
  RETURN_IF_ERROR(Move(order, kPay, moment));
  RETURN_IF_ERROR(MovePayment(order, "pay"));
  Payment& payment = *order.mutable_payment();
  payment.set_paid_minor(payment.due().minor());
  payment.set_held_minor(payment.due().minor());
  *payment.mutable_pay_time() = ToProto(moment.now);
  payment.set_transaction_id(std::string(transaction_id));
  StartShipBy(order, policy, moment);
  ledger.push_back(MakeEntry(order, LedgerEntry::PAID_IN,
                             {order.goods_total().minor(), order.freight().minor()}, Units(order),
                             transaction_id, moment));
  return absl::OkStatus();
}

std::vector<LedgerEntry> PaidByPlacing(const Order& order, const Moment& moment) {
  if (IsCod(order) || !IsPaid(order) || order.payment().paid_minor() > 0) return {};
  const LedgerEntry::Kind kind =
      IsBankTransfer(order) ? LedgerEntry::BANK_RECEIVED : LedgerEntry::PAID_IN;
  return {MakeEntry(order, kind, {}, Units(order), "", moment)};
}

void RecordStray(const Order& order, const Money& amount, absl::string_view transaction_id,
                 const Moment& moment, std::vector<LedgerEntry>& ledger) {
  for (LedgerEntry::Kind kind : {LedgerEntry::STRAY_PAID_IN, LedgerEntry::STRAY_REFUNDED}) {
    LedgerEntry entry = MakeEntry(order, kind, {amount.minor(), 0, 0}, 0, transaction_id, moment);
    *entry.mutable_total() = amount;
    ledger.push_back(std::move(entry));
  }
}

void HoldOutOfStock(Order& order, const Policy& policy, const Moment& moment) {
  order.set_reservation_state(Order::LOST);
  if (IsCod(order)) {
    AddHold(order, Hold::OUT_OF_STOCK_BEFORE_SHIPPING,
            "the reservation is gone and nothing is left to reserve", {}, moment);
    return;
  }
  AddHold(order, Hold::PAID_OUT_OF_STOCK,
          "paid when the reservation was gone and nothing was left to reserve", {}, moment);
  if (!policy.paid_out_of_stock_by_hand()) {
    SetDeadline(order, kPaidOutOfStockRefund,
                moment.now + absl::Seconds(policy.paid_out_of_stock_refund_seconds()));
  }
}

absl::Status Release(Order& order, const Moment& moment, std::vector<LedgerEntry>& ledger) {
  Payment& payment = *order.mutable_payment();
  if (payment.held_minor() == 0) return absl::OkStatus();
  RETURN_IF_ERROR(MovePayment(order, "release"));
  const int64_t goods = HeldGoods(order);
  ledger.push_back(MakeEntry(order, LedgerEntry::RELEASED, {goods, payment.held_minor() - goods}, 0,
                             "", moment));
  payment.set_released_minor(payment.released_minor() + payment.held_minor());
  payment.set_held_minor(0);
  return absl::OkStatus();
}

absl::Status CollectCod(Order& order, const Parts& parts, int64_t units,
                        absl::string_view reference, const Moment& moment,
                        std::vector<LedgerEntry>& ledger) {
  RETURN_IF_ERROR(MovePayment(order, "collect_part"));
  Payment& payment = *order.mutable_payment();
  ASSIGN_OR_RETURN(const int64_t paid, CheckedAdd(payment.paid_minor(), parts.total()));
  payment.set_paid_minor(paid);
  *payment.mutable_pay_time() = ToProto(moment.now);
  ledger.push_back(MakeEntry(order, LedgerEntry::COD_COLLECTED, parts, units, reference, moment));
  return absl::OkStatus();
}

absl::Status UndoCollection(Order& order, const Parts& parts, int64_t units,
                            absl::string_view reference, const Moment& moment,
                            std::vector<LedgerEntry>& ledger) {
  RETURN_IF_ERROR(MovePayment(order, "uncollect"));
  Payment& payment = *order.mutable_payment();
  payment.set_paid_minor(payment.paid_minor() - parts.total());
  if (payment.paid_minor() == 0) payment.clear_pay_time();
  ledger.push_back(
      MakeEntry(order, LedgerEntry::COD_COLLECTION_UNDONE, parts, units, reference, moment));
  return absl::OkStatus();
}

absl::Status CompleteCod(Order& order) {
  RETURN_IF_ERROR(MovePayment(order, "collect"));
  return order.payment().refunded_minor() > 0 ? MarkRefunded(order) : absl::OkStatus();
}

absl::Status MarkRefunded(Order& order) {
  const Payment& payment = order.payment();
  const bool all = payment.refunded_minor() >= payment.paid_minor();
  return MovePayment(order, all ? "refund_all" : "refund_part");
}

absl::Status CancelPayment(Order& order) { return MovePayment(order, "cancel"); }

absl::StatusOr<int64_t> CodSurchargeMinor(const Policy& policy, int64_t goods_and_freight_minor) {
  ASSIGN_OR_RETURN(const Money share,
                   MultiplyRatio(MakeMoney(policy.currency_code(), goods_and_freight_minor),
                                 policy.cod_surcharge_bps(), kBasisPoints));
  const int64_t most = std::max(policy.cod_surcharge_max_minor(), policy.cod_surcharge_min_minor());
  return std::clamp(share.minor(), policy.cod_surcharge_min_minor(), most);
}

absl::Status ConfirmCod(Order& order, const Policy& policy, const Money& told,
                        const Moment& moment) {
  const int64_t due = order.cod_surcharge().minor();
  RETURN_IF_ERROR(Move(order, kCodConfirm, moment));
  if (told.minor() != due || told.currency_code() != order.total().currency_code()) {
    return SurchargeMismatchError(order, told);
  }
  StartShipBy(order, policy, moment);
  return absl::OkStatus();
}

absl::Status CloseUnpaid(Order& order, absl::string_view event, CloseReason::Value reason,
                         const Policy& policy, const Moment& moment) {
  const absl::Time from =
      FromProto(order.create_time()) + absl::Seconds(policy.min_close_age_seconds());
  RETURN_IF_ERROR(Move(order, event, moment));
  if (event == kClose && moment.now < from) {
    const int64_t left = absl::ToInt64Seconds(absl::Ceil(from - moment.now, absl::Seconds(1)));
    return TooYoungError(order, left);
  }
  order.set_close_reason(reason);
  RETURN_IF_ERROR(CancelPayment(order));
  End(order);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
