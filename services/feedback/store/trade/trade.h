#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"

// What is known here of orders. Shop and order ids are escaped, buyers as the clients give them.
namespace shopdesk::feedback::store {

// Makes transactions that count orders, consultations or reviews of one buyer run one after the
// other (SQLite has one writer anyway). Several buyers are locked in the order of their ids.
absl::Status LockBuyer(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer);

struct Trade {
  std::string order_id;
  std::string buyer;
  int64_t placed_ms = 0;
  // 0: not finished.
  int64_t finished_ms = 0;
  // The end of the time for reviews, as it was when the trade finished.
  int64_t review_until_ms = 0;
  // The agent whom the order names, an escaped id; empty: none.
  std::string agent;
  bool closed_unpaid = false;
  // Whether it is over, however it ended.
  bool ended = false;
  // Whether the buyer keeps anything of it.
  bool kept = true;
  // Of the order that told the last of these.
  int64_t order_version = 0;
};
absl::StatusOr<absl::optional<Trade>> FindTrade(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view order_id);
// Inserts or replaces; the buyer is locked.
absl::Status PutTrade(sql::Transaction& txn, absl::string_view shop, const Trade& trade);

// Takes the next news of the order, whatever its version.
absl::Status ForgetOrderVersion(sql::Transaction& txn, absl::string_view shop,
                                absl::string_view order_id);

// The buyer's first trades that finished in [start_ms, end_ms): order ids by finish time, then id.
absl::StatusOr<std::vector<std::string>> FirstFinished(sql::Transaction& txn,
                                                       absl::string_view shop,
                                                       absl::string_view buyer, int64_t start_ms,
                                                       int64_t end_ms, int limit);
// How many orders of an agent were placed in [start_ms, end_ms).
absl::StatusOr<int64_t> CountOrdersOf(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view agent, int64_t start_ms, int64_t end_ms);
// Whether the buyer placed an order in [from_ms, to_ms] that was not closed unpaid.
absl::StatusOr<bool> HasOrderIn(sql::Transaction& txn, absl::string_view shop,
                                absl::string_view buyer, int64_t from_ms, int64_t to_ms);

}  // namespace shopdesk::feedback::store
