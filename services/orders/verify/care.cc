#include "services/orders/verify/care.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/verify/timer.h"
#include "libs/verify/work.h"
#include "services/orders/handlers/care/compensation.h"
#include "services/orders/handlers/care/promise.h"
#include "services/orders/handlers/desk/order_error.h"
#include "services/orders/handlers/packing/shortage.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/payment/ledger.h"
#include "shopdesk/orders/v1/payment.pb.h"

namespace shopdesk::orders::verify {

using shopdesk::verify::ExpectWork;
using shopdesk::verify::Page;
using shopdesk::verify::RequireTimer;

namespace {

// State 2 is GIVEN. The index compensations_by_budget serves the sum.
constexpr sql::Statement kListBudgets = {
    "orders.list_budgets",
    "SELECT agent, month, given_minor,"
    " CAST((SELECT COALESCE(SUM(c.amount_minor), 0) FROM compensations c WHERE c.shop = b.shop"
    " AND c.budget_agent = b.agent AND c.budget_month = b.month AND c.state = 2) AS bigint)"
    " FROM compensation_budgets b WHERE shop = $1 AND (agent, month) > ($2, $3)"
    " ORDER BY agent, month LIMIT $4"};

absl::Status LookAtEntry(Page& page, const v1::Compensation& compensation) {
  int64_t sequence = 0;
  if (!absl::SimpleAtoi(LastSegment(compensation.ledger_entry()), &sequence))
    return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<v1::LedgerEntry> entries,
                   store::ListLedger(page.txn(), ParentOf(compensation.name()), sequence - 1, 1));
  const bool booked = entries.size() == 1 && entries[0].sequence() == sequence &&
                      entries[0].kind() == v1::LedgerEntry::COMPENSATED &&
                      entries[0].reference() == compensation.name() &&
                      entries[0].total().minor() == compensation.amount().minor();
  if (!booked) page.Find(compensation.name(), "its ledger entry isn't of it");
  return absl::OkStatus();
}

}  // namespace

absl::Status LookAtPromise(Page& page, const v1::Promise& promise) {
  const bool open = promise.state() == v1::Promise::OPEN;
  RETURN_IF_ERROR(ExpectWork(page, handlers::kPromiseWork, promise.name(), open));
  if (!open) return absl::OkStatus();
  return RequireTimer(page, handlers::kPromiseDue, promise.name(), FromProto(promise.due_time()));
}

absl::Status LookAtCompensation(Page& page, const v1::Compensation& compensation) {
  const bool waits = compensation.state() == v1::Compensation::WAIT_APPROVAL;
  RETURN_IF_ERROR(ExpectWork(page, handlers::kCompensationWork, compensation.name(), waits));
  const bool money = compensation.state() == v1::Compensation::GIVEN &&
                     compensation.means() == v1::Compensation::MONEY;
  if (money == compensation.ledger_entry().empty()) {
    page.Find(compensation.name(), money ? "its money isn't booked" : "it has no money to book");
  }
  if (money) RETURN_IF_ERROR(LookAtEntry(page, compensation));
  if (!waits) return absl::OkStatus();
  return RequireTimer(page, handlers::kCompensationDeadline, compensation.name(),
                      FromProto(compensation.deadline_time()));
}

absl::Status LookAtBudgets(Page& page) {
  std::vector<std::string> key = SplitKey(page.after()).value_or(std::vector<std::string>{"", ""});
  if (key.size() != 2) key = {"", ""};
  int rows = 0;
  RETURN_IF_ERROR(
      page.txn().Query(kListBudgets, {page.shop(), key[0], key[1], shopdesk::verify::kPageRows},
                       [&](const sql::Row& row) {
                         page.CountRow();
                         ++rows;
                         key = {std::string(row.Text(0)), std::string(row.Text(1))};
                         if (row.Int(2) != row.Int(3)) {
                           page.Find(absl::StrCat("shops/", page.shop()),
                                     absl::StrCat("agent ", key[0], " gave ", row.Int(3), " in ",
                                                  key[1], ", his budget says ", row.Int(2)));
                         }
                         return absl::OkStatus();
                       }));
  if (rows == shopdesk::verify::kPageRows) page.GoOnAfter(JoinKey(key));
  return absl::OkStatus();
}

absl::Status LookAtOrderError(Page& page, const v1::OrderError& error) {
  const bool draft = error.state() == v1::OrderError::DRAFTED;
  RETURN_IF_ERROR(ExpectWork(page, handlers::kDraftedError, error.name(), draft));
  if (draft != error.has_deadline_time()) page.Find(error.name(), "drafts alone have a deadline");
  if (!draft) return absl::OkStatus();
  return RequireTimer(page, handlers::kOrderErrorDraft, error.name(),
                      FromProto(error.deadline_time()));
}

absl::Status LookAtShortage(Page& page, const v1::Shortage& shortage) {
  const bool asked = shortage.state() == v1::Shortage::ASKED;
  RETURN_IF_ERROR(ExpectWork(page, handlers::kShortageWork, shortage.name(), asked));
  if (!asked) return absl::OkStatus();
  return RequireTimer(page, handlers::kShortageDue, shortage.name(),
                      FromProto(shortage.due_time()));
}

}  // namespace shopdesk::orders::verify
