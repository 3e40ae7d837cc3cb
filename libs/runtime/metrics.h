#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "libs/event/follower.h"
#include "libs/event/log.h"
#include "libs/observe/metrics.h"
#include "libs/sql/database.h"
#include "libs/timer/timers.h"

namespace shopdesk::runtime {

// Whose figures are published, and where.
struct MetricSources {
  observe::Metrics& metrics;
  sql::Database& database;
  event::Log& events;
  timer::Timers& timers;
  std::vector<event::Follower*> followers;
  // Called at each scrape.
  std::vector<std::function<void()>> samplers;
};

// Has the database tell how long its operations take and which fail by its fault. Before it is
// used.
void MeasureOperations(observe::Metrics& metrics, sql::Database& database);

// Publishes a runtime's figures at each scrape: database, followers, timers, and what samplers add.
// Ends with the object.
class RuntimeMetrics {
 public:
  explicit RuntimeMetrics(MetricSources sources);
  ~RuntimeMetrics();

 private:
  class Sampler;
  std::shared_ptr<Sampler> sampler_;
};

}  // namespace shopdesk::runtime
