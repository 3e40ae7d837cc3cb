#include "services/feedback/handlers/commission/commission.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/commission/commission.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/handlers/conversation/consultation.h"
#include "services/feedback/handlers/shop/commission_sum.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/store/commission/commission.h"
#include "services/feedback/store/conversation/agent.h"

namespace shopdesk::feedback::handlers {
namespace {

using domain::CommissionEntry;
using domain::CommissionRate;
using domain::Month;
using store::AgentMonth;

absl::StatusOr<AgentMonth> AgentMonthOf(absl::string_view statement_name) {
  AgentMonth key = {.shop = ShopOf(statement_name), .agent = LastSegment(ParentOf(statement_name))};
  ASSIGN_OR_RETURN(key.month, domain::ParseMonth(LastSegment(statement_name)));
  return key;
}

v1::CommissionStatement NewStatement(const AgentMonth& key) {
  v1::CommissionStatement statement;
  statement.set_name(domain::StatementName(key.shop, key.agent, domain::MonthText(key.month)));
  statement.set_state(v1::CommissionStatement::OPEN);
  return statement;
}

// The rate of a month: as it was closed, or as its orders stand.
absl::StatusOr<CommissionRate> LoadRateOfMonth(sql::Transaction& txn,
                                               const v1::CommissionPlan& plan,
                                               const AgentMonth& home) {
  ASSIGN_OR_RETURN(const absl::optional<v1::CommissionStatement> statement,
                   store::FindStatement(txn, home));
  if (statement.has_value() && statement->state() == v1::CommissionStatement::CLOSED) {
    return CommissionRate{.basis = statement->plan().basis(), .rate = statement->rate()};
  }
  ASSIGN_OR_RETURN(const std::vector<CommissionEntry> entries, store::LoadEntries(txn, home));
  return domain::RateOfMonth(plan, home.month, entries);
}

// Reckons an open statement and its lines as they stand.
absl::StatusOr<std::vector<CommissionEntry>> ReckonNow(sql::Transaction& txn,
                                                       const v1::CommissionPlan& plan,
                                                       v1::CommissionStatement& statement) {
  ASSIGN_OR_RETURN(const AgentMonth key, AgentMonthOf(statement.name()));
  ASSIGN_OR_RETURN(std::vector<CommissionEntry> entries, store::LoadEntries(txn, key));
  std::map<Month, CommissionRate> homes;
  for (const CommissionEntry& entry : entries) {
    if (entry.home == key.month || homes.count(entry.home) != 0) continue;
    ASSIGN_OR_RETURN(homes[entry.home],
                     LoadRateOfMonth(txn, plan, {key.shop, key.agent, entry.home}));
  }
  RETURN_IF_ERROR(domain::Reckon(key.month, plan, homes, entries, statement));
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
                   FindLastAnswerer(ctx.txn(), ShopOf(order.name()), order.buyer(),
                                    ToMillis(placed - before), ToMillis(placed)));
  return agent.empty() ? EscapeId(order.agent()) : agent;
}

// Locks the first open statement of the agent from a month on, opening it where there is none, and
// returns its month.
absl::StatusOr<Month> LockOpenMonth(runtime::WriteContext& ctx, const v1::Policy& policy,
                                    AgentMonth key, const std::string& currency_code) {
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  ASSIGN_OR_RETURN(const Month closed, store::FindLastClosedMonth(ctx.txn(), key.shop, key.agent));
  for (key.month = std::max(key.month, closed + 1);; ++key.month) {
    v1::CommissionStatement statement = NewStatement(key);
    statement.set_currency_code(currency_code);
    const absl::Status opened = store::InsertStatement(ctx.txn(), key, statement);
    if (opened.ok()) {
      ctx.Emit(statement, events::kCommissionStatementOpened);
      ctx.Schedule(
          kCommissionTimer, statement.name(),
          domain::EndOfMonth(key.month, zone) + absl::Seconds(policy.commission().close_seconds()));
      return key.month;
    }
    if (!absl::IsAlreadyExists(opened)) return opened;
    // It may have been closed since.
    ASSIGN_OR_RETURN(const absl::optional<v1::CommissionStatement> present,
                     store::FindStatementForUpdate(ctx.txn(), key));
    if (present.has_value() && present->state() == v1::CommissionStatement::OPEN) return key.month;
  }
}

v1::CommissionLine LineOf(absl::string_view shop, const CommissionEntry& entry) {
  v1::CommissionLine line;
  line.set_order(domain::OrderName(shop, entry.order_id));
  line.set_month(domain::MonthText(entry.home));
  line.set_sales_minor(entry.sales_minor);
  line.set_commission_minor(entry.commission_minor);
  return line;
}

// The newest month first.
absl::Status ListOfAgent(sql::Transaction& txn, const v1::ListCommissionStatementsRequest& request,
                         absl::string_view shop, v1::ListCommissionStatementsResponse* response) {
  const std::string agent = EscapeId(request.agent());
  using MonthKey = PageKey<int64_t>;
  const auto key_of = [](const v1::CommissionStatement& statement) {
    // Stored under its month, so it has one.
    return MonthKey(domain::ParseMonth(LastSegment(statement.name())).value_or(0));
  };
  return ListPage(
      request, kResourcePage, MonthKey(INT64_MAX),
      [&](const MonthKey& before, int limit) {
        return store::ListStatementsOfAgent(txn, shop, agent, std::get<0>(before), limit);
      },
      key_of, *response, *response->mutable_commission_statements());
}

// By agent.
absl::Status ListOfMonth(sql::Transaction& txn, const v1::ListCommissionStatementsRequest& request,
                         absl::string_view shop, v1::ListCommissionStatementsResponse* response) {
  ASSIGN_OR_RETURN(const Month month, domain::ParseMonth(request.month()));
  using AgentId = PageKey<std::string>;
  return ListPage(
      request, kResourcePage, AgentId(),
      [&](const AgentId& after, int limit) {
        return store::ListStatementsOfMonth(txn, shop, month, std::get<0>(after), limit);
      },
      [](const v1::CommissionStatement& statement) {
        return AgentId(LastSegment(ParentOf(statement.name())));
      },
      *response, *response->mutable_commission_statements());
}

// The lines of a statement after an order: as they were closed, or as they stand.
absl::StatusOr<std::vector<v1::CommissionLine>> LinesAfter(sql::Transaction& txn,
                                                           const v1::Policy& policy,
                                                           const AgentMonth& key,
                                                           v1::CommissionStatement& statement,
                                                           const std::string& after, int limit) {
  std::vector<CommissionEntry> entries;
  if (statement.state() == v1::CommissionStatement::CLOSED) {
    ASSIGN_OR_RETURN(entries, store::ListClosedEntries(txn, key, after, limit));
  } else {
    // The rate is that of all lines, so all are read.
    ASSIGN_OR_RETURN(entries, ReckonNow(txn, policy.commission(), statement));
  }
  std::vector<v1::CommissionLine> lines;
  for (const CommissionEntry& entry : entries) {
    if (entry.order_id <= after) continue;
    if (static_cast<int>(lines.size()) == limit) break;
    lines.push_back(LineOf(key.shop, entry));
  }
  return lines;
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
  AgentMonth key = {shop, credit->agent, std::max(month, credit->home)};
  ASSIGN_OR_RETURN(key.month, LockOpenMonth(ctx, policy, key, order.total().currency_code()));
  if (first) credit->home = key.month;
  RETURN_IF_ERROR(store::AddToLine(ctx.txn(), key, id, credit->home, sales - credit->sales_minor));
  credit->sales_minor = sales;
  ScheduleSum(ctx, domain::StatementName(key.shop, key.agent, domain::MonthText(key.month)));
  return store::PutCredit(ctx.txn(), shop, id, *credit);
}

absl::Status CloseStatement(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(const AgentMonth key, AgentMonthOf(due.resource_name));
  ASSIGN_OR_RETURN(absl::optional<v1::CommissionStatement> statement,
                   store::FindStatementForUpdate(ctx.txn(), key));
  if (!statement.has_value() || statement->state() == v1::CommissionStatement::CLOSED) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), key.shop));
  ASSIGN_OR_RETURN(const std::vector<CommissionEntry> entries,
                   ReckonNow(ctx.txn(), policy.commission(), *statement));
  statement->set_state(v1::CommissionStatement::CLOSED);
  *statement->mutable_close_time() = ToProto(StoredNow(ctx));
  RETURN_IF_ERROR(store::FreezeEntries(ctx.txn(), key, entries));
  RETURN_IF_ERROR(store::SaveClosedStatement(ctx.txn(), key, *statement));
  ctx.Emit(*statement, events::kCommissionStatementClosed);
  return absl::OkStatus();
}

