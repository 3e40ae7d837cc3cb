#include "libs/event/frontier.h"

#include <algorithm>

#include "libs/base/error.h"
#include "libs/base/status_macros.h"

namespace shopdesk::event {
namespace {

// How soon commits of other replicas are seen.
constexpr absl::Duration kPoll = absl::Milliseconds(20);
// Between looks whether older transactions have ended.
constexpr absl::Duration kMinPause = absl::Microseconds(200);
constexpr absl::Duration kMaxPause = absl::Milliseconds(5);
constexpr absl::Duration kFrontierTimeout = absl::Seconds(10);

constexpr sql::Statement kLastGiven = {
    "event.get_last_sequence",
    "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM event_sequence"};
constexpr sql::Statement kOwnId = {"event.get_own_transaction",
                                   "SELECT pg_current_xact_id()::text::bigint"};
constexpr sql::Statement kOldestRunning = {
    "event.get_oldest_transaction", "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"};

}  // namespace

int64_t Frontier::Last() const {
  MutexLock lock(mutex_);
  return frontier_;
}

absl::StatusOr<int64_t> Frontier::Fresh(absl::Time deadline) {
  MutexLock lock(mutex_);
  StartThread();
  const int64_t round = ++requested_;
  changed_.NotifyAll();
  while (completed_ < round) {
    if (shutdown_) return UnavailableError("the event log is shut down");
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) {
      return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   "a transaction that runs too long holds up the event log");
    }
    changed_.WaitFor(mutex_, left);
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
    const bool grew = found.ok() && *found > round.present;
    {
      MutexLock lock(mutex_);
      if (grew) frontier_ = *found;
      error_ = found.status();
      completed_ = round.number;
      changed_.NotifyAll();
    }
    if (grew && changed_fn_ != nullptr) changed_fn_();
  }
}

// Waits until there is a reason to look; false once shut down.
bool Frontier::NextRound(Round& round) {
  const absl::Time poll = absl::Now() + kPoll;
  MutexLock lock(mutex_);
  while (!shutdown_) {
    const absl::Duration left = poll - absl::Now();
    const bool look = wanted_ > 0 && (notified_ || left <= absl::ZeroDuration());
    if (look || requested_ > completed_) {
      notified_ = false;
      round = {.number = requested_, .present = frontier_};
      return true;
    }
    if (wanted_ > 0) {
      changed_.WaitFor(mutex_, left);
    } else {
      changed_.Wait(mutex_);
    }
  }
  return false;
}

// Whoever took a sequence up to H has an older transaction id than X, which is taken after H is
// read: once none older than X runs, all of them are visible, or will never be.
absl::StatusOr<int64_t> Frontier::Advance(int64_t present) {
  ASSIGN_OR_RETURN(const int64_t last_given, ReadInt(kLastGiven));
  if (last_given <= present) return present;
  int64_t own_id = 0;
  RETURN_IF_ERROR(database_.WriteAndWait({.deadline = absl::Now() + kFrontierTimeout},
                                         [&](sql::Transaction& txn) {
                                           return txn
                                               .QueryOne(kOwnId, {},
                                                         [&](const sql::Row& row) {
                                                           own_id = row.Int(0);
                                                           return absl::OkStatus();
                                                         })
                                               .status();
                                         }));
  absl::Duration pause = kMinPause;
  while (true) {
    ASSIGN_OR_RETURN(const int64_t oldest_running, ReadInt(kOldestRunning));
    if (oldest_running > own_id) return last_given;
    if (!WaitBriefly(pause)) return UnavailableError("the event log is shut down");
    pause = std::min(kMaxPause, pause * 2);
  }
}

absl::StatusOr<int64_t> Frontier::ReadInt(const sql::Statement& statement) {
  int64_t value = 0;
  RETURN_IF_ERROR(database_.Read(absl::Now() + kFrontierTimeout, [&](sql::Transaction& txn) {
    return txn
        .QueryOne(statement, {},
                  [&](const sql::Row& row) {
                    value = row.Int(0);
                    return absl::OkStatus();
                  })
        .status();
  }));
  return value;
}

// False once shut down.
bool Frontier::WaitBriefly(absl::Duration time) {
  const absl::Time until = absl::Now() + time;
  MutexLock lock(mutex_);
  while (!shutdown_) {
    const absl::Duration left = until - absl::Now();
    if (left <= absl::ZeroDuration()) return true;
    changed_.WaitFor(mutex_, left);
  }
  return false;
}

}  // namespace shopdesk::event
