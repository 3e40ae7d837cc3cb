#include "services/orders/store/trade/outcomes.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"

namespace shopdesk::orders::store {
namespace {

constexpr sql::Statement kAddOutcome = {
    "orders.add_outcome",
    "INSERT INTO order_outcomes (shop, order_id, outcome, time_ms) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT DO NOTHING"};
constexpr sql::Statement kDropOutcome = {
    "orders.drop_outcome",
    "DELETE FROM order_outcomes WHERE shop = $1 AND order_id = $2 AND outcome = $3"};
constexpr sql::Statement kListOutcomes = {"orders.list_outcomes",
                                          "SELECT outcome, time_ms FROM order_outcomes"
                                          " WHERE shop = $1 AND order_id = $2 ORDER BY outcome"};

}  // namespace

absl::Status AddOutcome(sql::Transaction& txn, absl::string_view order_name, Outcome outcome,
                        absl::Time time) {
  return txn
      .Execute(kAddOutcome, {ShopOf(order_name), LastSegment(order_name), static_cast<int>(outcome),
                             ToMillis(time)})
      .status();
}

absl::Status DropOutcome(sql::Transaction& txn, absl::string_view order_name, Outcome outcome) {
  return txn
      .Execute(kDropOutcome,
               {ShopOf(order_name), LastSegment(order_name), static_cast<int>(outcome)})
      .status();
}

absl::StatusOr<std::vector<std::pair<Outcome, absl::Time>>> ListOutcomes(
    sql::Transaction& txn, absl::string_view order_name) {
  std::vector<std::pair<Outcome, absl::Time>> outcomes;
  RETURN_IF_ERROR(txn.Query(
      kListOutcomes, {ShopOf(order_name), LastSegment(order_name)}, [&](const sql::Row& row) {
        outcomes.emplace_back(static_cast<Outcome>(row.Int(0)), FromMillis(row.Int(1)));
        return absl::OkStatus();
      }));
  return outcomes;
}

}  // namespace shopdesk::orders::store
