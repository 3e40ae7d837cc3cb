#include "services/orders/domain/refund/refund_success.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/refund/refund_lines.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {
namespace {

using v1::LedgerEntry;

struct Shares {
  // One for each line of the refund.
  std::vector<int64_t> lines_minor;
  int64_t freight_minor = 0;
};

absl::StatusOr<Shares> Divide(const Refund& refund, const Success& success) {
  Shares shares;
  if (!success.lines_minor.empty()) {
    shares.lines_minor = success.lines_minor;
    shares.freight_minor = *success.granted_minor;
    for (const int64_t minor : shares.lines_minor) shares.freight_minor -= minor;
    return shares;
  }
  for (const RefundLine& line : refund.lines()) shares.lines_minor.push_back(line.amount_minor());
  shares.freight_minor = refund.freight_minor();
  if (!success.granted_minor.has_value()) return shares;
  std::vector<int64_t> weights = shares.lines_minor;
  weights.push_back(shares.freight_minor);
  ASSIGN_OR_RETURN(shares.lines_minor, Allocate(*success.granted_minor, weights));
  shares.freight_minor = shares.lines_minor.back();
  shares.lines_minor.pop_back();
  return shares;
}

// Of `pieces` that came back, those that are the order's: as they were counted, if they were.
int64_t OursOf(const Refund& refund, int32_t line, int64_t pieces) {
  for (const v1::IntakeLine& intake : refund.intake()) {
    if (intake.line() == line) return std::min(pieces, intake.sellable() + intake.damaged());
  }
  return pieces;
}

// What becomes of the pieces of a line; written into the refund's line too.
RefundedLine Take(const Order& order, const Refund& refund, const Success& success,
                  RefundLine& line) {
  const OrderLine& of = *FindLine(order, line.line());
  // Pieces that the carrier brought back meanwhile are no longer with the buyer.
  const int64_t pieces = std::min(line.quantity() - line.never_shipped(), WithBuyer(of));
  RefundedLine taken;
  taken.line = line.line();
  const bool part = success.granted_minor.has_value();
  if (part && success.lines_minor.empty()) {
    line.clear_never_shipped();
  } else {
    taken.never_shipped = line.never_shipped();
  }
  if (success.goods_back) taken.came_back = OursOf(refund, line.line(), pieces);
  if (!part) taken.kept = pieces - taken.came_back;
  line.set_came_back(taken.came_back);
  return taken;
}

void SetUnpaid(const Order& order, int64_t minor, Refund& refund) {
  if (minor > 0) *refund.mutable_unpaid() = MakeMoney(order.total().currency_code(), minor);
}

}  // namespace

int64_t AskedMinor(const Refund& refund) {
  int64_t asked = refund.freight_minor();
  for (const RefundLine& line : refund.lines()) asked += line.amount_minor();
  return asked;
}

absl::Status PayOut(Order& order, Refund& refund, const Success& success, const v1::Policy& policy,
                    const Moment& moment, std::vector<LedgerEntry>& ledger) {
  const std::string& currency = order.total().currency_code();
  if (!success.granted_minor.has_value() && !refund.lines().empty() &&
      IsAllBeforeShipping(order, refund.lines())) {
    refund.set_freight_minor(std::max(refund.freight_minor(), RefundableFreightMinor(order)));
    *refund.mutable_total() = MakeMoney(currency, AskedMinor(refund));
  }
  ASSIGN_OR_RETURN(const Shares shares, Divide(refund, success));
  if (!IsPaid(order)) {
    // Tracking took back the only delivery: what was to be paid back has never been paid.
    *refund.mutable_refunded() = MakeMoney(currency, 0);
    SetUnpaid(order, success.granted_minor.value_or(AskedMinor(refund)), refund);
    return absl::OkStatus();
  }
  std::vector<RefundedLine> taken;
  // What there is, and what of the promise it doesn't reach.
  int64_t left = PayableMinor(order);
  int64_t unpaid = 0;
  for (int i = 0; i < refund.lines_size(); ++i) {
    RefundLine& line = *refund.mutable_lines(i);
    const OrderLine* of = FindLine(order, line.line());
    if (of == nullptr) return InternalError(absl::StrCat(refund.name(), ": a line is gone"));
    taken.push_back(Take(order, refund, success, line));
    int64_t& amount = taken.back().amount_minor;
    amount = std::min(shares.lines_minor[i], RefundableMinor(order, *of));
    const int64_t back = amount - NotCollectedMinor(order, *of, taken.back());
    const int64_t missing = std::max<int64_t>(back - left, 0);
    amount -= missing;
    left -= back - missing;
    unpaid += missing;
    // They may still be delivered, and paid for.
    if (missing > 0) taken.back().kept = 0;
  }
  const bool collected = !IsCod(order) || order.payment().paid_minor() > 0;
  int64_t freight = collected ? std::min(shares.freight_minor, RefundableFreightMinor(order)) : 0;
  unpaid += std::max<int64_t>(freight - left, 0);
  freight = std::min(freight, left);
  SetUnpaid(order, unpaid, refund);
  const size_t before = ledger.size();
  RETURN_IF_ERROR(ApplyRefund(order, taken, freight, refund.name(), moment, ledger));
  int64_t paid = 0;
  for (size_t i = before; i < ledger.size(); ++i) paid += ledger[i].total().minor();
  *refund.mutable_refunded() = MakeMoney(currency, paid);
  return SettleAfterRefund(order, policy, moment, ledger).status();
}

}  // namespace shopdesk::orders::domain
