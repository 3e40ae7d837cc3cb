#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/event/log.h"
#include "libs/sql/database.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::event {

// A place in a snapshot.
struct Resync {
  // Resources taken so far.
  int64_t taken = 0;
  // SnapshotPage::position.
  std::string position;
};

// A follower's row: its cursor and its lease.
struct FollowerRow {
  Cursor applied_to;
  int64_t applied_count = 0;
  // Empty: nobody holds the lease.
  std::string owner;
  // Grows whenever the owner shows that it lives.
  int64_t beat = 0;
  int64_t parked_count = 0;
  // How far it has come catching up by a snapshot; nullopt: it follows.
  absl::optional<Resync> resync;
  // How often it has caught up so.
  int64_t resyncs = 0;
};

// The tables of one follower.
class FollowerStore {
 public:
  explicit FollowerStore(std::string name) : name_(std::move(name)) {}

  // nullopt before Take.
  absl::StatusOr<absl::optional<FollowerRow>> Load(sql::Transaction& txn) const;
  // Takes the lease if the row is as it was seen (nullopt: absent).
  absl::StatusOr<bool> Take(sql::Transaction& txn, const absl::optional<FollowerRow>& seen,
                            absl::string_view owner) const;
  // Moves the cursor and renews the lease. False if it is lost, or the cursor isn't at `from`.
  absl::StatusOr<bool> Advance(sql::Transaction& txn, absl::string_view owner, int64_t from,
                               const Cursor& to, int64_t applied) const;
  // Notes how far the snapshot has come, and that it is all. False if the lease is lost.
  absl::StatusOr<bool> SaveResync(sql::Transaction& txn, absl::string_view owner,
                                  const Resync& resync) const;
  absl::StatusOr<bool> EndResync(sql::Transaction& txn, absl::string_view owner,
                                 const Cursor& next) const;
  absl::Status Drop(sql::Transaction& txn, absl::string_view owner) const;

  // As Follower::OldestWaiting.
  absl::StatusOr<absl::optional<absl::Time>> OldestWaiting(sql::Transaction& txn) const;

  // Parks an event. It is released if those of its resource are.
  absl::Status Park(sql::Transaction& txn, const v1::Event& event, absl::string_view error,
                    int64_t now_ms) const;
  absl::Status Unpark(sql::Transaction& txn, int64_t sequence) const;
  // Takes the release of a resource back, and notes why at the event that failed.
  absl::Status ParkAgain(sql::Transaction& txn, const v1::Event& event,
                         absl::string_view error) const;
  // Releases a resource; returns how many events it has parked.
  absl::StatusOr<int64_t> Release(sql::Transaction& txn, absl::string_view resource_name) const;
  // Forgets all parked events.
  absl::Status DropParked(sql::Transaction& txn) const;
  // The parked resources with the numbers of their events.
  absl::StatusOr<std::map<std::string, int64_t>> ListParked(sql::Transaction& txn) const;
  // Released events in order.
  absl::StatusOr<std::vector<v1::Event>> ListReleased(sql::Transaction& txn, int limit) const;

 private:
  const std::string name_;
};

}  // namespace shopdesk::event
