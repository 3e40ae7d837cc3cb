#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/clock.h"
#include "libs/base/mutex.h"
#include "libs/sql/database.h"

namespace shopdesk::sql {

// What the statements of a database cost, by their names. Thread-safe.
class StatementMeter {
 public:
  struct Counter {
    // Counts a run that began then.
    void Count(int64_t start_nanos) {
      runs.fetch_add(1, std::memory_order_relaxed);
      nanos.fetch_add(absl::GetCurrentTimeNanos() - start_nanos, std::memory_order_relaxed);
    }
    std::atomic<int64_t> runs = 0;
    std::atomic<int64_t> nanos = 0;
  };

  // The counter of a name; valid as long as the meter. A connection keeps it with what it prepared.
  Counter& Of(const char* name);
  std::vector<StatementStats> Read() const;

 private:
  mutable Mutex mutex_;
  std::map<std::string, Counter> counters_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::sql
