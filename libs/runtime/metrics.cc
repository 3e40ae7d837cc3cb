#include "libs/runtime/metrics.h"

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/types/optional.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
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

// Events that this process applied. A follower tells what all replicas did so far: what it grew by
// between two looks is this one's if it held the lease at both, so that a scrape's worth is left
// out where the lease changes hands.
class AppliedHere {
 public:
  AppliedHere(observe::Metrics& metrics, const observe::Labels& labels)
      : counter_(metrics.Counter("shopdesk_follower_applied_total",
                                 "Events that this process applied.", labels)) {}
  void Set(const event::FollowerState& state) {
    if (held_ && state.holding && state.applied_count > last_) {
      counter_.Increment(static_cast<double>(state.applied_count - last_));
    }
    held_ = state.holding;
    last_ = state.applied_count;
  }

 private:
  prometheus::Counter& counter_;
  bool held_ = false;
  int64_t last_ = 0;
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
  AppliedHere applied;
};

struct StatementFigures {
  Total runs;
  Total seconds;
};

// Reasons of errors that are the database's: what was wrong with a call is not.
constexpr const char* kDatabaseReasons[] = {
    "DATABASE_CONNECTIONS", "STORAGE_FULL",  "OUTCOME_UNKNOWN",  "CONFLICT", "DATA_LOSS",
    "UNAVAILABLE",          "DATABASE_FILE", "DEADLINE_EXCEEDED"};

struct OperationFigures {
  prometheus::Histogram& reads;
  prometheus::Histogram& writes;
  std::map<std::string, prometheus::Counter*> errors;
};

prometheus::Histogram& OperationsOf(observe::Metrics& metrics, const char* operation) {
  return metrics.Latency("shopdesk_database_operation_seconds",
                         "Time from the call of a read or write to its outcome.",
                         {{"operation", operation}});
}

prometheus::Gauge& ConnectionsOf(observe::Metrics& metrics, const char* state) {
  return metrics.Gauge("shopdesk_database_connections", "Connections that are open.",
                       {{"state", state}});
}

// On PostgreSQL, of the service's tables.
constexpr sql::Statement kSize = {
    "runtime.get_size", "SELECT 0",
    "SELECT SUM(pg_total_relation_size(c.oid))::bigint FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = current_schema() AND c.relkind = 'r'"};
constexpr absl::Duration kSizeInterval = absl::Minutes(1);
constexpr absl::Duration kSizeTimeout = absl::Seconds(2);

