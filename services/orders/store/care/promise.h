#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "shopdesk/orders/v1/promise.pb.h"

// The table of promises. What is saved was loaded for update in the same transaction, after its
// order.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::Promise> LoadPromise(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Promise> LoadPromiseForUpdate(sql::Transaction& txn, absl::string_view name);
// Sets the etag and stores a new one. ALREADY_EXISTS.
absl::Status InsertPromise(sql::Transaction& txn, v1::Promise& promise);
// Sets the next etag and stores it. ABORTED if it was not loaded for update.
absl::Status SavePromise(sql::Transaction& txn, v1::Promise& promise);

// When a promise is due, in milliseconds, its order's id and its own.
using PromiseKey = PageKey<int64_t, std::string, std::string>;
PromiseKey PromiseKeyOf(const v1::Promise& promise);

// Escaped ids. An order, or of all orders a state, an agent, or both.
struct PromiseQuery {
  std::string shop;
  std::string order_id;
  v1::Promise::State state = v1::Promise::STATE_UNSPECIFIED;
  std::string agent;
};
// The soonest due first, after a key.
absl::StatusOr<std::vector<v1::Promise>> ListPromises(sql::Transaction& txn,
                                                      const PromiseQuery& query,
                                                      const PromiseKey& after, int limit);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kPromiseSnapshot;

}  // namespace shopdesk::orders::store
