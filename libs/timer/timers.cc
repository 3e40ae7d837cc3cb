#include "libs/timer/timers.h"

#include <algorithm>
#include <limits>
#include <map>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"

namespace shopdesk::timer {
namespace {

constexpr int kMaxAttempts = 10;
constexpr absl::Duration kMinBackoff = absl::Seconds(1);
constexpr absl::Duration kMaxBackoff = absl::Minutes(5);
// Timers read and queued at once.
constexpr int kBatch = 256;
// The thread looks at the table at least this often: another replica may have set a timer.
constexpr absl::Duration kMaxWait = absl::Seconds(1);
// Before looking again for a timer that another replica runs just now.
constexpr absl::Duration kClaimWait = absl::Milliseconds(5);
constexpr absl::Duration kWriteTimeout = absl::Seconds(30);
// Errors longer than this are cut in the table.
constexpr size_t kMaxError = 1000;

constexpr sql::Change kSchedule = {
    {"timer.schedule_timer",
     "INSERT INTO timers (kind, resource_name, due_us) VALUES ($1, $2, $3) "
     "ON CONFLICT (kind, resource_name) DO UPDATE SET due_us = excluded.due_us, retry_ms = 0, "
     "attempts = 0, parked = 0, error = ''"},
    sql::Effect::kPut,
    2};
constexpr sql::Change kCancel = {
    {"timer.cancel_timer", "DELETE FROM timers WHERE kind = $1 AND resource_name = $2"},
    sql::Effect::kDelete,
    2};
constexpr sql::Statement kDueTime = {
    "timer.get_due_time", "SELECT due_us FROM timers WHERE kind = $1 AND resource_name = $2"};
// "kind || ''" keeps SQLite from walking all timers of a kind by the primary key instead of the
// due ones by time.
constexpr sql::Statement kFindDue = {
    "timer.list_due",
    "SELECT kind, resource_name, due_us, attempts FROM timers WHERE parked = 0 AND due_us <= $1 "
    "AND retry_ms <= $2 AND kind || '' IN LIST($3) ORDER BY due_us LIMIT $4"};
constexpr sql::Statement kFindDueAt = {
    "timer.list_due_at",
    "SELECT kind, resource_name, due_us, attempts FROM timers WHERE parked = 0 AND due_us = $1 "
    "AND kind || '' IN LIST($2) ORDER BY kind, resource_name LIMIT $3"};
constexpr sql::Statement kFirst = {
    "timer.get_first",
    "SELECT due_us FROM timers WHERE parked = 0 AND due_us <= $1 AND kind || '' IN LIST($2) "
    "ORDER BY due_us LIMIT 1"};
constexpr sql::Statement kNextDue = {
    "timer.get_next_due",
    "SELECT due_us FROM timers WHERE parked = 0 AND due_us > $1 AND kind || '' IN LIST($2) "
    "ORDER BY due_us LIMIT 1"};
constexpr sql::Statement kNextRetry = {
    "timer.get_next_retry",
    "SELECT retry_ms FROM timers WHERE retry_ms > 0 AND retry_ms > $1 AND parked = 0 "
    "AND kind || '' IN LIST($2) ORDER BY retry_ms LIMIT 1"};
// Takes a timer to run it, unless it was set anew, or another replica has it.
constexpr sql::Statement kClaim = {
    "timer.claim_timer",
    "DELETE FROM timers WHERE kind = $1 AND resource_name = $2 AND due_us = $3 AND parked = 0",
    "DELETE FROM timers WHERE (kind, resource_name) IN (SELECT kind, resource_name FROM timers "
    "WHERE kind = $1 AND resource_name = $2 AND due_us = $3 AND parked = 0 "
    "FOR UPDATE SKIP LOCKED)"};
constexpr sql::Statement kFailed = {
    "timer.record_failure",
    "UPDATE timers SET attempts = $4, retry_ms = $5, parked = $6, error = $7 WHERE kind = $1 "
    "AND resource_name = $2 AND due_us = $3 AND parked = 0"};
constexpr sql::Statement kListParked = {
    "timer.list_parked",
    "SELECT kind, resource_name, due_us, attempts, error FROM timers WHERE parked = 1 "
    "AND (kind, resource_name) > ($1, $2) ORDER BY kind, resource_name LIMIT $3"};
constexpr sql::Statement kRelease = {
    "timer.release_timer",
    "UPDATE timers SET parked = 0, attempts = 0, retry_ms = 0, error = '' WHERE kind = $1 "
    "AND resource_name = $2 AND parked = 1"};
constexpr sql::Statement kCountParked = {"timer.count_parked",
                                         "SELECT COUNT(*) FROM timers WHERE parked = 1"};

int64_t CeilMicros(absl::Time time) {
  return absl::ToUnixMicros(time + absl::Microseconds(1) - absl::Nanoseconds(1));
}

absl::Duration BackoffAfter(int attempts) {
  return std::min(kMaxBackoff, kMinBackoff * (int64_t{1} << std::clamp(attempts - 1, 0, 20)));
}

struct Candidate {
  Due due;
  int attempts = 0;
  // Set by its write.
  bool ran = false;
  absl::Status status;
};

// What a batch came to.
struct Outcome {
  int64_t ran = 0;
  // A failure that is the database's, not the timer's; OK if there was none.
  absl::Status transient;
  int64_t failed = 0;
};

// Counts writes that are under way.
class Pending {
 public:
  void Add() {
    MutexLock lock(mutex_);
    ++count_;
  }
  void Done() {
    MutexLock lock(mutex_);
    if (--count_ == 0) done_.NotifyAll();
  }
  void Wait() {
    MutexLock lock(mutex_);
    while (count_ > 0) done_.Wait(mutex_);
  }