absl::Status SumStatement(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(const AgentMonth key, AgentMonthOf(due.resource_name));
  ASSIGN_OR_RETURN(absl::optional<v1::CommissionStatement> statement,
                   store::FindStatementForUpdate(ctx.txn(), key));
  if (!statement.has_value() || statement->state() == v1::CommissionStatement::CLOSED) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), key.shop));
  RETURN_IF_ERROR(BringUpToDate(ctx.txn(), policy, *statement));
  return store::SaveOpenTotal(ctx.txn(), key, statement->total_minor());
}

absl::Status GetCommission(runtime::ReadContext& ctx, const v1::GetCommissionRequest& request,
                           v1::CommissionStatement* response) {
  const absl::string_view shop = ShopOf(request.name());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  const absl::string_view agent = LastSegment(request.name());
  RETURN_IF_ERROR(store::LoadAgent(ctx.txn(), shop, agent).status());
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  AgentMonth key = {shop, agent, domain::MonthOfTime(ctx.now(), zone)};
  if (!request.month().empty()) {
    ASSIGN_OR_RETURN(key.month, domain::ParseMonth(request.month()));
  }
  ASSIGN_OR_RETURN(absl::optional<v1::CommissionStatement> kept,
                   store::FindStatement(ctx.txn(), key));
  *response = kept.has_value() ? *std::move(kept) : NewStatement(key);
  return BringUpToDate(ctx.txn(), policy, *response);
}

