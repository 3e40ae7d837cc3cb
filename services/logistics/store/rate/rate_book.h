#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"
#include "libs/sql/database.h"
#include "services/logistics/domain/rate/rate_index.h"

namespace shopdesk::logistics::store {

// To be called in every transaction that changes what quotes are made of: the shop's policy,
// carriers, rate tables, negotiated rates.
absl::Status ChangeRates(sql::Transaction& txn, absl::string_view shop, absl::Time machine_now);

// The compiled rates of the shops that were asked for lately, kept in memory. Right with several
// replicas: each look-up compares the shop's token in the caller's transaction (one point read) and
// compiles anew when it differs. Thread-safe; nothing is locked while the database is read.
class RateBook {
 public:
  // `max_shops`: compiled rates kept at once; the one not asked for longest goes first.
  explicit RateBook(size_t max_shops = 256) : max_shops_(max_shops) {}

  // The shop's rates as the transaction sees them. NOT_FOUND for the shop.
  absl::StatusOr<std::shared_ptr<const domain::RateIndex>> Get(sql::Transaction& txn,
                                                               absl::string_view shop);

 private:
  struct Entry {
    std::string token;
    std::shared_ptr<const domain::RateIndex> index;
    int64_t used = 0;
  };

  std::shared_ptr<const domain::RateIndex> Find(const std::string& shop, const std::string& token);
  void Keep(const std::string& shop, const std::string& token,
            std::shared_ptr<const domain::RateIndex> index);

  const size_t max_shops_;
  Mutex mutex_;
  std::map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  int64_t clock_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace shopdesk::logistics::store
