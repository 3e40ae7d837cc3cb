#include "libs/runtime/event_counters.h"

namespace shopdesk::runtime {

prometheus::Counter& EventCounters::Of(absl::string_view type) {
  MutexLock lock(mutex_);
  const auto found = counters_.find(type);
  if (found != counters_.end()) return *found->second;
  prometheus::Counter& counter =
      metrics_.Counter("shopdesk_events_total", "Events committed, by type (docs/events.md).",
                       {{"type", std::string(type)}});
  counters_.emplace(type, &counter);
  return counter;
}

}  // namespace shopdesk::runtime
