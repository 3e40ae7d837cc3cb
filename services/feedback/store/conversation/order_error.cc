#include "services/feedback/store/conversation/order_error.h"

#include "services/feedback/store/shop/query.h"

namespace shopdesk::feedback::store {
namespace {

constexpr sql::Statement kPutOrderError = {
    "feedback.put_order_error",
    "INSERT INTO order_errors (shop, id, agent, create_ms, counts) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (shop, id) DO UPDATE SET agent = excluded.agent, counts = excluded.counts"};
constexpr sql::Statement kCountOrderErrorsOfAgent = {
    "feedback.count_order_errors_of_agent",
    "SELECT COUNT(id) FROM order_errors WHERE shop = $1 AND agent = $2 AND create_ms >= $3 "
    "AND create_ms < $4 AND counts = 1"};

}  // namespace

absl::Status PutOrderError(sql::Transaction& txn, absl::string_view shop, const OrderError& error) {
  return txn.Execute(kPutOrderError, {shop, error.id, error.agent, error.create_ms, error.counts})
      .status();
}

absl::StatusOr<int64_t> CountErrorsOf(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view agent, int64_t start_ms, int64_t end_ms) {
  return QueryNumber(txn, kCountOrderErrorsOfAgent, {shop, agent, start_ms, end_ms});
}

}  // namespace shopdesk::feedback::store
