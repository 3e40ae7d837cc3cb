#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/sql/database.h"
#include "prometheus/counter.h"

// Figures of all shops as metrics. They are read from the sums that Follow keeps, or by an index,
// never counted from all rows.
namespace shopdesk::figures {

// The escaped ids of all shops.
absl::StatusOr<std::vector<std::string>> ListShops(sql::Transaction& txn);

// A counter that follows a total, which is the same in every replica.
class TotalCounter {
 public:
  explicit TotalCounter(prometheus::Counter& counter) : counter_(counter) {}
  void Set(int64_t count) {
    if (count > static_cast<int64_t>(counter_.Value())) {
      counter_.Increment(static_cast<double>(count) - counter_.Value());
    }
  }

 private:
  prometheus::Counter& counter_;
};

}  // namespace shopdesk::figures