 private:
  Mutex mutex_;
  CondVar done_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace

class Timers::Impl {
 public:
  Impl(sql::Database& database, const BusinessClock& clock) : database_(database), clock_(clock) {}
  ~Impl() { Stop(); }

  void Register(absl::string_view kind, Effect effect) {
    effects_[std::string(kind)] = std::move(effect);
    std::vector<std::string> kinds;
    for (const auto& [name, unused] : effects_) kinds.push_back(name);
    kinds_ = sql::List(kinds);
  }
  void OnCommitted(std::function<void()> committed) { committed_ = std::move(committed); }
  void OnParking(ParkingFn parked, ParkingFn released) {
    parked_ = std::move(parked);
    released_ = std::move(released);
  }

  // Has the thread look at the table again after the commits of the next moments: it sleeps for
  // kMaxWait at most, so that timers later than that need nobody to wake it.
  void ExpectSoon(absl::Time due) {
    if (due > clock_.Now() + 2 * kMaxWait) return;
    MutexLock lock(mutex_);
    soon_ends_ = Countdown(2 * kMaxWait);
    soon_.store(true);
  }
  void NotifyScheduled() {
    if (!soon_.load()) return;
    MutexLock lock(mutex_);
    if (soon_ends_.over()) soon_.store(false);
    ++notified_;
    changed_.NotifyAll();
  }

  void Start();
  void Stop();
  absl::StatusOr<int64_t> RunUntil(absl::Time until, absl::Time deadline,
                                   const std::function<absl::Status(absl::Time)>& set_clock);
  absl::StatusOr<std::vector<Parked>> ListParked(absl::string_view after_kind,
                                                 absl::string_view after_resource, int limit);
  absl::Status Release(absl::string_view kind, absl::string_view resource_name);
  TimerStats Stats() const;

 private:
  void Loop();
  // One round of the thread; returns how long to wait before the next.
  absl::StatusOr<absl::Duration> RunDue();
  absl::StatusOr<absl::Duration> TimeToNext(absl::Time now);
  static absl::Status Find(sql::Transaction& txn, const sql::Statement& statement,
                           std::initializer_list<sql::Value> parameters,
                           std::vector<Candidate>& found);
  // The first column of the first row.
  absl::StatusOr<absl::optional<int64_t>> FindInt(
      const sql::Statement& statement, std::initializer_list<sql::Value> parameters) const;
  Outcome Run(std::vector<Candidate>& batch, absl::Time deadline);
  absl::Status RecordFailure(const Candidate& candidate);
  // Waits for `timeout`, Stop, or, if `seen` is given, a notification since then.
  void WaitFor(absl::Duration timeout, absl::optional<int64_t> seen);

