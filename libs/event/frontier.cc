#include "libs/event/frontier.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "libs/base/error.h"
#include "libs/base/status_macros.h"

namespace shopdesk::event {
namespace {

// How soon commits of other replicas are seen: while there are some, and when there was none for
// long; between, after a part of the time that it was quiet.
constexpr absl::Duration kShortestPoll = absl::Milliseconds(20);
constexpr absl::Duration kLongestPoll = absl::Milliseconds(200);
constexpr int kPollsInQuiet = 10;
// Between looks whether those who write have ended.
constexpr absl::Duration kMinPause = absl::Microseconds(200);
constexpr absl::Duration kMaxPause = absl::Milliseconds(5);
constexpr absl::Duration kFrontierTimeout = absl::Seconds(10);

constexpr sql::Statement kNewest = {"event.get_newest", "SELECT MAX(sequence) FROM events"};
// The lock of 0006_log.sql.
constexpr sql::Statement kAppending = {
    "event.list_appending",
    "SELECT virtualtransaction FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND database = "
    "(SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) AND classid = 0 "
    "AND objid = 'event_sequence'::regclass::oid AND objsubid = 1 AND granted"};

}  // namespace

int64_t Frontier::Last() const {
  MutexLock lock(mutex_);
  return frontier_;
}

absl::StatusOr<int64_t> Frontier::Fresh(absl::Time deadline) {
  const Countdown countdown = Countdown::To(deadline);
  MutexLock lock(mutex_);
  StartThread();
  const int64_t round = ++requested_;
  changed_.NotifyAll();
  while (completed_ < round) {
    if (shutdown_) return UnavailableError("the event log is shut down");
    if (countdown.over()) {
      return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   "a write that runs too long holds up the event log");
    }
    changed_.WaitFor(mutex_, countdown.left());
  }
  RETURN_IF_ERROR(error_);
  return frontier_;
}

void Frontier::Want() {
  MutexLock lock(mutex_);
  StartThread();
  if (wanted_++ == 0) changed_.NotifyAll();
}

void Frontier::Release() {
  MutexLock lock(mutex_);
  --wanted_;
}

void Frontier::Notify() {
  MutexLock lock(mutex_);
  notified_ = true;
  if (wanted_ > 0) changed_.NotifyAll();
}

void Frontier::Shutdown() {
  std::thread thread;
  {
    MutexLock lock(mutex_);
    shutdown_ = true;
    thread = std::move(thread_);
    changed_.NotifyAll();
  }
  if (thread.joinable()) thread.join();
}

void Frontier::StartThread() {
  if (thread_.joinable() || shutdown_) return;
  thread_ = std::thread([this] { Loop(); });
}

void Frontier::Loop() {
  Round round;
  while (NextRound(round)) {
    const absl::StatusOr<int64_t> found = Advance(round.present);
    const bool moved = found.ok() && *found != round.present;
    {
      MutexLock lock(mutex_);
      if (found.ok()) {
        frontier_ = *found;
        trying_.reset();
      }
      error_ = found.status();
      completed_ = round.number;
      changed_.NotifyAll();
    }
    if (moved) quiet_ = Stopwatch();
    // Who waits is to learn that nothing can be found.
    if ((moved || !found.ok()) && changed_fn_ != nullptr) changed_fn_();
  }
}

// Waits until there is a reason to look; false once shut down.
bool Frontier::NextRound(Round& round) {
  const Countdown poll(std::clamp(quiet_.elapsed() / kPollsInQuiet, kShortestPoll, kLongestPoll));
  MutexLock lock(mutex_);
  while (!shutdown_) {
    const bool look = wanted_ > 0 && (notified_ || poll.over());
    if (look || requested_ > completed_) {
      notified_ = false;
      if (!trying_.has_value()) trying_.emplace();
      round = {.number = requested_, .present = frontier_};
      return true;
    }
    if (wanted_ > 0) {
      changed_.WaitFor(mutex_, poll.left());
    } else {
      trying_.reset();
      changed_.Wait(mutex_);
    }
  }
  return false;
}

absl::Duration Frontier::Age() const {
  MutexLock lock(mutex_);
  return trying_.has_value() ? trying_->elapsed() : absl::ZeroDuration();
}

absl::StatusOr<int64_t> Frontier::Advance(int64_t present) {
  int64_t newest = 0;
  Writers before;
  RETURN_IF_ERROR(ReadNewest(newest, before));
  if (newest == present) return present;
  for (absl::Duration pause = kMinPause; !before.empty(); pause = std::min(kMaxPause, pause * 2)) {
    if (!WaitBriefly(pause)) return UnavailableError("the event log is shut down");
    Writers now;
    RETURN_IF_ERROR(database_.Read(absl::Now() + kFrontierTimeout,
                                   [&](sql::Transaction& txn) { return ReadWriters(txn, now); }));
    Writers still;
    std::set_intersection(before.begin(), before.end(), now.begin(), now.end(),
                          std::inserter(still, still.end()));
    before = std::move(still);
  }
  return newest;
}

// In this order.
absl::Status Frontier::ReadNewest(int64_t& newest, Writers& writers) {
  return database_.Read(absl::Now() + kFrontierTimeout, [&](sql::Transaction& txn) -> absl::Status {
    RETURN_IF_ERROR(txn.QueryOne(kNewest, {},
                                 [&](const sql::Row& row) {
                                   newest = row.Int(0);
                                   return absl::OkStatus();
                                 })
                        .status());
    return ReadWriters(txn, writers);
  });
}

absl::Status Frontier::ReadWriters(sql::Transaction& txn, Writers& writers) {
  writers.clear();
  return txn.Query(kAppending, {}, [&](const sql::Row& row) {
    writers.emplace(row.Text(0));
    return absl::OkStatus();
  });
}

// False once shut down.
bool Frontier::WaitBriefly(absl::Duration time) {
  const Countdown countdown(time);
  MutexLock lock(mutex_);
  while (!shutdown_) {
    if (countdown.over()) return true;
    changed_.WaitFor(mutex_, countdown.left());
  }
  return false;
}

}  // namespace shopdesk::event
