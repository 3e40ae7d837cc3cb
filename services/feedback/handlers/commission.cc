#include "services/feedback/handlers/commission.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/commission.h"
#include "services/feedback/domain/events.h"
#include "services/feedback/domain/limits.h"
#include "services/feedback/domain/names.h"
#include "services/feedback/handlers/common.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/store/agents.h"
#include "services/feedback/store/commission.h"
#include "services/feedback/store/consultations.h"

namespace shopdesk::feedback::handlers {
namespace {

using domain::CommissionEntry;
using domain::CommissionRate;
using domain::Month;

// An agent's month, by its name.
struct Place {
  absl::string_view shop;
  absl::string_view agent;
  Month month = 0;
};
absl::StatusOr<Place> PlaceOf(absl::string_view statement_name) {
  Place place = {.shop = ShopOf(statement_name), .agent = LastSegment(ParentOf(statement_name))};
  ASSIGN_OR_RETURN(place.month, domain::ParseMonth(LastSegment(statement_name)));
  return place;
}

v1::CommissionStatement NewStatement(const Place& place) {
  v1::CommissionStatement statement;
  statement.set_name(
      domain::StatementName(place.shop, place.agent, domain::MonthText(place.month)));
  statement.set_state(v1::CommissionStatement::OPEN);
  return statement;
}

// The rate of a month: as it was closed, or as its orders stand.
absl::StatusOr<CommissionRate> HomeRate(sql::Transaction& txn, const v1::CommissionPlan& plan,
                                        const Place& place) {
  ASSIGN_OR_RETURN(const absl::optional<v1::CommissionStatement> statement,
                   store::FindStatement(txn, NewStatement(place).name()));
  if (statement.has_value() && statement->state() == v1::CommissionStatement::CLOSED) {
    return CommissionRate{.basis = statement->plan().basis(), .rate = statement->rate()};
  }
  ASSIGN_OR_RETURN(const std::vector<CommissionEntry> entries,
                   store::EntriesOf(txn, place.shop, place.agent, place.month));
  return domain::RateOfMonth(plan, place.month, entries);
}

// Reckons an open statement and its lines as they stand.
absl::StatusOr<std::vector<CommissionEntry>> ReckonNow(sql::Transaction& txn,
                                                       const v1::CommissionPlan& plan,
                                                       v1::CommissionStatement& statement) {
  ASSIGN_OR_RETURN(const Place place, PlaceOf(statement.name()));
  ASSIGN_OR_RETURN(std::vector<CommissionEntry> entries,
                   store::EntriesOf(txn, place.shop, place.agent, place.month));
  std::map<Month, CommissionRate> homes;
  for (const CommissionEntry& entry : entries) {
    if (entry.home == place.month || homes.count(entry.home) != 0) continue;
    ASSIGN_OR_RETURN(homes[entry.home], HomeRate(txn, plan, {place.shop, place.agent, entry.home}));
  }
  RETURN_IF_ERROR(domain::Reckon(place.month, plan, homes, entries, statement));
  return entries;
}

// As it was closed, or as it stands.
absl::Status BringUpToDate(sql::Transaction& txn, const v1::Policy& policy,
                           v1::CommissionStatement& statement) {
  if (statement.state() == v1::CommissionStatement::CLOSED) return absl::OkStatus();
  return ReckonNow(txn, policy.commission(), statement).status();
}

// Who brought the order; empty: nobody. An escaped id.
absl::StatusOr<std::string> SellerOf(runtime::WriteContext& ctx, const v1::Policy& policy,
                                     const orders::v1::Order& order) {
  const absl::Time placed = FromProto(order.create_time());
  const absl::Duration before = absl::Seconds(policy.commission().attribution_seconds());
  ASSIGN_OR_RETURN(std::string agent,
                   store::LastAgentBefore(ctx.txn(), ShopOf(order.name()), order.buyer(),
                                          ToMillis(placed - before), ToMillis(placed)));
  return agent.empty() ? EscapeId(order.agent()) : agent;
}

// Locks the first open statement of the agent from a month on, opening it where there is none, and
// returns its month.
absl::StatusOr<Month> LockOpenMonth(runtime::WriteContext& ctx, const v1::Policy& policy,
                                    Place place, const std::string& currency_code) {
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  ASSIGN_OR_RETURN(const Month closed, store::LastClosedMonth(ctx.txn(), place.shop, place.agent));
  for (place.month = std::max(place.month, closed + 1);; ++place.month) {
    v1::CommissionStatement statement = NewStatement(place);
    statement.set_currency_code(currency_code);
    ASSIGN_OR_RETURN(const bool opened, store::InsertStatement(ctx.txn(), place.month, statement));
    if (opened) {
      ctx.Schedule(kCommissionTimer, statement.name(),
                   domain::EndOfMonth(place.month, zone) +
                       absl::Seconds(policy.commission().close_seconds()));
      return place.month;
    }
    // It may have been closed since.
    ASSIGN_OR_RETURN(const absl::optional<v1::CommissionStatement> present,
                     store::FindStatementForUpdate(ctx.txn(), statement.name()));
    if (present.has_value() && present->state() == v1::CommissionStatement::OPEN) {
      return place.month;
    }
  }
}

void AddLine(const Place& place, const CommissionEntry& entry,
             v1::ListCommissionLinesResponse* response) {
  v1::CommissionLine& line = *response->add_commission_lines();
  line.set_order(domain::OrderName(place.shop, entry.order_id));
  line.set_month(domain::MonthText(entry.home));
  line.set_sales_minor(entry.sales_minor);
  line.set_commission_minor(entry.commission_minor);
}

}  // namespace

absl::Status CreditOrder(runtime::WriteContext& ctx, const v1::Policy& policy,
                         const orders::v1::Order& order, absl::Time time) {
  if (!order.payment().has_pay_time()) return absl::OkStatus();
  const absl::string_view shop = ShopOf(order.name());
  const absl::string_view id = LastSegment(order.name());
  const int64_t sales = domain::GoodsPaid(order);
  ASSIGN_OR_RETURN(absl::optional<store::Credit> credit, store::FindCredit(ctx.txn(), shop, id));
  if (sales == (credit.has_value() ? credit->sales_minor : 0)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  Month month = domain::MonthOfTime(time, zone);
  const bool first = !credit.has_value();
  if (first) {
    credit.emplace();
    ASSIGN_OR_RETURN(credit->agent, SellerOf(ctx, policy, order));
    if (credit->agent.empty()) return absl::OkStatus();
    month = domain::MonthOfTime(FromProto(order.payment().pay_time()), zone);
  }
  const Place place = {shop, credit->agent, std::max(month, credit->home)};
  ASSIGN_OR_RETURN(month, LockOpenMonth(ctx, policy, place, order.total().currency_code()));
  if (first) credit->home = month;
  RETURN_IF_ERROR(
      store::AddToLine(ctx.txn(), shop, *credit, month, id, sales - credit->sales_minor));
  credit->sales_minor = sales;
  return store::PutCredit(ctx.txn(), shop, id, *credit);
}

absl::Status CloseStatement(runtime::WriteContext& ctx, absl::string_view name) {
  ASSIGN_OR_RETURN(absl::optional<v1::CommissionStatement> statement,
                   store::FindStatementForUpdate(ctx.txn(), name));
  if (!statement.has_value() || statement->state() == v1::CommissionStatement::CLOSED) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(name)));
  ASSIGN_OR_RETURN(const std::vector<CommissionEntry> entries,
                   ReckonNow(ctx.txn(), policy.commission(), *statement));
  statement->set_state(v1::CommissionStatement::CLOSED);
  *statement->mutable_close_time() = ToProto(StoredNow(ctx));
  ASSIGN_OR_RETURN(const Place place, PlaceOf(name));
  RETURN_IF_ERROR(store::FreezeEntries(ctx.txn(), place.shop, place.agent, place.month, entries));
  RETURN_IF_ERROR(store::SaveClosedStatement(ctx.txn(), *statement));
  ctx.Emit(*statement, events::kCommissionStatementClosed);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> SumOpenCommission(runtime::ReadContext& ctx, const v1::Policy& policy,
                                          absl::string_view shop) {
  ASSIGN_OR_RETURN(std::vector<v1::CommissionStatement> open,
                   store::OpenStatements(ctx.txn(), shop));
  int64_t sum = 0;
  for (v1::CommissionStatement& statement : open) {
    RETURN_IF_ERROR(BringUpToDate(ctx.txn(), policy, statement));
    sum += statement.total_minor();
  }
  return sum;
}

absl::Status GetCommission(runtime::ReadContext& ctx, const v1::GetCommissionRequest& request,
                           v1::CommissionStatement* response) {
  const absl::string_view shop = ShopOf(request.name());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  RETURN_IF_ERROR(store::LoadAgent(ctx.txn(), request.name()).status());
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  Place place = {shop, LastSegment(request.name()), domain::MonthOfTime(ctx.now(), zone)};
  if (!request.month().empty()) {
    ASSIGN_OR_RETURN(place.month, domain::ParseMonth(request.month()));
  }
  *response = NewStatement(place);
  ASSIGN_OR_RETURN(absl::optional<v1::CommissionStatement> kept,
                   store::FindStatement(ctx.txn(), response->name()));
  if (kept.has_value()) *response = *std::move(kept);
  return BringUpToDate(ctx.txn(), policy, *response);
}

absl::Status ListCommissionStatements(runtime::ReadContext& ctx,
                                      const v1::ListCommissionStatementsRequest& request,
                                      v1::ListCommissionStatementsResponse* response) {
  if (request.agent().empty() == request.month().empty()) {
    return InvalidFieldError("agent", "exactly one of agent and month must be given");
  }
  ASSIGN_OR_RETURN(const int size,
                   PageSize(request.page_size(), domain::kDefaultPageSize, domain::kMaxPageSize));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  std::vector<v1::CommissionStatement> statements;
  if (request.month().empty()) {
    Month before = INT64_MAX;
    if (!key.empty() && !absl::SimpleAtoi(key[0], &before)) {
      return InvalidFieldError("page_token", "is damaged");
    }
    ASSIGN_OR_RETURN(statements, store::StatementsOfAgent(
                                     ctx.txn(), shop, EscapeId(request.agent()), before, size + 1));
  } else {
    ASSIGN_OR_RETURN(const Month month, domain::ParseMonth(request.month()));
    ASSIGN_OR_RETURN(statements, store::StatementsOfMonth(ctx.txn(), shop, month,
                                                          key.empty() ? "" : key[0], size + 1));
  }
  if (statements.size() > static_cast<size_t>(size)) {
    statements.resize(size);
    ASSIGN_OR_RETURN(const Place last, PlaceOf(statements.back().name()));
    response->set_next_page_token(MakePageToken(
        request, {request.month().empty() ? absl::StrCat(last.month) : std::string(last.agent)}));
  }
  for (v1::CommissionStatement& statement : statements) {
    RETURN_IF_ERROR(BringUpToDate(ctx.txn(), policy, statement));
    *response->add_commission_statements() = std::move(statement);
  }
  return absl::OkStatus();
}

absl::Status ListCommissionLines(runtime::ReadContext& ctx,
                                 const v1::ListCommissionLinesRequest& request,
                                 v1::ListCommissionLinesResponse* response) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), domain::kDefaultRowPageSize,
                                            domain::kMaxPageSize));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  const std::string after = key.empty() ? "" : key[0];
  ASSIGN_OR_RETURN(const Place place, PlaceOf(request.parent()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), place.shop));
  ASSIGN_OR_RETURN(absl::optional<v1::CommissionStatement> statement,
                   store::FindStatement(ctx.txn(), request.parent()));
  if (!statement.has_value()) return NotFoundError(request.parent());
  std::vector<CommissionEntry> entries;
  if (statement->state() == v1::CommissionStatement::CLOSED) {
    ASSIGN_OR_RETURN(entries, store::PageEntries(ctx.txn(), place.shop, place.agent, place.month,
                                                 after, size + 1));
  } else {
    // The rate is that of all lines, so all are read.
    ASSIGN_OR_RETURN(entries, ReckonNow(ctx.txn(), policy.commission(), *statement));
    const auto is_before = [&](const CommissionEntry& entry) { return entry.order_id <= after; };
    entries.erase(entries.begin(), std::find_if_not(entries.begin(), entries.end(), is_before));
  }
  if (entries.size() > static_cast<size_t>(size)) {
    entries.resize(size);
    response->set_next_page_token(MakePageToken(request, {entries.back().order_id}));
  }
  for (const CommissionEntry& entry : entries) AddLine(place, entry, response);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
