#include "services/orders/domain/transfer/transfer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/ship_by.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

// The order carries them all.
constexpr int kMostClaims = 20;

// An order of escrow becomes one of bank transfer while nothing is paid or claimed.
bool MayChooseAccount(const Order& order) {
  return !IsCod(order) && order.payment().state() == PaymentState::AWAITING;
}

absl::Status WrongPaymentState(const Order& order, absl::string_view wanted) {
  return WrongStateError(
      order.name(), PaymentState::Value_Name(order.payment().state()), wanted,
      MayChooseAccount(order) ? "ChooseBankAccount" : TradeMachine().Allowed(order.state()));
}

void CloseNotBefore(Order& order, absl::Time close) {
  SetDeadline(order, kUnpaidClose, std::max(close, FromProto(order.deadline_time())));
}

// Goods are paid first, then freight.
Parts PartsOf(const Order& order, int64_t already_minor, int64_t amount_minor) {
  const int64_t goods_left = std::max<int64_t>(order.goods_total().minor() - already_minor, 0);
  Parts parts;
  parts.goods = std::min(amount_minor, goods_left);
  parts.freight = amount_minor - parts.goods;
  return parts;
}

absl::Status PayInFull(Order& order, const Policy& policy, absl::string_view line,
                       const Moment& moment) {
  RETURN_IF_ERROR(Move(order, kPay, moment));
  RETURN_IF_ERROR(MovePayment(order, "receive"));
  Payment& payment = *order.mutable_payment();
  *payment.mutable_pay_time() = ToProto(moment.now);
  payment.set_transaction_id(std::string(line));
  StartShipBy(order, policy, moment);
  // What the reservation came to is found out next: with luck something is left.
  if (order.reservation_state() == Order::LOST) order.set_reservation_state(Order::TENTATIVE);
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckBankAccount(const BankAccount& account) {
  Violations violations;
  if (account.bank_code().empty()) violations.Add("bank_account.bank_code", "is required");
  if (account.holder().empty()) violations.Add("bank_account.holder", "is required");
  if (account.number().empty()) violations.Add("bank_account.number", "is required");
  return violations.ToStatus();
}

const BankAccount* PickAccount(absl::Span<const BankAccount> accounts,
                               absl::string_view buyer_bank_code) {
  const BankAccount* preferred = nullptr;
  const BankAccount* first = nullptr;
  for (const BankAccount& account : accounts) {
    if (account.closed()) continue;
    if (!buyer_bank_code.empty() && account.bank_code() == buyer_bank_code) return &account;
    if (preferred == nullptr && account.preferred()) preferred = &account;
    if (first == nullptr) first = &account;
  }
  return preferred != nullptr ? preferred : first;
}

absl::Status ChooseAccount(Order& order, const ChooseBankAccountRequest& request,
                           const BankAccount& account, const Moment& moment) {
  if (request.reason() == BankTransfer::CONCERN && request.article().empty()) {
    return InvalidFieldError("article", "is required: the article that answers the concern");
  }
  if (order.has_imported()) return CarriedOutElsewhereError(order);
  if (!MayChooseAccount(order)) return WrongPaymentState(order, "ChooseBankAccount");
  order.mutable_payment()->set_method(PaymentMethod::BANK_TRANSFER);
  BankTransfer& transfer = *order.mutable_transfer();
  transfer.set_reason(request.reason());
  transfer.set_article(request.article());
  transfer.set_buyer_bank_code(request.buyer_bank_code());
  transfer.set_bank_account(account.name());
  transfer.set_bank_code(account.bank_code());
  transfer.set_bank_name(account.bank_name());
  transfer.set_holder(account.holder());
  transfer.set_number(account.number());
  *transfer.mutable_actor() = moment.actor;
  *transfer.mutable_choose_time() = ToProto(moment.now);
  return absl::OkStatus();
}

int64_t OpenMinor(const Order& order) {
  return order.payment().due().minor() - order.payment().paid_minor();
}

absl::Status ClaimTransfer(Order& order, const TransferClaim& claim, absl::Time close,
                           const Moment& moment) {
  Violations violations;
  if (claim.amount().minor() <= 0) violations.Add("amount.minor", "must be more than 0");
  if (claim.amount().currency_code() != order.total().currency_code()) {
    violations.Add("amount.currency_code", absl::StrCat("must be ", order.total().currency_code()));
  }
  if (FromProto(claim.transfer_time()) > moment.now) {
    violations.Add("transfer_time", "must not be in the future");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  const bool first = order.payment().state() == PaymentState::AWAITING;
  if (!IsBankTransfer(order)) return WrongPaymentState(order, "ClaimTransfer");
  RETURN_IF_ERROR(MovePayment(order, "claim"));
  if (order.transfer().bank_account().empty()) {
    return NoAccountChosenError(order);
  }
  if (order.transfer().claims_size() >= kMostClaims) {
    return TooManyClaimsError(order, kMostClaims);
  }
  *order.mutable_transfer()->add_claims() = claim;
  if (first) CloseNotBefore(order, close);
  return absl::OkStatus();
}

bool CanBeFor(const Order& order, Day value_day, const Calendar& calendar) {
  return calendar.DayOf(FromProto(order.create_time())) <= value_day;
}

bool WaitedOn(const Order& order, Day value_day, const Calendar& calendar) {
  if (order.state() == OrderState::WAIT_BUYER_PAY) return true;
  absl::Time ended = FromProto(order.create_time());
  if (order.payment().has_pay_time()) {
    ended = FromProto(order.payment().pay_time());
  } else if (!order.history().empty()) {
    ended = FromProto(order.history().rbegin()->time());
  }
  return calendar.DayOf(ended) >= value_day;
}

absl::StatusOr<Booking> BookTransfer(Order& order, const Policy& policy, int64_t amount_minor,
                                     absl::string_view line, absl::Time close, const Moment& moment,
                                     std::vector<LedgerEntry>& ledger) {
  if (!IsBankTransfer(order)) return WrongPaymentState(order, "MatchStatementLine");
  Booking booking;
  if (order.state() != OrderState::WAIT_BUYER_PAY) {
    booking.match = IsClosed(order.state()) ? StatementLine::LATE : StatementLine::TWICE;
    booking.returned_minor = amount_minor;
    ledger.push_back(MakeEntry(order, LedgerEntry::BANK_SURPLUS, {amount_minor}, 0, line, moment));
    return booking;
  }
  const int64_t open = OpenMinor(order);
  booking.booked_minor = std::min(amount_minor, open);
  booking.returned_minor = amount_minor - booking.booked_minor;
  Payment& payment = *order.mutable_payment();
  const Parts parts = PartsOf(order, payment.paid_minor(), booking.booked_minor);
  const bool full = booking.booked_minor == open;
  ledger.push_back(
      MakeEntry(order, LedgerEntry::BANK_RECEIVED, parts, full ? Units(order) : 0, line, moment));
  payment.set_paid_minor(payment.paid_minor() + booking.booked_minor);
  if (!full) {
    booking.match = StatementLine::PARTIAL;
    RETURN_IF_ERROR(MovePayment(order, "receive_part"));
    CloseNotBefore(order, close);
    return booking;
  }
  RETURN_IF_ERROR(PayInFull(order, policy, line, moment));
  booking.match = booking.returned_minor > 0 ? StatementLine::OVER : StatementLine::MATCHED;
  if (booking.returned_minor > 0) {
    ledger.push_back(
        MakeEntry(order, LedgerEntry::BANK_SURPLUS, {booking.returned_minor}, 0, line, moment));
  }
  return booking;
}

void ReturnPartlyPaid(Order& order, const Moment& moment, std::vector<LedgerEntry>& ledger) {
  Payment& payment = *order.mutable_payment();
  if (payment.state() != PaymentState::CANCELLED ||
      payment.paid_minor() == payment.refunded_minor())
    return;
  const int64_t owed = payment.paid_minor() - payment.refunded_minor();
  ledger.push_back(
      MakeEntry(order, LedgerEntry::BANK_REFUNDED, PartsOf(order, 0, owed), 0, "", moment));
  payment.set_refunded_minor(payment.paid_minor());
}

}  // namespace shopdesk::orders::domain
