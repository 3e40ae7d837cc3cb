#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/mutex.h"
#include "libs/sql/database.h"

namespace shopdesk::runtime {

// The shops that this service knows: those that have a policy here. A shop that is known stays so.
// Thread-safe.
class Shops {
 public:
  // NOT_FOUND (UNKNOWN_SHOP) unless the shop (escaped id) is known. Costs a statement until a shop
  // was found once.
  absl::Status CheckInRead(sql::Transaction& txn, absl::string_view shop);
  // The same in a write, which may see what is never committed: found once it is.
  absl::Status CheckInWrite(sql::Transaction& txn, absl::string_view shop);

 private:
  bool IsKnown(absl::string_view shop);
  void Remember(absl::string_view shop);

  Mutex mutex_;
  absl::flat_hash_set<std::string> known_ ABSL_GUARDED_BY(mutex_);
};

// Escaped ids after `after`, in their order.
absl::StatusOr<std::vector<std::string>> ListShops(sql::Transaction& txn, absl::string_view after,
                                                   int limit);

}  // namespace shopdesk::runtime
