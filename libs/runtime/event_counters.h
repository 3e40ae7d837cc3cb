#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "libs/base/mutex.h"
#include "libs/observe/metrics.h"

namespace shopdesk::runtime {

// Counts events by their type: what happens in the shops. Thread-safe.
class EventCounters {
 public:
  explicit EventCounters(observe::Metrics& metrics) : metrics_(metrics) {}
  prometheus::Counter& Of(absl::string_view type);

 private:
  observe::Metrics& metrics_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, prometheus::Counter*> counters_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::runtime