  sql::Database& database_;
  const BusinessClock& clock_;
  std::map<std::string, Effect> effects_;
  // The kinds of effects_, as sql::List.
  std::string kinds_ = sql::List({});
  std::function<void()> committed_;
  ParkingFn parked_;
  ParkingFn released_;
  std::atomic<int64_t> run_{0};
  std::atomic<int64_t> failed_{0};
  std::thread thread_;
  std::atomic<bool> soon_{false};

  Mutex mutex_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t notified_ ABSL_GUARDED_BY(mutex_) = 0;
  Countdown soon_ends_ ABSL_GUARDED_BY(mutex_){absl::ZeroDuration()};
};

void Timers::Impl::Start() {
  if (thread_.joinable()) return;
  {
    MutexLock lock(mutex_);
    stopping_ = false;
  }
  thread_ = std::thread([this] { Loop(); });
}

void Timers::Impl::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

void Timers::Impl::WaitFor(absl::Duration timeout, absl::optional<int64_t> seen) {
  const Countdown countdown(timeout);
  MutexLock lock(mutex_);
  while (!stopping_ && (!seen.has_value() || notified_ == *seen) && !countdown.over()) {
    changed_.WaitFor(mutex_, countdown.left());
  }
}

void Timers::Impl::Loop() {
  while (true) {
    int64_t seen = 0;
    {
      MutexLock lock(mutex_);
      if (stopping_) return;
      seen = notified_;
    }
    if (clock_.controlled()) {
      WaitFor(kMaxWait, seen);
      continue;
    }
    const absl::StatusOr<absl::Duration> wait = RunDue();
    if (wait.ok()) {
      WaitFor(*wait, seen);
    } else {
      // Without its database there is nothing to be hurried for.
      WaitFor(kMaxWait, absl::nullopt);
    }
  }
}

absl::StatusOr<absl::Duration> Timers::Impl::RunDue() {
  const absl::Time deadline = absl::Now() + kWriteTimeout;
  absl::Time now;
  std::vector<Candidate> batch;
  // The clock in the same snapshot: what was set since another replica began to control it isn't
  // due by machine time.
  RETURN_IF_ERROR(database_.Read(deadline, [&](sql::Transaction& txn) -> absl::Status {
    batch.clear();
    ASSIGN_OR_RETURN(now, clock_.Follow(txn));
    if (clock_.controlled()) return absl::OkStatus();
    return Find(txn, kFindDue,
                {absl::ToUnixMicros(now), ToMillis(clock_.machine().Now()), kinds_, kBatch}, batch);
  }));
  if (batch.empty()) return clock_.controlled() ? kMaxWait : TimeToNext(now);
  const Outcome outcome = Run(batch, deadline);
  for (const Candidate& candidate : batch) {
    if (!candidate.status.ok()) RETURN_IF_ERROR(RecordFailure(candidate));
  }
  return outcome.ran + outcome.failed > 0 ? absl::ZeroDuration() : kClaimWait;
}

absl::StatusOr<absl::Duration> Timers::Impl::TimeToNext(absl::Time now) {
  absl::Duration wait = kMaxWait;
  ASSIGN_OR_RETURN(absl::optional<int64_t> due,
                   FindInt(kNextDue, {absl::ToUnixMicros(now), kinds_}));
  if (due.has_value()) wait = std::min(wait, absl::FromUnixMicros(*due) - now);
  const absl::Time machine = clock_.machine().Now();
  ASSIGN_OR_RETURN(absl::optional<int64_t> retry, FindInt(kNextRetry, {ToMillis(machine), kinds_}));
  if (retry.has_value()) wait = std::min(wait, FromMillis(*retry) - machine);
  return wait;
}

absl::Status Timers::Impl::Find(sql::Transaction& txn, const sql::Statement& statement,
                                std::initializer_list<sql::Value> parameters,
                                std::vector<Candidate>& found) {
  return txn.Query(statement, parameters, [&](const sql::Row& row) {
    Candidate& candidate = found.emplace_back();
    candidate.due = {std::string(row.Text(0)), std::string(row.Text(1)),
                     absl::FromUnixMicros(row.Int(2))};
    candidate.attempts = static_cast<int>(row.Int(3));
    return absl::OkStatus();
  });
}

absl::StatusOr<absl::optional<int64_t>> Timers::Impl::FindInt(
    const sql::Statement& statement, std::initializer_list<sql::Value> parameters) const {
  absl::optional<int64_t> found;
  RETURN_IF_ERROR(
      database_.Read(absl::Now() + kWriteTimeout, [&](sql::Transaction& txn) -> absl::Status {
        found.reset();
        return txn
            .QueryOne(statement, parameters,
                      [&](const sql::Row& row) {
                        found = row.Int(0);
                        return absl::OkStatus();
                      })
            .status();
      }));
  return found;
}

Outcome Timers::Impl::Run(std::vector<Candidate>& batch, absl::Time deadline) {
  Pending pending;
  for (Candidate& candidate : batch) {
    pending.Add();
    const Effect& effect = effects_.find(candidate.due.kind)->second;
    database_.Write(
        {.deadline = deadline},
        [&candidate, &effect](sql::Transaction& txn) -> absl::Status {
          const Due& due = candidate.due;
          ASSIGN_OR_RETURN(
              int64_t claimed,
              txn.Execute(kClaim, {due.kind, due.resource_name, absl::ToUnixMicros(due.due_time)}));
          candidate.ran = claimed == 1;
          return candidate.ran ? effect(txn, due) : absl::OkStatus();
        },
        [&candidate, &pending](absl::Status status) {
          candidate.status = std::move(status);
          pending.Done();
        });
  }
  pending.Wait();
  Outcome outcome;
  for (const Candidate& candidate : batch) {
    if (candidate.status.ok()) {
      outcome.ran += candidate.ran ? 1 : 0;
    } else if (IsTransient(candidate.status)) {
      outcome.transient = candidate.status;
    } else {
      ++outcome.failed;
    }
  }
  run_ += outcome.ran;
  failed_ += outcome.failed;
  if (outcome.ran > 0 && committed_ != nullptr) committed_();
  return outcome;
}

absl::Status Timers::Impl::RecordFailure(const Candidate& candidate) {
  const Due& due = candidate.due;
  const int attempts = candidate.attempts + (IsTransient(candidate.status) ? 0 : 1);
  const int64_t retry = ToMillis(clock_.machine().Now() + BackoffAfter(attempts));
  const std::string error = CleanText(candidate.status.ToString(), kMaxError);
  return database_.WriteAndWait(
      {.deadline = absl::Now() + kWriteTimeout}, [&](sql::Transaction& txn) -> absl::Status {
        const bool parks = attempts >= kMaxAttempts;
        ASSIGN_OR_RETURN(
            const int64_t recorded,
            txn.Execute(kFailed, {due.kind, due.resource_name, absl::ToUnixMicros(due.due_time),
                                  attempts, retry, parks, error}));
        const bool tells = parks && recorded == 1 && parked_ != nullptr;
        return tells ? parked_(txn, due.resource_name) : absl::OkStatus();
      });
}

absl::StatusOr<int64_t> Timers::Impl::RunUntil(
    absl::Time until, absl::Time deadline,
    const std::function<absl::Status(absl::Time)>& set_clock) {
  int64_t ran = 0;
  while (true) {
    if (absl::Now() >= deadline) {
      return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   absl::StrCat("timers are left after ", ran, " ran; repeat the call"));
    }
    ASSIGN_OR_RETURN(absl::optional<int64_t> first,
                     FindInt(kFirst, {absl::ToUnixMicros(until), kinds_}));
    if (!first.has_value()) return ran;
    RETURN_IF_ERROR(set_clock(absl::FromUnixMicros(*first)));
    std::vector<Candidate> batch;
    RETURN_IF_ERROR(database_.Read(deadline, [&](sql::Transaction& txn) {
      batch.clear();
      return Find(txn, kFindDueAt, {*first, kinds_, kBatch}, batch);
    }));
    const Outcome outcome = Run(batch, deadline);
    ran += outcome.ran;
    for (const Candidate& candidate : batch) {
      if (!candidate.status.ok()) RETURN_IF_ERROR(RecordFailure(candidate));
    }
    RETURN_IF_ERROR(outcome.transient);
    if (outcome.ran + outcome.failed == 0) WaitFor(kClaimWait, absl::nullopt);
  }
}

absl::StatusOr<std::vector<Parked>> Timers::Impl::ListParked(absl::string_view after_kind,
                                                             absl::string_view after_resource,
                                                             int limit) {
  std::vector<Parked> parked;
  RETURN_IF_ERROR(database_.Read(absl::Now() + kWriteTimeout, [&](sql::Transaction& txn) {
    parked.clear();
    return txn.Query(kListParked, {after_kind, after_resource, limit}, [&](const sql::Row& row) {
      parked.push_back(
          {{std::string(row.Text(0)), std::string(row.Text(1)), absl::FromUnixMicros(row.Int(2))},
           static_cast<int>(row.Int(3)),
           std::string(row.Text(4))});
      return absl::OkStatus();
    });
  }));
  return parked;
}

absl::Status Timers::Impl::Release(absl::string_view kind, absl::string_view resource_name) {
  int64_t released = 0;
  RETURN_IF_ERROR(database_.WriteAndWait(
      {.deadline = absl::Now() + kWriteTimeout}, [&](sql::Transaction& txn) -> absl::Status {
        ASSIGN_OR_RETURN(released, txn.Execute(kRelease, {kind, resource_name}));
        const bool tells = released == 1 && released_ != nullptr;
        return tells ? released_(txn, resource_name) : absl::OkStatus();
      }));
  if (released == 0)
    return NotFoundError(absl::StrCat("a parked timer ", kind, " of ", resource_name));
  MutexLock lock(mutex_);
  ++notified_;
  changed_.NotifyAll();
  return absl::OkStatus();
}

TimerStats Timers::Impl::Stats() const {
  TimerStats stats;
  stats.run = run_.load();
  stats.failed = failed_.load();
  const absl::StatusOr<absl::optional<int64_t>> parked = FindInt(kCountParked, {});
  if (parked.ok() && parked->has_value()) stats.parked = **parked;
  const absl::StatusOr<absl::Time> now = clock_.Follow(absl::Now() + kWriteTimeout);
  if (!now.ok()) return stats;
  const absl::StatusOr<absl::optional<int64_t>> first =
      FindInt(kFirst, {absl::ToUnixMicros(*now), kinds_});
  if (first.ok() && first->has_value()) stats.lateness = *now - absl::FromUnixMicros(**first);
  return stats;
}

Timers::Timers(sql::Database& database, const BusinessClock& clock)
    : impl_(std::make_unique<Impl>(database, clock)) {}
Timers::~Timers() = default;

void Timers::Register(absl::string_view kind, Effect effect) {
  impl_->Register(kind, std::move(effect));
}

void Timers::OnCommitted(std::function<void()> committed) {
  impl_->OnCommitted(std::move(committed));
}

void Timers::OnParking(ParkingFn parked, ParkingFn released) {
  impl_->OnParking(std::move(parked), std::move(released));
}

absl::Status Timers::Schedule(sql::Transaction& txn, absl::string_view kind,
                              absl::string_view resource_name, absl::Time due) {
  impl_->ExpectSoon(due);
  return txn.Defer(kSchedule, {kind, resource_name, CeilMicros(due)});
}

absl::Status Timers::Cancel(sql::Transaction& txn, absl::string_view kind,
                            absl::string_view resource_name) {
  return txn.Defer(kCancel, {kind, resource_name});
}

absl::StatusOr<absl::optional<absl::Time>> Timers::DueTime(sql::Transaction& txn,
                                                           absl::string_view kind,
                                                           absl::string_view resource_name) {
  absl::optional<absl::Time> due;
  RETURN_IF_ERROR(txn.QueryOne(kDueTime, {kind, resource_name},
                               [&](const sql::Row& row) {
                                 due = absl::FromUnixMicros(row.Int(0));
                                 return absl::OkStatus();
                               })
                      .status());
  return due;
}

void Timers::NotifyScheduled() { impl_->NotifyScheduled(); }
void Timers::Start() { impl_->Start(); }
void Timers::Stop() { impl_->Stop(); }

absl::StatusOr<int64_t> Timers::RunUntil(absl::Time until, absl::Time deadline,
                                         std::function<absl::Status(absl::Time)> set_clock) {
  return impl_->RunUntil(until, deadline, set_clock);
}

absl::StatusOr<std::vector<Parked>> Timers::ListParked(absl::string_view after_kind,
                                                       absl::string_view after_resource,
                                                       int limit) {
  return impl_->ListParked(after_kind, after_resource, limit);
}

absl::Status Timers::Release(absl::string_view kind, absl::string_view resource_name) {
  return impl_->Release(kind, resource_name);
}

TimerStats Timers::Stats() const { return impl_->Stats(); }

}  // namespace shopdesk::timer
