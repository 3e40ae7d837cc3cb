#pragma once

#include <cstdint>
#include <functional>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"
#include "libs/sql/database.h"

namespace shopdesk::event {

// How far the log on PostgreSQL can be read without skipping what is not committed yet. A thread
// moves it on while somebody waits for that. Thread-safe.
class Frontier {
 public:
  explicit Frontier(sql::Database& database) : database_(database) {}
  ~Frontier() { Shutdown(); }

  // What was found last; 0 before the first time.
  int64_t Last() const;
  // One that covers every sequence given before the call. The database's error; DEADLINE_EXCEEDED
  // if a transaction that is older still runs at `deadline`; UNAVAILABLE after Shutdown.
  absl::StatusOr<int64_t> Fresh(absl::Time deadline);
  // Somebody waits for Last to grow: have it looked at, again and again until Release. `changed` is
  // called, on the thread, each time it grew.
  void Want();
  void Release();
  void OnChange(std::function<void()> changed) { changed_fn_ = std::move(changed); }
  // Something was committed here: look at once.
  void Notify();
  void Shutdown();

 private:
  void StartThread() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  struct Round {
    int64_t number = 0;
    int64_t present = 0;
  };
  void Loop();
  bool NextRound(Round& round);
  // One round: the new frontier.
  absl::StatusOr<int64_t> Advance(int64_t present);
  absl::StatusOr<int64_t> ReadInt(const sql::Statement& statement);
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
};

}  // namespace shopdesk::event
