#include "libs/sql/statement_meter.h"

namespace shopdesk::sql {

StatementMeter::Counter& StatementMeter::Of(const char* name) {
  MutexLock lock(mutex_);
  return counters_[name];
}

std::vector<StatementStats> StatementMeter::Read() const {
  MutexLock lock(mutex_);
  std::vector<StatementStats> stats;
  stats.reserve(counters_.size());
  for (const auto& [name, counter] : counters_) {
    stats.push_back({.name = name,
                     .runs = counter.runs.load(std::memory_order_relaxed),
                     .time = absl::Nanoseconds(counter.nanos.load(std::memory_order_relaxed))});
  }
  return stats;
}

}  // namespace shopdesk::sql
