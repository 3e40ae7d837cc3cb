#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/event/handler.h"
#include "libs/event/log.h"
#include "libs/sql/database.h"

namespace shopdesk::event {

struct FollowerState {
  std::string name;
  int64_t cursor = 0;
  int64_t head = 0;
  int64_t applied_count = 0;
  int64_t parked_count = 0;
  // The error that it is backing off from; OK when it moves.
  absl::Status error;
  // Whether the lease is held here.
  bool holding = false;
  // What the cursor stands in is gone: it catches up by a snapshot.
  bool stopped = false;
  // How often it has caught up so.
  int64_t resyncs = 0;
  // The age of the oldest event that is not applied, as far as is known here; for how long there
  // was no word from the source if that is more. Zero where the lease isn't held.
  absl::Duration lag;
};

struct FollowerOptions {
  // Unique in the service, e.g. "orders.logistics".
  std::string name;
  // Events read and applied in one transaction at most.
  int batch = 256;
  // Of so many events, of different top-level resources, it is decided at once, each on a thread.
  int at_once = 1;
  // The handler decides by the event alone, not by what is stored here, so that a transaction takes
  // several events of a resource.
  bool by_event_alone = false;
  // Tells what the effect of an event will read (sql::WriteOptions).
  std::function<void(const Event&, sql::Reads&)> announce;
  absl::Duration min_backoff = absl::Milliseconds(20);
  absl::Duration max_backoff = absl::Seconds(5);
  // Another replica takes over when the lease was not renewed for this long.
  absl::Duration lease = absl::Seconds(10);
  // Called after each commit that applied effects.
  std::function<void()> committed;
  // Called in the transaction that parks an event of a resource, and in the one that releases what
  // is parked of it.
  std::function<absl::Status(sql::Transaction&, absl::string_view resource_name)> parked;
  std::function<absl::Status(sql::Transaction&, absl::string_view resource_name)> released;
  // Called in the transaction in which it stops following, since its cursor stands in no log that
  // there is, and begins to catch up by a snapshot; and, outside of any, when that is done.
  std::function<absl::Status(sql::Transaction&, const absl::Status& why)> stopped;
  std::function<void()> caught_up;
};

// Follows a source with a cursor kept in the own database: an event's effect and the advance of the
// cursor are one transaction, so the effect is exactly once however often either side dies. The
// cursor row is a lease: of several replicas one follows at a time.
//
// A cursor that its source's log doesn't know (another log, one restored to an earlier time, one
// that was purged further) is never followed: it stops, says so, and takes the source's snapshot,
// from which it follows again.
class Follower {
 public:
  // When, by machine time, the oldest event was appended that the follower of this name, on any
  // replica, hasn't applied so far; nullopt if it has applied all that can be seen. It follows this
  // service's own log.
  static absl::StatusOr<absl::optional<absl::Time>> OldestWaiting(sql::Transaction& txn,
                                                                  absl::string_view name);

  Follower(FollowerOptions options, sql::Database& database, std::unique_ptr<Source> source,
           Handler handler);
  ~Follower();

  // Once.
  void Start();
  // Returns when the thread has ended; what it had not committed is done again later.
  void Stop();
  // Waits until everything up to `head` is applied (or parked), and what was released tried again,
  // here or, when another replica holds the lease, there; nullopt is what the source holds when
  // this is called. Returns how many events were applied since the last such call, by whichever
  // replica. Errors: the source's; the one that the follower is stuck with unless it is transient;
  // DEADLINE_EXCEEDED; UNAVAILABLE when it is stopped.
  absl::StatusOr<int64_t> WaitCaughtUp(absl::Time deadline,
                                       absl::optional<int64_t> head = absl::nullopt);
  FollowerState State() const;
  // Puts the parked events of a resource back, in order; NOT_FOUND if there are none. Returns how
  // many.
  absl::StatusOr<int> Release(absl::string_view resource_name);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shopdesk::event
