#include "services/orders/store/care/promise.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::Promise;

// The index promises_by_name serves it.
const sql::Statement kPromiseSnapshot = {
    "orders.snapshot_promise",
    "SELECT 'shops/' || shop || '/orders/' || order_id || '/promises/' || id, data FROM promises "
    "WHERE shop = $1 AND order_id || '/promises/' || id "
    "> substr(CAST($2 AS text), length('shops/' || $1 || '/orders/') + 1) "
    "ORDER BY order_id || '/promises/' || id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadPromise = {
    "orders.load_promise",
    "SELECT data FROM promises WHERE shop = $1 AND order_id = $2 AND id = $3"};
constexpr sql::Statement kLoadPromiseForUpdate = {
    "orders.load_promise_for_update",
    "SELECT data FROM promises WHERE shop = $1 AND order_id = $2 AND id = $3 FOR UPDATE"};
constexpr sql::Statement kInsertPromise = {
    "orders.insert_promise",
    "INSERT INTO promises (shop, order_id, id, state, agent, due_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSavePromise = {
    "orders.save_promise",
    "UPDATE promises SET state = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND order_id = $2 AND id = $3 AND version = $7"};
constexpr sql::Statement kListPromisesOfOrder = {
    "orders.list_promises_of_order",
    "SELECT data FROM promises WHERE shop = $1 AND order_id = $2 AND (due_ms, id) > ($3, $4) "
    "ORDER BY due_ms, id LIMIT $5"};

#define SHOPDESK_LIST(filter)                                                            \
  "SELECT data FROM promises WHERE shop = $1 AND (due_ms, order_id, id) > ($2, $3, $4) " \
  "AND " filter " ORDER BY due_ms, order_id, id LIMIT $5"
constexpr sql::Statement kListPromisesByState = {"orders.list_promises_by_state",
                                                 SHOPDESK_LIST("state = $6")};
constexpr sql::Statement kListPromisesOfAgent = {"orders.list_promises_of_agent",
                                                 SHOPDESK_LIST("agent = $6")};
constexpr sql::Statement kListPromisesOfAgentByState = {"orders.list_promises_of_agent_by_state",
                                                        SHOPDESK_LIST("agent = $6 AND state = $7")};
#undef SHOPDESK_LIST

struct PromiseRow {
  explicit PromiseRow(absl::string_view name)
      : shop(ShopOf(name)), order_id(LastSegment(ParentOf(name))), id(LastSegment(name)) {}

  absl::string_view shop;
  absl::string_view order_id;
  absl::string_view id;
};

}  // namespace

absl::StatusOr<Promise> LoadPromise(sql::Transaction& txn, absl::string_view name) {
  const PromiseRow row(name);
  return sql::LoadMessage<Promise>(txn, kLoadPromise, {row.shop, row.order_id, row.id}, name);
}

absl::StatusOr<Promise> LoadPromiseForUpdate(sql::Transaction& txn, absl::string_view name) {
  const PromiseRow row(name);
  return sql::LoadMessage<Promise>(txn, kLoadPromiseForUpdate, {row.shop, row.order_id, row.id},
                                   name);
}

absl::Status InsertPromise(sql::Transaction& txn, Promise& promise) {
  const PromiseRow row(promise.name());
  return sql::InsertVersioned(txn, kInsertPromise, promise, row.shop, row.order_id, row.id,
                              static_cast<int>(promise.state()), promise.agent(),
                              ToMillis(FromProto(promise.due_time())));
}

absl::Status SavePromise(sql::Transaction& txn, Promise& promise) {
  const PromiseRow row(promise.name());
  return sql::SaveVersioned(txn, kSavePromise, promise, row.shop, row.order_id, row.id,
                            static_cast<int>(promise.state()));
}

PromiseKey PromiseKeyOf(const Promise& promise) {
  return PromiseKey(ToMillis(FromProto(promise.due_time())), LastSegment(ParentOf(promise.name())),
                    LastSegment(promise.name()));
}

absl::StatusOr<std::vector<Promise>> ListPromises(sql::Transaction& txn, const PromiseQuery& query,
                                                  const PromiseKey& after, int limit) {
  const auto& [due_ms, order_id, id] = after;
  const int state = query.state;
  if (!query.order_id.empty()) {
    return sql::ListMessages<Promise>(txn, kListPromisesOfOrder,
                                      {query.shop, query.order_id, due_ms, id, limit});
  }
  if (query.agent.empty()) {
    return sql::ListMessages<Promise>(txn, kListPromisesByState,
                                      {query.shop, due_ms, order_id, id, limit, state});
  }
  if (query.state == Promise::STATE_UNSPECIFIED) {
    return sql::ListMessages<Promise>(txn, kListPromisesOfAgent,
                                      {query.shop, due_ms, order_id, id, limit, query.agent});
  }
  return sql::ListMessages<Promise>(txn, kListPromisesOfAgentByState,
                                    {query.shop, due_ms, order_id, id, limit, query.agent, state});
}

}  // namespace shopdesk::orders::store
