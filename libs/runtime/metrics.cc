#include "libs/runtime/metrics.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "libs/base/mutex.h"

namespace shopdesk::runtime {
namespace {

// A counter that is set from a total that somebody else counts.
class Total {
 public:
  Total(observe::Metrics& metrics, absl::string_view name, absl::string_view help,
        const observe::Labels& labels = {})
      : counter_(metrics.Counter(name, help, labels)) {}
  void Set(double reading) {
    if (reading > last_) counter_.Increment(reading - last_);
    last_ = reading;
  }

 private:
  prometheus::Counter& counter_;
  double last_ = 0;
};

struct FollowerFigures {
  event::Follower* follower;
  prometheus::Gauge& lag;
  prometheus::Gauge& parked;
  prometheus::Gauge& stuck;
  prometheus::Gauge& lag_seconds;
  prometheus::Gauge& leader;
  prometheus::Gauge& stopped;
  Total resyncs;
  Total applied;
};

struct StatementFigures {
  Total runs;
  Total seconds;
};

FollowerFigures FiguresOf(observe::Metrics& metrics, event::Follower* follower) {
  const observe::Labels labels = {{"follower", follower->State().name}};
  return {follower,
          metrics.Gauge("shopdesk_follower_lag_events",
                        "Events of the source that the follower has not applied.", labels),
          metrics.Gauge("shopdesk_follower_parked_events",
                        "Events that wait for someone to release them.", labels),
          metrics.Gauge("shopdesk_follower_backing_off",
                        "1 while the follower waits to try an event again.", labels),
          metrics.Gauge("shopdesk_follower_lag_seconds",
                        "Age of the oldest event not applied, or for how long there was no word "
                        "from the source; of the replica that follows, 0 in the others: take max.",
                        labels),
          metrics.Gauge("shopdesk_follower_leader", "1 in the replica that follows.", labels),
          metrics.Gauge("shopdesk_follower_stopped",
                        "1 while the follower catches up by a snapshot, since the log that it "
                        "follows is another than before. Every replica tells the same: take max.",
                        labels),
          Total(metrics, "shopdesk_follower_resyncs_total",
                "Times that the follower caught up by a snapshot. Every replica tells the same: "
                "take max.",
                labels),
          Total(metrics, "shopdesk_follower_applied_total", "Events applied.", labels)};
}

}  // namespace

class RuntimeMetrics::Sampler {
 public:
  explicit Sampler(MetricSources given)
      : sources_(std::move(given)),
        queued_(sources_.metrics.Gauge("shopdesk_database_queued_writes",
                                       "Writes that wait for their transaction.")),
        commits_(sources_.metrics, "shopdesk_database_commits_total", "Commits."),
        writes_(sources_.metrics, "shopdesk_database_writes_total", "Writes those commits held."),
        reruns_(sources_.metrics, "shopdesk_database_reruns_total",
                "Writes that ran again after a conflict or in another batch."),
        frontier_age_(sources_.metrics.Gauge(
            "shopdesk_event_frontier_age_seconds",
            "How long readers of the log have waited for a write that takes its time.")),
        timers_run_(sources_.metrics, "shopdesk_timers_run_total", "Timers run."),
        timers_failed_(sources_.metrics, "shopdesk_timers_failed_total",
                       "Runs of timers that failed."),
        timers_parked_(sources_.metrics.Gauge("shopdesk_timers_parked",
                                              "Timers that failed too often and wait.")),
        timers_late_(sources_.metrics.Gauge("shopdesk_timers_lateness_seconds",
                                            "How late the oldest due timer is.")) {
    for (event::Follower* follower : sources_.followers) {
      followers_.push_back(FiguresOf(sources_.metrics, follower));
    }
  }

  void Sample() {
    MutexLock lock(mutex_);
    if (ended_) return;
    const sql::DatabaseStats database = sources_.database.Stats();
    queued_.Set(database.queued_writes);
    commits_.Set(database.commits);
    writes_.Set(database.writes);
    reruns_.Set(database.reruns);
    for (const sql::StatementStats& statement : sources_.database.Statements()) {
      StatementFigures& figures = Of(statement.name);
      figures.runs.Set(statement.runs);
      figures.seconds.Set(absl::ToDoubleSeconds(statement.time));
    }
    frontier_age_.Set(absl::ToDoubleSeconds(sources_.events.FrontierAge()));
    const timer::TimerStats timers = sources_.timers.Stats();
    timers_run_.Set(timers.run);
    timers_failed_.Set(timers.failed);
    timers_parked_.Set(timers.parked);
    timers_late_.Set(absl::ToDoubleSeconds(timers.lateness));
    for (FollowerFigures& figures : followers_) {
      const event::FollowerState state = figures.follower->State();
      figures.lag.Set(state.head > state.cursor ? state.head - state.cursor : 0);
      figures.parked.Set(state.parked_count);
      figures.stuck.Set(state.error.ok() ? 0 : 1);
      figures.lag_seconds.Set(absl::ToDoubleSeconds(state.lag));
      figures.leader.Set(state.holding ? 1 : 0);
      figures.stopped.Set(state.stopped ? 1 : 0);
      figures.resyncs.Set(state.resyncs);
      figures.applied.Set(state.applied_count);
    }
    for (const std::function<void()>& sample : sources_.samplers) sample();
  }

  void End() {
    MutexLock lock(mutex_);
    ended_ = true;
  }

 private:
  StatementFigures& Of(const std::string& statement) {
    const auto found = statements_.find(statement);
    if (found != statements_.end()) return found->second;
    const observe::Labels labels = {{"statement", statement}};
    return statements_
        .emplace(
            statement,
            StatementFigures{Total(sources_.metrics, "shopdesk_database_statements_total",
                                   "Runs of a statement.", labels),
                             Total(sources_.metrics, "shopdesk_database_statement_seconds_total",
                                   "Time that they took.", labels)})
        .first->second;
  }

  const MetricSources sources_;
  Mutex mutex_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  prometheus::Gauge& queued_;
  Total commits_;
  Total writes_;
  Total reruns_;
  prometheus::Gauge& frontier_age_;
  Total timers_run_;
  Total timers_failed_;
  prometheus::Gauge& timers_parked_;
  prometheus::Gauge& timers_late_;
  std::vector<FollowerFigures> followers_;
  absl::flat_hash_map<std::string, StatementFigures> statements_;
};

RuntimeMetrics::RuntimeMetrics(MetricSources sources)
    : sampler_(std::make_shared<Sampler>(sources)) {
  sources.metrics.OnScrape([sampler = sampler_] { sampler->Sample(); });
}

RuntimeMetrics::~RuntimeMetrics() {
  sampler_->Sample();
  sampler_->End();
}

}  // namespace shopdesk::runtime
