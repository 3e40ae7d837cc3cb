#include "services/orders/handlers/trade/payout_due.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "libs/work/work.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/transfer/payout.h"
#include "services/orders/handlers/trade/order_upkeep.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/transfer/payout.h"
#include "services/orders/store/transfer/transfer.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::LedgerEntry;
using v1::Payee;
using v1::Payout;
using v1::StatementLine;

Payout::Cause CauseOf(const LedgerEntry& entry, const absl::optional<StatementLine>& line) {
  if (entry.kind() == LedgerEntry::RETURN_FREIGHT) return Payout::REFUND;
  if (entry.kind() == LedgerEntry::BANK_REFUNDED) {
    return entry.reference().empty() ? Payout::CLOSED_PARTLY_PAID : Payout::REFUND;
  }
  if (entry.kind() == LedgerEntry::COMPENSATED) return Payout::COMPENSATION;
  if (line.has_value() && line->match() == StatementLine::TWICE) return Payout::PAID_TWICE;
  if (line.has_value() && line->match() == StatementLine::LATE) return Payout::PAID_LATE;
  return Payout::OVERPAID;
}

// The line whose payer gets the money: the one that was too much, or, for a refund, the last.
absl::StatusOr<absl::optional<StatementLine>> LineOf(sql::Transaction& txn, const v1::Order& order,
                                                     const LedgerEntry& entry) {
  if (entry.kind() != LedgerEntry::BANK_SURPLUS) return store::LastLineOf(txn, order.name());
  ASSIGN_OR_RETURN(store::LineRow row, store::LoadLine(txn, entry.reference()));
  return std::move(row.line);
}

// Who made the transfer; unset where the statement doesn't say.
absl::Status SetPayer(runtime::WriteContext& ctx, const absl::optional<StatementLine>& line,
                      Payout& payout) {
  if (!line.has_value()) return absl::OkStatus();
  StatementLine original;
  const absl::Status opened =
      ctx.vault().Open(ctx.txn(), line->name(), kStatementLineSlot, original);
  if (absl::IsNotFound(opened)) return absl::OkStatus();
  RETURN_IF_ERROR(opened);
  if (original.payer_name().empty() || original.payer_account().empty()) return absl::OkStatus();
  Payee payee;
  payee.set_bank_code(original.payer_bank_code());
  payee.set_holder(original.payer_name());
  payee.set_number(original.payer_account());
  return SetPayee(ctx, std::move(payee), payout);
}

}  // namespace

absl::Status SetPayee(runtime::WriteContext& ctx, Payee payee, Payout& payout) {
  RETURN_IF_ERROR(runtime::Seal(ctx, payout.name(), kPayeeSlot, payee));
  *payout.mutable_payee() = std::move(payee);
  return absl::OkStatus();
}

absl::Status OpenPayout(runtime::WriteContext& ctx, const v1::Order& order,
                        const LedgerEntry& entry) {
  ASSIGN_OR_RETURN(const absl::optional<StatementLine> line, LineOf(ctx.txn(), order, entry));
  Payout payout;
  payout.set_name(absl::StrCat(ShopNameOf(order.name()), "/payouts/", LastSegment(order.name()),
                               ".", entry.sequence()));
  payout.set_order(order.name());
  payout.set_cause(CauseOf(entry, line));
  payout.set_reference(entry.reference());
  *payout.mutable_amount() = entry.total();
  payout.set_buyer(order.buyer());
  domain::OpenPayout(payout, {ctx.now(), ctx.actor()});
  RETURN_IF_ERROR(SetPayer(ctx, line, payout));
  RETURN_IF_ERROR(store::InsertPayout(ctx.txn(), payout));
  RETURN_IF_ERROR(work::Open(ctx, kPayout, SubjectOf(order, payout.name())));
  ctx.Emit(payout, events::kPayoutAsked);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
