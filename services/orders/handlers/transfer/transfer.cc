#include "services/orders/handlers/transfer/transfer.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/row_error.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "libs/runtime/validate.h"
#include "libs/work/work.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/policy.h"
#include "services/orders/domain/transfer/match.h"
#include "services/orders/domain/transfer/transfer.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/payout_due.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/reveal.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/handlers/transfer/match.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/store/transfer/transfer.h"

namespace shopdesk::orders::handlers {
namespace {

using domain::Claimed;
using store::LineRow;
using v1::Order;
using v1::StatementLine;
using v1::StatementRow;

// Lines: usual, at most.
constexpr PageLimits kStatementLinePage{50, 1000};

std::string HashOf(const runtime::Context& ctx, absl::string_view domain, absl::string_view text) {
  return absl::BytesToHexString(ctx.vault().KeyedHash(domain, text));
}

// Found again by claims and lines of the shop.
std::string PayerOf(const runtime::Context& ctx, absl::string_view shop, absl::string_view name) {
  const std::string normal = domain::NormalPayer(name);
  return normal.empty() ? "" : HashOf(ctx, "transfer_payer", absl::StrCat(shop, "/", normal));
}

const char* OrderEventOf(StatementLine::Match match) {
  switch (match) {
    case StatementLine::MATCHED:
    case StatementLine::OVER:
      return events::kOrderPaid;
    case StatementLine::PARTIAL:
      return events::kOrderPartlyPaid;
    default:
      return events::kOrderStrayTransfer;
  }
}

// When an order that was claimed or partly paid now is closed.
absl::StatusOr<absl::Time> TransferCloseTime(const v1::Policy& policy, absl::Time now) {
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy.calendar()));
  return calendar.AddBankingDays(now, policy.transfer_close_banking_days());
}

// A line that was found to be for an order: new, or unknown until now.
absl::Status Book(runtime::WriteContext& ctx, const v1::Policy& policy,
                  const std::string& order_name, LineRow& row) {
  StatementLine& line = row.line;
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, order_name));
  ASSIGN_OR_RETURN(const absl::Time close, TransferCloseTime(policy, ctx.now()));
  ASSIGN_OR_RETURN(const domain::Booking booking,
                   domain::BookTransfer(change.order, policy, line.amount().minor(), line.name(),
                                        close, MomentOf(ctx), change.ledger));
  line.set_match(booking.match);
  line.set_order(order_name);
  line.clear_proposed_order();
  line.set_booked_minor(booking.booked_minor);
  line.set_returned_minor(booking.returned_minor);
  *line.mutable_match_time() = ToProto(ctx.now());
  *line.mutable_actor() = ctx.actor();
  if (line.etag().empty()) {
    RETURN_IF_ERROR(store::InsertLine(ctx.txn(), row));
  } else {
    RETURN_IF_ERROR(store::SaveLine(ctx.txn(), row));
    RETURN_IF_ERROR(work::Close(ctx, kUnknownTransfer, line.name()));
    RETURN_IF_ERROR(work::Close(ctx, kProposedTransfer, line.name()));
  }
  RETURN_IF_ERROR(SaveChange(ctx, change, OrderEventOf(booking.match)));
  ctx.Emit(line, events::kStatementLineMatched);
  return absl::OkStatus();
}

// The line is on finance's list: with the order that it may be for, or without.
absl::Status ListUnknown(runtime::WriteContext& ctx, const StatementLine& line) {
  const bool proposed = !line.proposed_order().empty();
  RETURN_IF_ERROR(work::Close(ctx, proposed ? kUnknownTransfer : kProposedTransfer, line.name()));
  work::Subject subject;
  subject.resource = line.name();
  subject.order = line.proposed_order();
  RETURN_IF_ERROR(work::Open(ctx, proposed ? kProposedTransfer : kUnknownTransfer, subject));
  ctx.Emit(line, events::kStatementLineUnknown);
  return absl::OkStatus();
}

// Stores a line that no money of an order goes with.
absl::Status Keep(runtime::WriteContext& ctx, StatementLine::Match match, LineRow& row) {
  row.line.set_match(match);
  RETURN_IF_ERROR(store::InsertLine(ctx.txn(), row));
  if (match == StatementLine::UNKNOWN) return ListUnknown(ctx, row.line);
  ctx.Emit(row.line, events::kStatementLineRepeated);
  return absl::OkStatus();
}

