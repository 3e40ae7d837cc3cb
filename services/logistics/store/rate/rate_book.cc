#include "services/logistics/store/rate/rate_book.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/base/status_macros.h"
#include "libs/policy/policy.h"
#include "services/logistics/store/carrier/carrier.h"
#include "services/logistics/store/rate/negotiated_rate.h"
#include "services/logistics/store/rate/rate_table.h"

namespace shopdesk::logistics::store {
namespace {

constexpr sql::Statement kSelectRateToken = {"logistics.select_rate_token",
                                             "SELECT token FROM rate_versions WHERE shop = $1"};
constexpr sql::Statement kUpsertRateToken = {
    "logistics.upsert_rate_token",
    "INSERT INTO rate_versions (shop, token) VALUES ($1, $2) "
    "ON CONFLICT (shop) DO UPDATE SET token = excluded.token"};

// Rows: a shop's carriers and tables are all held in memory.
constexpr int kEverything = std::numeric_limits<int>::max();

absl::StatusOr<std::shared_ptr<const domain::RateIndex>> Compile(sql::Transaction& txn,
                                                                 absl::string_view shop) {
  ASSIGN_OR_RETURN(v1::Policy policy, policy::Load<v1::Policy>(txn, shop));
  ASSIGN_OR_RETURN(std::vector<v1::Carrier> carriers, ListCarriers(txn, shop, "", kEverything));
  ASSIGN_OR_RETURN(std::vector<v1::RateTable> tables,
                   ListRateTables(txn, shop, "", {}, kEverything));
  ASSIGN_OR_RETURN(std::vector<v1::NegotiatedRate> negotiated,
                   ListNegotiatedRates(txn, shop, "", {}, kEverything));
  return std::make_shared<const domain::RateIndex>(policy, std::move(carriers), std::move(tables),
                                                   std::move(negotiated));
}

}  // namespace

absl::Status ChangeRates(sql::Transaction& txn, absl::string_view shop, absl::Time machine_now) {
  // A token that was never used before: a version that was rolled back and then reached again with
  // other data must not look the same.
  return txn.Execute(kUpsertRateToken, {shop, NewUuid(machine_now)}).status();
}

absl::StatusOr<std::shared_ptr<const domain::RateIndex>> RateBook::Get(sql::Transaction& txn,
                                                                       absl::string_view shop) {
  const std::string key(shop);
  std::string token;
  ASSIGN_OR_RETURN(bool found, txn.QueryOne(kSelectRateToken, {key}, [&](const sql::Row& row) {
    token = std::string(row.Text(0));
    return absl::OkStatus();
  }));
  if (!found) return UnknownShopError(shop);
  if (std::shared_ptr<const domain::RateIndex> index = Find(key, token)) return index;
  ASSIGN_OR_RETURN(std::shared_ptr<const domain::RateIndex> index, Compile(txn, shop));
  Keep(key, token, index);
  return index;
}

std::shared_ptr<const domain::RateIndex> RateBook::Find(const std::string& shop,
                                                        const std::string& token) {
  MutexLock lock(mutex_);
  const auto entry = entries_.find(shop);
  if (entry == entries_.end() || entry->second.token != token) return nullptr;
  entry->second.used = ++clock_;
  return entry->second.index;
}

void RateBook::Keep(const std::string& shop, const std::string& token,
                    std::shared_ptr<const domain::RateIndex> index) {
  // Declared before the lock: an index that is dropped is freed after it is released.
  std::vector<std::shared_ptr<const domain::RateIndex>> dropped;
  MutexLock lock(mutex_);
  Entry& entry = entries_[shop];
  dropped.push_back(std::move(entry.index));
  entry = {token, std::move(index), ++clock_};
  while (entries_.size() > max_shops_) {
    const auto oldest = std::min_element(
        entries_.begin(), entries_.end(),
        [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
    dropped.push_back(std::move(oldest->second.index));
    entries_.erase(oldest);
  }
}

}  // namespace shopdesk::logistics::store
