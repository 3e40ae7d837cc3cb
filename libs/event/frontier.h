#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/countdown.h"
#include "libs/base/mutex.h"
#include "libs/sql/database.h"

namespace shopdesk::event {

// How far the log on PostgreSQL can be read without skipping what is not committed yet. A thread
// moves it on while somebody waits for that. Thread-safe.
//
// Whoever takes a sequence takes a shared lock of the log first, which is held until the end of its
// transaction (the default of events.sequence does both). So: read the newest event H that is
// committed, then who holds the lock. A transaction with a sequence below H took it before H's did,
// and the lock before that: either it is among the holders, or it had ended before they were read.
// The server makes a commit visible before it lets go of the locks: once none of those holders
// holds the lock any more, everything up to H is visible, for good. Whoever comes later takes a
// sequence above H. Transactions that don't append, of this database or others, hold nothing up.
class Frontier {
 public:
  explicit Frontier(sql::Database& database) : database_(database) {}
  ~Frontier() { Shutdown(); }

  // What was found last; 0 before the first time. Smaller than before only after a fail-over that
  // lost commits.
  int64_t Last() const;
  // One that covers everything committed before the call. The database's error; DEADLINE_EXCEEDED
  // if a transaction with an earlier sequence still runs at `deadline`; UNAVAILABLE after Shutdown.
  absl::StatusOr<int64_t> Fresh(absl::Time deadline);
  // Somebody waits for Last to grow: have it looked at, again and again until Release. `changed` is
  // called, on the thread, each time it is another, or can't be found.
  void Want();
  void Release();
  void OnChange(std::function<void()> changed) { changed_fn_ = std::move(changed); }
  // Something was committed here: look at once.
  void Notify();
  // For how long it has been tried to move on; zero while nobody wants it to.
  absl::Duration Age() const;
  void Shutdown();

 private:
  // Transactions that hold the log's lock.
  using Writers = std::set<std::string>;
  struct Round {
    int64_t number = 0;
    int64_t present = 0;
  };

  void StartThread() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Loop();
  bool NextRound(Round& round);
  // One round: the new frontier.
  absl::StatusOr<int64_t> Advance(int64_t present);
  absl::Status ReadNewest(int64_t& newest, Writers& writers);
  absl::Status ReadWriters(sql::Transaction& txn, Writers& writers);
  bool WaitBriefly(absl::Duration time);

  sql::Database& database_;
  std::function<void()> changed_fn_;
  mutable Mutex mutex_;
  CondVar changed_;
  std::thread thread_ ABSL_GUARDED_BY(mutex_);
  bool shutdown_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t frontier_ ABSL_GUARDED_BY(mutex_) = 0;
  int wanted_ ABSL_GUARDED_BY(mutex_) = 0;
  // Rounds asked for by Fresh, and the last one that began after being asked for and is done.
  int64_t requested_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t completed_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
  bool notified_ ABSL_GUARDED_BY(mutex_) = false;
  // How long the frontier has stood where it is; only thread_ looks at it.
  Stopwatch quiet_;
  // Since the first round that has not succeeded.
  absl::optional<Stopwatch> trying_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::event
