#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/runtime/context.h"
#include "libs/runtime/runtime.h"
#include "libs/sql/database.h"

// Figures of all shops as metrics. They are read from the sums that Follow keeps, or by an index,
// never counted from all rows.
namespace shopdesk::figures {

// For Runtime::AddSampler: runs `sample` at a scrape, in one snapshot, unless it ran less than
// `age` before. An error leaves the metrics as they are.
std::function<void()> Sampler(runtime::Runtime& runtime, absl::Duration age,
                              std::function<absl::Status(runtime::ReadContext&)> sample);

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