FollowerFigures FiguresOf(observe::Metrics& metrics, event::Follower* follower) {
  const observe::Labels labels = {{"follower", follower->State().name}};
  return {follower,
          metrics.Gauge("shopdesk_follower_lag_events",
                        "Events of the source that the follower has not applied; of the replica "
                        "that follows, 0 in the others: take max.",
                        labels),
          metrics.Gauge("shopdesk_follower_parked_events",
                        "Events that wait for someone to release them. Every replica tells the "
                        "same: take max.",
                        labels),
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
          AppliedHere(metrics, labels)};
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
        unannounced_(sources_.metrics, "shopdesk_database_unannounced_total",
                     "Statements that writes which tell what they read had not told of."),
        connections_in_use_(ConnectionsOf(sources_.metrics, "in_use")),
        connections_idle_(ConnectionsOf(sources_.metrics, "idle")),
        connections_limit_(sources_.metrics.Gauge("shopdesk_database_connections_limit",
                                                  "Connections that may be open at once.")),
        waiting_(sources_.metrics.Gauge("shopdesk_database_waiting",
                                        "Reads that wait for a connection.")),
        size_(sources_.metrics.Gauge(
            "shopdesk_database_size_bytes",
            "Of SQLite's file, or of the service's tables: then every replica tells the same.")),
        wal_(sources_.metrics.Gauge("shopdesk_database_wal_bytes",
                                    "Of SQLite's write-ahead log; 0 on PostgreSQL.")),
        frontier_age_(sources_.metrics.Gauge(
            "shopdesk_event_frontier_age_seconds",
            "How long readers of the log have waited for a write that takes its time.")),
        timers_run_(sources_.metrics, "shopdesk_timers_run_total", "Timers run."),
        timers_failed_(sources_.metrics, "shopdesk_timers_failed_total",
                       "Runs of timers that failed."),
        timers_parked_(
            sources_.metrics.Gauge("shopdesk_timers_parked",
                                   "Timers that failed too often and wait. Every replica tells the "
                                   "same: take max.")),
        timers_late_(
            sources_.metrics.Gauge("shopdesk_timers_lateness_seconds",
                                   "How late the oldest due timer is. Every replica tells the "
                                   "same: take max.")) {
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
    unannounced_.Set(database.unannounced);
    connections_in_use_.Set(database.connections_in_use);
    connections_idle_.Set(database.connections_idle);
    connections_limit_.Set(database.connections_limit);
    waiting_.Set(database.waiting_reads);
    wal_.Set(database.wal_bytes);
    SampleSize(database);
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
      figures.applied.Set(state);
    }
    for (const std::function<void()>& sample : sources_.samplers) sample();
  }

  void End() {
    MutexLock lock(mutex_);
    ended_ = true;
  }

 private:
  void SampleSize(const sql::DatabaseStats& stats) {
    if (sources_.database.dialect() == sql::Dialect::kSqlite) return size_.Set(stats.size_bytes);
    if (sized_.has_value() && sized_->elapsed() < kSizeInterval) return;
    sized_.emplace();
    sources_.database
        .Read(absl::Now() + kSizeTimeout,
              [&](sql::Transaction& txn) {
                return txn.Query(kSize, {}, [&](const sql::Row& row) {
                  size_.Set(row.Int(0));
                  return absl::OkStatus();
                });
              })
        .IgnoreError();
  }

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
  Total unannounced_;
  prometheus::Gauge& connections_in_use_;
  prometheus::Gauge& connections_idle_;
  prometheus::Gauge& connections_limit_;
  prometheus::Gauge& waiting_;
  prometheus::Gauge& size_;
  prometheus::Gauge& wal_;
  absl::optional<Stopwatch> sized_;
  prometheus::Gauge& frontier_age_;
  Total timers_run_;
  Total timers_failed_;
  prometheus::Gauge& timers_parked_;
  prometheus::Gauge& timers_late_;
  std::vector<FollowerFigures> followers_;
  absl::flat_hash_map<std::string, StatementFigures> statements_;
};

void MeasureOperations(observe::Metrics& metrics, sql::Database& database) {
  auto figures = std::make_shared<OperationFigures>(
      OperationFigures{OperationsOf(metrics, "read"), OperationsOf(metrics, "write"), {}});
  for (const char* reason : kDatabaseReasons) {
    figures->errors[reason] = &metrics.Counter(
        "shopdesk_database_errors_total", "Reads and writes that failed by the database's fault.",
        {{"reason", reason}});
  }
  database.OnOperation([figures = std::move(figures)](sql::Operation operation, absl::Duration time,
                                                      const absl::Status& status) {
    (operation == sql::Operation::kRead ? figures->reads : figures->writes)
        .Observe(absl::ToDoubleSeconds(time));
    if (status.ok()) return;
    const auto found = figures->errors.find(ReasonOf(status));
    if (found != figures->errors.end()) found->second->Increment();
  });
}

RuntimeMetrics::RuntimeMetrics(MetricSources sources)
    : sampler_(std::make_shared<Sampler>(sources)) {
  sources.metrics.OnScrape([sampler = sampler_] { sampler->Sample(); });
}

RuntimeMetrics::~RuntimeMetrics() {
  sampler_->Sample();
  sampler_->End();
}

}  // namespace shopdesk::runtime
