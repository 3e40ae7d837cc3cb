#include "services/orders/handlers/payouts.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/work/work.h"
#include "services/orders/domain/payment.h"
#include "services/orders/domain/payout.h"
#include "services/orders/handlers/bank_reveal.h"
#include "services/orders/handlers/order_change.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/transfers.h"
#include "services/orders/handlers/work_kinds.h"
#include "services/orders/store/orders.h"
#include "services/orders/store/payouts.h"
#include "services/orders/store/transfers.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::LedgerEntry;
using v1::Payee;
using v1::Payout;
using v1::StatementLine;

constexpr char kPayeeSlot[] = "payee";

// A payout that is being changed, and its order, which is its lock.
struct PayoutChange {
  OrderChange order;
  Payout payout;
};

absl::StatusOr<PayoutChange> LoadPayoutForChange(rpc::WriteContext& ctx, absl::string_view name,
                                                 absl::string_view etag) {
  ASSIGN_OR_RETURN(const Payout seen, store::LoadPayout(ctx.txn(), name));
  PayoutChange change;
  ASSIGN_OR_RETURN(change.order, LoadForChange(ctx, seen.order()));
  ASSIGN_OR_RETURN(change.payout, store::LoadPayoutForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, change.payout));
  return change;
}

absl::Status SavePayoutChange(rpc::WriteContext& ctx, Payout& payout, absl::string_view event,
                              Payout* resp) {
  RETURN_IF_ERROR(store::SavePayout(ctx.txn(), payout));
  ctx.Emit(payout, event);
  *resp = std::move(payout);
  return absl::OkStatus();
}

// Seals the payee; its masked form stays in the payout.
absl::Status SetPayee(rpc::WriteContext& ctx, Payee payee, Payout& payout) {
  RETURN_IF_ERROR(ctx.vault().Seal(ctx.txn(), payout.name(), kPayeeSlot, payee));
  *payout.mutable_payee() = std::move(payee);
  return absl::OkStatus();
}

