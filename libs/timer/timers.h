#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/sql/database.h"

namespace shopdesk::timer {

// Business time: machine time, unless it is controlled; then it stands where AdvanceTo put it,
// durably, in all processes on the database. Thread-safe.
class BusinessClock final : public Clock {
 public:
  // `controllable`: whether Set is allowed.
  BusinessClock(sql::Database& database, const Clock& machine, bool controllable);
  // Reads the persisted time; call after the migrations. Where the clock is not controllable a
  // persisted time counts for nothing.
  absl::Status Load();
  // As this process knows it: where others may move it, as old as its last Follow.
  absl::Time Now() const override;
  // The time after having read where others moved it to, as `txn`, or a transaction of its own,
  // sees it. The same as Now, and no look at the database, where it can't be controlled or no other
  // process is on the database (SQLite). Errors: the database's.
  absl::StatusOr<absl::Time> Follow(sql::Transaction& txn) const;
  absl::StatusOr<absl::Time> Follow(absl::Time deadline) const;
  // Tells that a write will follow it.
  void Announce(sql::Reads& reads) const;
  // Whether Set was ever called, as far as this process knows.
  bool controlled() const;
  // Moves time forward, durably; an earlier time changes nothing. The first call may choose any
  // time. FAILED_PRECONDITION (CLOCK_NOT_CONTROLLED) where the configuration doesn't allow it.
  absl::Status Set(absl::Time now);
  // Machine time, by which back-off goes.
  const Clock& machine() const { return machine_; }

 private:
  absl::Status Read(sql::Transaction& txn) const;
  void Raise(int64_t micros) const;

  sql::Database& database_;
  const Clock& machine_;
  const bool controllable_;
  // Whether other processes may move it.
  const bool shared_;
  // Microseconds since the Unix epoch, as far as it is known; the smallest number while time is the
  // machine's.
  mutable std::atomic<int64_t> micros_;
};

// A timer that fell due.
struct Due {
  std::string kind;
  std::string resource_name;
  absl::Time due_time;
};

// What a due timer does, in the transaction that deletes its row. It re-checks the state of the
// resource: a stale timer does nothing and returns OK. An error backs off (machine time, from 1 s
// to 5 min) and tries again; after 10 tries the timer is parked. A transient error (IsTransient)
// is no try. May run more than once, on a thread of the database.
using Effect = std::function<absl::Status(sql::Transaction&, const Due&)>;

struct Parked {
  Due due;
  int attempts = 0;
  std::string error;
};

struct TimerStats {
  int64_t run = 0;
  int64_t failed = 0;
  int64_t parked = 0;
  // How late the oldest timer that is due is; zero if none is.
  absl::Duration lateness;
};

// Timers as rows, unique by (kind, resource). Thread-safe.
class Timers {
 public:
  Timers(sql::Database& database, const BusinessClock& clock);
  ~Timers();

  // Before Start. Kinds that nobody registered are left alone.
  void Register(absl::string_view kind, Effect effect);
  // Called after each commit that ran timers, to wake who waits for what they changed. Before
  // Start.
  void OnCommitted(std::function<void()> committed);
  // Called in the transaction that parks a timer, and in the one that releases it. Before Start.
  using ParkingFn = std::function<absl::Status(sql::Transaction&, absl::string_view resource_name)>;
  void OnParking(ParkingFn parked, ParkingFn released);
  // Sets or replaces, in the caller's transaction. The due time is kept in microseconds, rounded
  // up: what runs is due.
  absl::Status Schedule(sql::Transaction& txn, absl::string_view kind,
                        absl::string_view resource_name, absl::Time due);
  absl::Status Cancel(sql::Transaction& txn, absl::string_view kind,
                      absl::string_view resource_name);
  // The due time of a set timer; nullopt if it is not set.
  absl::StatusOr<absl::optional<absl::Time>> DueTime(sql::Transaction& txn, absl::string_view kind,
                                                     absl::string_view resource_name);
  // To be called after the commit of a transaction that scheduled: the thread may have to wake
  // earlier.
  void NotifyScheduled();

  // Starts and stops the thread that runs due timers. With a controlled clock nothing runs until
  // RunUntil.
  void Start();
  void Stop();
  // Runs everything due at or before `until` in due order, with `set_clock` called with each due
  // time before its timer runs; returns how many ran. Timers set by timers count. Timers of one due
  // time run in any order. Back-off doesn't hold it up: a failing timer is tried again at once and
  // parked after 10 tries. DEADLINE_EXCEEDED, or a transient error of the database: what ran has
  // run, and the call may be repeated.
  absl::StatusOr<int64_t> RunUntil(absl::Time until, absl::Time deadline,
                                   std::function<absl::Status(absl::Time)> set_clock);

  absl::StatusOr<std::vector<Parked>> ListParked(absl::string_view after_kind,
                                                 absl::string_view after_resource, int limit);
  // Makes a parked timer due at once; NOT_FOUND if it is not parked.
  absl::Status Release(absl::string_view kind, absl::string_view resource_name);
  // Zeros for what can't be read from the database just now.
  TimerStats Stats() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shopdesk::timer