absl::Status ListCommissionStatements(runtime::ReadContext& ctx,
                                      const v1::ListCommissionStatementsRequest& request,
                                      v1::ListCommissionStatementsResponse* response) {
  if (request.agent().empty() == request.month().empty()) {
    return InvalidFieldError("agent", "exactly one of agent and month must be given");
  }
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  RETURN_IF_ERROR(request.month().empty() ? ListOfAgent(ctx.txn(), request, shop, response)
                                          : ListOfMonth(ctx.txn(), request, shop, response));
  for (v1::CommissionStatement& statement : *response->mutable_commission_statements()) {
    RETURN_IF_ERROR(BringUpToDate(ctx.txn(), policy, statement));
  }
  return absl::OkStatus();
}

absl::Status ListCommissionLines(runtime::ReadContext& ctx,
                                 const v1::ListCommissionLinesRequest& request,
                                 v1::ListCommissionLinesResponse* response) {
  ASSIGN_OR_RETURN(const AgentMonth key, AgentMonthOf(request.parent()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), key.shop));
  ASSIGN_OR_RETURN(absl::optional<v1::CommissionStatement> statement,
                   store::FindStatement(ctx.txn(), key));
  if (!statement.has_value()) return NotFoundError(request.parent());
  using OrderId = PageKey<std::string>;
  return ListPage(
      request, kShortRowPage, OrderId(),
      [&](const OrderId& after, int limit) {
        return LinesAfter(ctx.txn(), policy, key, *statement, std::get<0>(after), limit);
      },
      [](const v1::CommissionLine& line) { return OrderId(LastSegment(line.order())); }, *response,
      *response->mutable_commission_lines());
}

}  // namespace shopdesk::feedback::handlers
