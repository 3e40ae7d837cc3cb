#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::event {

// A follower's row: its cursor and its lease.
struct FollowerRow {
  int64_t applied_to = 0;
  int64_t applied_count = 0;
  // Empty: nobody holds the lease.
  std::string owner;
  // Grows whenever the owner shows that it lives.
  int64_t beat = 0;
  int64_t parked_count = 0;
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
                               int64_t to, int64_t applied) const;
  absl::Status Drop(sql::Transaction& txn, absl::string_view owner) const;

  // Parks an event. It is released if those of its resource are.
  absl::Status Park(sql::Transaction& txn, const v1::Event& event, absl::string_view error,
                    int64_t now_ms) const;
  absl::Status Unpark(sql::Transaction& txn, int64_t sequence) const;
  // Takes the release of a resource back, and notes why at the event that failed.
  absl::Status ParkAgain(sql::Transaction& txn, const v1::Event& event,
                         absl::string_view error) const;
  // Releases a resource; returns how many events it has parked.
  absl::StatusOr<int64_t> Release(sql::Transaction& txn, absl::string_view resource_name) const;
  // The parked resources with the numbers of their events.
  absl::StatusOr<std::map<std::string, int64_t>> ListParked(sql::Transaction& txn) const;
  // Released events in order.
  absl::StatusOr<std::vector<v1::Event>> ListReleased(sql::Transaction& txn, int limit) const;

 private:
  const std::string name_;
};

}  // namespace shopdesk::event