// The line that a row makes, its personal data sealed.
absl::StatusOr<LineRow> MakeLine(runtime::WriteContext& ctx, absl::string_view name,
                                 const StatementRow& row) {
  LineRow made;
  made.payer = PayerOf(ctx, ShopOf(name), row.payer_name());
  made.digits = domain::LastDigits(row.payer_account());
  made.fingerprint = HashOf(ctx, "statement_row", row.SerializeAsString());
  StatementLine& line = made.line;
  line.set_name(std::string(name));
  *line.mutable_amount() = row.amount();
  *line.mutable_value_time() = row.value_time();
  line.set_payer_name(row.payer_name());
  line.set_payer_account(row.payer_account());
  line.set_payer_bank_code(row.payer_bank_code());
  line.set_reference(row.reference());
  line.set_transaction_id(row.transaction_id());
  *line.mutable_create_time() = ToProto(ctx.now());
  *line.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(runtime::Seal(ctx, line.name(), kStatementLineSlot, line));
  return made;
}

// A bank's value day is near the day on which it is told.
constexpr absl::Duration kLatestValue = absl::Hours(24 * 7);
constexpr absl::Duration kEarliestValue = absl::Hours(24 * 366 * 10);

absl::Status CheckRow(const StatementRow& row, absl::Time now) {
  static const runtime::Validator& validator = *new runtime::Validator(*StatementRow::descriptor());
  RETURN_IF_ERROR(validator.Check(row));
  Violations violations;
  if (row.amount().minor() <= 0) violations.Add("amount.minor", "must be more than 0");
  const absl::Time value = FromProto(row.value_time());
  if (value > now + kLatestValue || value < now - kEarliestValue) {
    violations.Add("value_time", "must be at most 7 days from now and at most 10 years ago");
  }
  return violations.ToStatus();
}

// Takes a row in; nullopt if its line is known. INVALID_ARGUMENT: the row's own fault, nothing was
// changed.
absl::StatusOr<absl::optional<StatementLine>> TakeRow(runtime::WriteContext& ctx,
                                                      const v1::Policy& policy,
                                                      const std::string& account,
                                                      const StatementRow& row) {
  RETURN_IF_ERROR(CheckRow(row, ctx.now()));
  const std::string name = absl::StrCat(account, "/statementLines/", EscapeId(row.line_id()));
  ASSIGN_OR_RETURN(const absl::optional<LineRow> known, store::FindLine(ctx.txn(), name));
  if (known.has_value()) {
    if (known->fingerprint == HashOf(ctx, "statement_row", row.SerializeAsString())) {
      return absl::nullopt;
    }
    return InvalidFieldError("line_id", "is another line's of this account");
  }
  ASSIGN_OR_RETURN(const std::string earlier,
                   store::FindTransaction(ctx.txn(), account, row.transaction_id()));
  ASSIGN_OR_RETURN(LineRow made, MakeLine(ctx, name, row));
  if (!earlier.empty()) {
    made.line.set_repeats(earlier);
    RETURN_IF_ERROR(Keep(ctx, StatementLine::REPEATED, made));
    return std::move(made.line);
  }
  ASSIGN_OR_RETURN(const MatchedOrder found, MatchOrder(ctx, policy, made, row.reference()));
  if (found.sure) {
    RETURN_IF_ERROR(Book(ctx, policy, found.order, made));
  } else {
    made.line.set_proposed_order(found.order);
    RETURN_IF_ERROR(Keep(ctx, StatementLine::UNKNOWN, made));
  }
  return std::move(made.line);
}

template <class Request, class Response>
absl::Status TakeRows(runtime::WriteContext& ctx, const Request& request, Response* response) {
  RETURN_IF_ERROR(store::LoadBankAccountForUpdate(ctx.txn(), request.parent()).status());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  for (int i = 0; i < request.rows_size(); ++i) {
    absl::StatusOr<absl::optional<StatementLine>> line =
        TakeRow(ctx, policy, request.parent(), request.rows(i));
    if (absl::IsInvalidArgument(line.status())) {
      *response->add_errors() = MakeRowError(i, request.rows(i).line_id(), line.status());
      continue;
    }
    RETURN_IF_ERROR(line.status());
    if (line->has_value()) {
      *response->add_statement_lines() = **std::move(line);
    } else {
      response->set_known_count(response->known_count() + 1);
    }
  }
  return absl::OkStatus();
}