Payout::Cause CauseOf(const LedgerEntry& entry, const absl::optional<StatementLine>& line) {
  if (entry.kind() == LedgerEntry::BANK_REFUNDED) {
    return entry.reference().empty() ? Payout::CLOSED_PARTLY_PAID : Payout::REFUND;
  }
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
absl::Status SetPayer(rpc::WriteContext& ctx, const absl::optional<StatementLine>& line,
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

absl::StatusOr<store::PayoutQuery> QueryOf(const v1::ListPayoutsRequest& req) {
  store::PayoutQuery query;
  query.shop = std::string(ShopOf(req.parent()));
  query.state = req.state();
  if (!req.order().empty()) query.order_id = std::string(LastSegment(req.order()));
  if (req.order().empty() == (req.state() == Payout::STATE_UNSPECIFIED)) {
    return InvalidFieldError("state", "one of state and order is required");
  }
  ASSIGN_OR_RETURN(query.limit, PageSize(req.page_size(), 50, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  if (key.empty()) return query;
  if (key.size() != 2 || !absl::SimpleAtoi(key[0], &query.after_ms)) {
    return InvalidFieldError("page_token", "is none of this list's");
  }
  query.after_id = key[1];
  return query;
}

}  // namespace

absl::Status OpenPayout(rpc::WriteContext& ctx, const v1::Order& order, const LedgerEntry& entry) {
  ASSIGN_OR_RETURN(const absl::optional<StatementLine> line, LineOf(ctx.txn(), order, entry));
  Payout payout;
  payout.set_name(absl::StrCat(ShopNameOf(order.name()), "/payouts/", LastSegment(order.name()),
                               ".", entry.sequence()));
  payout.set_order(order.name());
  payout.set_cause(CauseOf(entry, line));
  payout.set_reference(entry.reference());
  *payout.mutable_amount() = entry.total();
  payout.set_buyer(order.buyer());
  domain::OpenPayout(payout, MomentOf(ctx));
  RETURN_IF_ERROR(SetPayer(ctx, line, payout));
  RETURN_IF_ERROR(store::InsertPayout(ctx.txn(), payout));
  work::Subject subject;
  subject.resource = payout.name();
  subject.buyer = order.buyer();
  subject.order = order.name();
  subject.agent = order.agent();
  RETURN_IF_ERROR(work::Open(ctx.txn(), kPayout, subject, ctx.now()));
  ctx.Emit(payout, "payout.asked");
  return absl::OkStatus();
}

absl::Status GetPayout(rpc::ReadContext& ctx, const v1::GetPayoutRequest& req, Payout* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadPayout(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListPayouts(rpc::ReadContext& ctx, const v1::ListPayoutsRequest& req,
                         v1::ListPayoutsResponse* resp) {
  ASSIGN_OR_RETURN(store::PayoutQuery query, QueryOf(req));
  const int size = query.limit++;
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), query.shop).status());
  ASSIGN_OR_RETURN(std::vector<Payout> payouts, store::ListPayouts(ctx.txn(), query));
  if (static_cast<int>(payouts.size()) > size) {
    payouts.resize(size);
    const Payout& last = payouts.back();
    resp->set_next_page_token(
        MakePageToken(req, {absl::StrCat(ToMillis(FromProto(last.create_time()))),
                            std::string(LastSegment(last.name()))}));
  }
  for (Payout& payout : payouts) *resp->add_payouts() = std::move(payout);
  return absl::OkStatus();
}

absl::Status AskPayout(rpc::WriteContext& ctx, const v1::AskPayoutRequest& req, Payout* resp) {
  ASSIGN_OR_RETURN(PayoutChange change, LoadPayoutForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::AskPayout(change.payout, MomentOf(ctx)));
  if (req.has_payee()) RETURN_IF_ERROR(SetPayee(ctx, req.payee(), change.payout));
  return SavePayoutChange(ctx, change.payout, "payout.asked", resp);
}

absl::Status ApprovePayout(rpc::WriteContext& ctx, const v1::ApprovePayoutRequest& req,
                           Payout* resp) {
  ASSIGN_OR_RETURN(PayoutChange change, LoadPayoutForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::ApprovePayout(change.payout, MomentOf(ctx)));
  return SavePayoutChange(ctx, change.payout, "payout.approved", resp);
}

absl::Status SendPayout(rpc::WriteContext& ctx, const v1::SendPayoutRequest& req, Payout* resp) {
  ASSIGN_OR_RETURN(PayoutChange change, LoadPayoutForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::SendPayout(change.payout, req.bank_reference(), MomentOf(ctx)));
  return SavePayoutChange(ctx, change.payout, "payout.sent", resp);
}

absl::Status ConfirmPayout(rpc::WriteContext& ctx, const v1::ConfirmPayoutRequest& req,
                           Payout* resp) {
  ASSIGN_OR_RETURN(PayoutChange change, LoadPayoutForChange(ctx, req.name(), req.etag()));
  const domain::Moment moment = MomentOf(ctx);
  RETURN_IF_ERROR(domain::ConfirmPayout(change.payout, moment));
  change.order.ledger.push_back(domain::MakeEntry(change.order.order, LedgerEntry::PAID_OUT,
                                                  {change.payout.amount().minor()}, 0,
                                                  change.payout.name(), moment));
  RETURN_IF_ERROR(SaveChange(ctx, change.order, ""));
  RETURN_IF_ERROR(work::Close(ctx.txn(), kPayout, change.payout.name()));
  return SavePayoutChange(ctx, change.payout, "payout.confirmed", resp);
}

absl::Status BouncePayout(rpc::WriteContext& ctx, const v1::BouncePayoutRequest& req,
                          Payout* resp) {
  ASSIGN_OR_RETURN(PayoutChange change, LoadPayoutForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::BouncePayout(change.payout, req.reason(), MomentOf(ctx)));
  return SavePayoutChange(ctx, change.payout, "payout.bounced", resp);
}

absl::Status RevealPayee(rpc::WriteContext& ctx, const v1::RevealPayeeRequest& req, Payee* resp) {
  ASSIGN_OR_RETURN(const Payout payout, store::LoadPayout(ctx.txn(), req.name()));
  if (!payout.has_payee()) {
    return Error(absl::StatusCode::kFailedPrecondition, "PAYEE_MISSING",
                 absl::StrCat(payout.name(), " has no payee yet"), {{"resource", payout.name()}});
  }
  return RevealBank(ctx, payout.name(), kPayeeSlot, req.purpose(), *resp);
}

}  // namespace shopdesk::orders::handlers
