#include "services/orders/verify/claims.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/page.h"
#include "libs/base/phone.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/vault.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/domain/transfer/transfer.h"
#include "services/orders/handlers/receiver/phone_index.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/store/transfer/transfer.h"

namespace shopdesk::orders::verify {
namespace {

using shopdesk::verify::Page;
using v1::Order;

constexpr sql::Statement kListClaimsOfOrder = {
    "orders.list_claims_of_order",
    "SELECT number, state, amount_minor, open_minor FROM transfer_claims"
    " WHERE shop = $1 AND order_id = $2 ORDER BY number"};
constexpr sql::Statement kListStrayClaims = {
    "orders.list_stray_claims",
    "SELECT c.order_id, c.number, CASE WHEN o.id IS NULL THEN 1 ELSE 0 END FROM transfer_claims c"
    " LEFT JOIN orders o ON o.shop = c.shop AND o.id = c.order_id"
    " WHERE c.shop = $1 AND (c.order_id, c.number) > ($2, $3)"
    " ORDER BY c.order_id, c.number LIMIT $4"};

// Orders of one phone that are read at once.
constexpr int kMostOfPhone = 100;

struct ClaimRow {
  int64_t number;
  int64_t state;
  int64_t amount_minor;
  int64_t open_minor;
};

// What is wrong with the row of the claim; empty: nothing.
std::string ClaimProblem(const Order& order, const ClaimRow& row) {
  const auto& claims = order.transfer().claims();
  if (row.number < 1 || row.number > claims.size()) return "the order doesn't know";
  if (row.amount_minor != claims[static_cast<int>(row.number) - 1].amount().minor()) {
    return "is of another amount than the order says";
  }
  const bool waits = order.state() == v1::OrderState::WAIT_BUYER_PAY;
  const bool row_waits = row.state == static_cast<int64_t>(store::ClaimState::kWaits);
  if (waits != row_waits) {
    return waits ? "doesn't wait for money, and the order does"
                 : "waits for money, and the order doesn't";
  }
  if (waits && row.open_minor != domain::OpenMinor(order)) {
    return "lacks another amount than the order";
  }
  return "";
}

}  // namespace

absl::Status LookAtClaims(Page& page, const Order& order) {
  int64_t rows = 0;
  RETURN_IF_ERROR(page.txn().Query(
      kListClaimsOfOrder, {page.shop(), LastSegment(order.name())}, [&](const sql::Row& row) {
        ++rows;
        const std::string problem =
            ClaimProblem(order, {row.Int(0), row.Int(1), row.Int(2), row.Int(3)});
        if (!problem.empty()) {
          page.Find(order.name(), absl::StrCat("its transfer claim ", row.Int(0), " ", problem));
        }
        return absl::OkStatus();
      }));
  if (rows < order.transfer().claims_size()) {
    page.Find(order.name(),
              absl::StrCat("it has ", order.transfer().claims_size(),
                           " transfer claims, and statements are matched with ", rows));
  }
  return absl::OkStatus();
}

absl::Status LookAtClaimRows(Page& page) {
  std::vector<std::string> key = SplitKey(page.after()).value_or(std::vector<std::string>{"", "0"});
  int64_t number = 0;
  if (key.size() != 2 || !absl::SimpleAtoi(key[1], &number)) key = {"", "0"};
  int rows = 0;
  RETURN_IF_ERROR(page.txn().Query(
      kListStrayClaims, {page.shop(), key[0], number, shopdesk::verify::kPageRows},
      [&](const sql::Row& row) {
        page.CountRow();
        ++rows;
        key = {std::string(row.Text(0)), absl::StrCat(row.Int(1))};
        if (row.Int(2) != 0) {
          page.Find(absl::StrCat("shops/", page.shop(), "/orders/", key[0]),
                    absl::StrCat("it isn't there, and has the transfer claim ", key[1]));
        }
        return absl::OkStatus();
      }));
  if (rows == shopdesk::verify::kPageRows) page.GoOnAfter(JoinKey(key));
  return absl::OkStatus();
}

absl::Status LookAtPhone(Page& page, const Order& order) {
  const privacy::Vault& vault = page.runtime().vault();
  type::v1::Receiver receiver;
  const absl::Status opened =
      vault.Open(page.txn(), order.name(), handlers::kReceiverSlot, receiver);
  // What can't be opened is found by the check of all that is sealed.
  if (!opened.ok() || receiver.phone().empty()) return absl::OkStatus();
  // The first names after it that have the phone; it is among them.
  std::string after = order.name();
  after.pop_back();
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<std::string> names,
                     vault.FindByIndex(page.txn(), order.name(), handlers::kPhoneIndex,
                                       PhoneIndexValue(receiver.phone()), after, kMostOfPhone));
    for (const std::string& name : names) {
      if (name == order.name()) return absl::OkStatus();
    }
    more = names.size() == static_cast<size_t>(kMostOfPhone) && names.back() < order.name();
    if (more) after = names.back();
  }
  page.Find(order.name(), "it isn't found by its receiver's phone");
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::verify