// The claim as the order keeps it: what is personal is sealed.
absl::StatusOr<Claimed> SealClaim(runtime::WriteContext& ctx, Order& order) {
  const int number = order.transfer().claims_size();
  v1::TransferClaim& claim = *order.mutable_transfer()->mutable_claims(number - 1);
  Claimed claimed;
  claimed.order_id = std::string(LastSegment(order.name()));
  claimed.currency = claim.amount().currency_code();
  claimed.amount_minor = claim.amount().minor();
  claimed.open_minor = domain::OpenMinor(order);
  claimed.payer = PayerOf(ctx, ShopOf(order.name()), claim.payer_name());
  claimed.digits = claim.payer_digits();
  RETURN_IF_ERROR(runtime::Seal(ctx, order.name(), absl::StrCat("transfer_claim.", number), claim));
  return claimed;
}

// What the payer wrote, in clear.
absl::StatusOr<std::string> ReferenceOf(runtime::WriteContext& ctx, const StatementLine& line) {
  StatementLine original;
  const absl::Status opened =
      ctx.vault().Open(ctx.txn(), line.name(), kStatementLineSlot, original);
  // Nothing in it is personal.
  if (absl::IsNotFound(opened)) return line.reference();
  RETURN_IF_ERROR(opened);
  return original.reference();
}

// Lines that came before the buyer said that he paid.
absl::Status BookWaitingLines(runtime::WriteContext& ctx, const v1::Policy& policy,
                              const std::string& account, const Claimed& claimed) {
  ASSIGN_OR_RETURN(std::vector<LineRow> lines,
                   store::FindUnknownLines(ctx.txn(), account, claimed));
  for (LineRow& row : lines) {
    ASSIGN_OR_RETURN(const std::string reference, ReferenceOf(ctx, row.line));
    ASSIGN_OR_RETURN(const MatchedOrder found, MatchOrder(ctx, policy, row, reference));
    if (found.sure) {
      RETURN_IF_ERROR(Book(ctx, policy, found.order, row));
    } else if (found.order != row.line.proposed_order()) {
      row.line.set_proposed_order(found.order);
      RETURN_IF_ERROR(store::SaveLine(ctx.txn(), row));
      RETURN_IF_ERROR(ListUnknown(ctx, row.line));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<store::LineQuery> QueryOf(const v1::ListStatementLinesRequest& request) {
  store::LineQuery query;
  query.shop = std::string(ShopOf(request.parent()));
  if (LastSegment(request.parent()) != "-")
    query.account_id = std::string(LastSegment(request.parent()));
  query.match = request.match();
  if (!request.order().empty()) query.order_id = std::string(LastSegment(request.order()));
  const bool by_match = query.match != StatementLine::MATCH_UNSPECIFIED;
  if (!query.order_id.empty() && (by_match || !query.account_id.empty())) {
    return InvalidFieldError("order", "can't be combined with match or an account");
  }
  if (query.order_id.empty() && query.account_id.empty() && !by_match) {
    return InvalidFieldError("match", "is required for the lines of all accounts");
  }
  return query;
}

}  // namespace

absl::Status ClaimTransfer(runtime::WriteContext& ctx, const v1::ClaimTransferRequest& request,
                           Order* response) {
  ASSIGN_OR_RETURN(const Order seen, store::LoadOrder(ctx.txn(), request.name()));
  const std::string& account = seen.transfer().bank_account();
  // The account is locked before the order.
  if (!account.empty()) {
    RETURN_IF_ERROR(store::LoadBankAccountForUpdate(ctx.txn(), account).status());
  }
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  if (change.order.transfer().bank_account() != account) {
    return absl::AbortedError("another account was chosen meanwhile");
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  v1::TransferClaim claim;
  *claim.mutable_amount() = request.amount();
  *claim.mutable_transfer_time() =
      request.has_transfer_time() ? request.transfer_time() : ToProto(ctx.now());
  claim.set_payer_name(request.payer_name());
  claim.set_payer_digits(request.payer_digits());
  *claim.mutable_actor() = ctx.actor();
  *claim.mutable_claim_time() = ToProto(ctx.now());
  ASSIGN_OR_RETURN(const absl::Time close, TransferCloseTime(policy, ctx.now()));
  RETURN_IF_ERROR(domain::ClaimTransfer(change.order, claim, close, MomentOf(ctx)));
  ASSIGN_OR_RETURN(const Claimed claimed, SealClaim(ctx, change.order));
  RETURN_IF_ERROR(store::InsertClaim(ctx.txn(), account, change.order.transfer().claims_size(),
                                     request.name(), claimed));
  RETURN_IF_ERROR(SaveChange(ctx, change, events::kOrderTransferClaimed));
  RETURN_IF_ERROR(BookWaitingLines(ctx, policy, account, claimed));
  ASSIGN_OR_RETURN(*response, store::LoadOrder(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ImportStatementLines(runtime::WriteContext& ctx,
                                  const v1::ImportStatementLinesRequest& request,
                                  v1::ImportStatementLinesResponse* response) {
  return TakeRows(ctx, request, response);
}

absl::Status RecordStatementLines(runtime::WriteContext& ctx,
                                  const v1::RecordStatementLinesRequest& request,
                                  v1::RecordStatementLinesResponse* response) {
  return TakeRows(ctx, request, response);
}

absl::Status GetStatementLine(runtime::ReadContext& ctx, const v1::GetStatementLineRequest& request,
                              StatementLine* response) {
  ASSIGN_OR_RETURN(LineRow row, store::LoadLine(ctx.txn(), request.name()));
  *response = std::move(row.line);
  return absl::OkStatus();
}

absl::Status ListStatementLines(runtime::ReadContext& ctx,
                                const v1::ListStatementLinesRequest& request,
                                v1::ListStatementLinesResponse* response) {
  ASSIGN_OR_RETURN(const store::LineQuery query, QueryOf(request));
  RETURN_IF_ERROR(query.account_id.empty()
                      ? LoadPolicy(ctx.txn(), query.shop).status()
                      : store::LoadBankAccount(ctx.txn(), request.parent()).status());
  return ListPage(
      request, kStatementLinePage, store::OldestChild(),
      [&](const store::ChildCreationKey& after, int limit) {
        return store::ListLines(ctx.txn(), query, after, limit);
      },
      store::ChildCreationKeyOf<StatementLine>, *response, *response->mutable_statement_lines());
}

absl::Status MatchStatementLine(runtime::WriteContext& ctx,
                                const v1::MatchStatementLineRequest& request,
                                StatementLine* response) {
  RETURN_IF_ERROR(
      store::LoadBankAccountForUpdate(ctx.txn(), std::string(ParentOf(request.name()))).status());
  ASSIGN_OR_RETURN(LineRow row, store::LoadLine(ctx.txn(), request.name()));
  StatementLine& line = row.line;
  RETURN_IF_ERROR(CheckEtag(request.etag(), line));
  if (line.match() != StatementLine::UNKNOWN) {
    return WrongStateError(line.name(), StatementLine::Match_Name(line.match()),
                           "MatchStatementLine", "");
  }
  if (ShopOf(request.order()) != ShopOf(request.name()))
    return shopdesk::NotFoundError(request.order());
  ASSIGN_OR_RETURN(const Order order, store::LoadOrder(ctx.txn(), request.order()));
  if (order.total().currency_code() != line.amount().currency_code()) {
    return domain::CurrencyMismatchError(line, order);
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  RETURN_IF_ERROR(Book(ctx, policy, request.order(), row));
  *response = std::move(line);
  return absl::OkStatus();
}

absl::Status RevealStatementLine(runtime::WriteContext& ctx,
                                 const v1::RevealStatementLineRequest& request,
                                 StatementLine* response) {
  ASSIGN_OR_RETURN(LineRow row, store::LoadLine(ctx.txn(), request.name()));
  *response = std::move(row.line);
  StatementLine original;
  const absl::Status opened =
      RevealBank(ctx, request.name(), kStatementLineSlot, request.purpose(), original);
  // Nothing in it is personal.
  if (absl::IsNotFound(opened)) return absl::OkStatus();
  RETURN_IF_ERROR(opened);
  response->set_payer_name(original.payer_name());
  response->set_payer_account(original.payer_account());
  response->set_reference(original.reference());
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
