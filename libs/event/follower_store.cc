#include "libs/event/follower_store.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"
#include "libs/sql/message.h"

namespace shopdesk::event {
namespace {

// Errors longer than this are cut in the table.
constexpr size_t kMaxError = 1000;

constexpr sql::Statement kLoad = {
    "event.get_follower",
    "SELECT applied_to, applied_count, owner, beat, (SELECT COUNT(*) FROM parked_events "
    "WHERE follower = $1), CASE WHEN proved_to = applied_to THEN cursor_id ELSE '' END, resync, "
    "resyncs FROM followers WHERE name = $1"};
constexpr sql::Statement kOldestWaiting = {
    "event.get_oldest_waiting",
    "SELECT machine_ms FROM events WHERE sequence > "
    "COALESCE((SELECT applied_to FROM followers WHERE name = $1), 0) ORDER BY sequence LIMIT 1"};
constexpr sql::Statement kCreate = {
    "event.insert_follower",
    "INSERT INTO followers (name, applied_to, applied_count, owner, beat) "
    "VALUES ($1, 0, 0, $2, 1) ON CONFLICT (name) DO NOTHING"};
constexpr sql::Statement kTake = {"event.take_follower",
                                  "UPDATE followers SET owner = $2, beat = beat + 1 "
                                  "WHERE name = $1 AND owner = $3 AND beat = $4"};
constexpr sql::Statement kAdvance = {
    "event.advance_follower",
    "UPDATE followers SET applied_to = $4, proved_to = $4, cursor_id = $5, "
    "applied_count = applied_count + $6, beat = beat + 1 "
    "WHERE name = $1 AND owner = $2 AND applied_to = $3"};
constexpr sql::Statement kSaveResync = {"event.save_resync",
                                        "UPDATE followers SET resync = $3, beat = beat + 1 "
                                        "WHERE name = $1 AND owner = $2"};
constexpr sql::Statement kEndResync = {
    "event.end_resync",
    "UPDATE followers SET applied_to = $3, proved_to = $3, cursor_id = $4, resync = '', "
    "resyncs = resyncs + 1, beat = beat + 1 WHERE name = $1 AND owner = $2"};
constexpr sql::Statement kDrop = {"event.drop_follower",
                                  "UPDATE followers SET owner = '' WHERE name = $1 AND owner = $2"};
constexpr sql::Statement kLock = {"event.lock_follower",
                                  "SELECT beat FROM followers WHERE name = $1 FOR UPDATE"};
constexpr sql::Statement kPark = {
    "event.park_event",
    "INSERT INTO parked_events (follower, sequence, resource_name, released, parked_ms, error, "
    "payload) VALUES ($1, $2, $3, COALESCE((SELECT MAX(released) FROM parked_events "
    "WHERE follower = $1 AND resource_name = $3), 0), $4, $5, $6)"};
constexpr sql::Statement kUnpark = {
    "event.unpark_event", "DELETE FROM parked_events WHERE follower = $1 AND sequence = $2"};
constexpr sql::Statement kUnrelease = {
    "event.clear_release",
    "UPDATE parked_events SET released = 0 WHERE follower = $1 AND resource_name = $2"};
constexpr sql::Statement kSetError = {
    "event.set_parked_error",
    "UPDATE parked_events SET error = $3 WHERE follower = $1 AND sequence = $2"};
constexpr sql::Statement kRelease = {
    "event.release_events",
    "UPDATE parked_events SET released = 1 WHERE follower = $1 AND resource_name = $2"};
constexpr sql::Statement kListParked = {
    "event.count_parked",
    "SELECT resource_name, COUNT(*) FROM parked_events WHERE follower = $1 GROUP BY resource_name"};
constexpr sql::Statement kDropParked = {"event.drop_parked",
                                        "DELETE FROM parked_events WHERE follower = $1"};
constexpr sql::Statement kListReleased = {
    "event.list_released",
    "SELECT payload, sequence FROM parked_events WHERE follower = $1 AND released = 1 "
    "ORDER BY sequence LIMIT $2"};

// "<taken> <position>"; empty: none.
absl::optional<Resync> ParseResync(absl::string_view text) {
  if (text.empty()) return absl::nullopt;
  Resync resync;
  const size_t blank = text.find(' ');
  // Only this file wrote it.
  static_cast<void>(absl::SimpleAtoi(text.substr(0, blank), &resync.taken));
  resync.position = std::string(text.substr(blank + 1));
  return resync;
}

}  // namespace

absl::StatusOr<absl::optional<FollowerRow>> FollowerStore::Load(sql::Transaction& txn) const {
  absl::optional<FollowerRow> found;
  RETURN_IF_ERROR(txn.QueryOne(kLoad, {name_},
                               [&](const sql::Row& row) {
                                 found.emplace();
                                 found->applied_to = Cursor(row.Int(0), std::string(row.Text(5)));
                                 found->applied_count = row.Int(1);
                                 found->owner = std::string(row.Text(2));
                                 found->beat = row.Int(3);
                                 found->parked_count = row.Int(4);
                                 found->resync = ParseResync(row.Text(6));
                                 found->resyncs = row.Int(7);
                                 return absl::OkStatus();
                               })
                      .status());
  return found;
}

absl::StatusOr<absl::optional<absl::Time>> FollowerStore::OldestWaiting(
    sql::Transaction& txn) const {
  absl::optional<absl::Time> oldest;
  RETURN_IF_ERROR(txn.QueryOne(kOldestWaiting, {name_},
                               [&](const sql::Row& row) {
                                 oldest = FromMillis(row.Int(0));
                                 return absl::OkStatus();
                               })
                      .status());
  return oldest;
}

absl::StatusOr<bool> FollowerStore::Take(sql::Transaction& txn,
                                         const absl::optional<FollowerRow>& seen,
                                         absl::string_view owner) const {
  int64_t changed = 0;
  if (seen.has_value()) {
    ASSIGN_OR_RETURN(changed, txn.Execute(kTake, {name_, owner, seen->owner, seen->beat}));
  } else {
    ASSIGN_OR_RETURN(changed, txn.Execute(kCreate, {name_, owner}));
  }
  return changed == 1;
}

absl::StatusOr<bool> FollowerStore::Advance(sql::Transaction& txn, absl::string_view owner,
                                            int64_t from, const Cursor& to, int64_t applied) const {
  ASSIGN_OR_RETURN(int64_t changed,
                   txn.Execute(kAdvance, {name_, owner, from, to.sequence, to.id, applied}));
  return changed == 1;
}

absl::StatusOr<bool> FollowerStore::SaveResync(sql::Transaction& txn, absl::string_view owner,
                                               const Resync& resync) const {
  const std::string text = absl::StrCat(resync.taken, " ", resync.position);
  ASSIGN_OR_RETURN(const int64_t changed, txn.Execute(kSaveResync, {name_, owner, text}));
  return changed == 1;
}

absl::StatusOr<bool> FollowerStore::EndResync(sql::Transaction& txn, absl::string_view owner,
                                              const Cursor& next) const {
  ASSIGN_OR_RETURN(const int64_t changed,
                   txn.Execute(kEndResync, {name_, owner, next.sequence, next.id}));
  return changed == 1;
}

absl::Status FollowerStore::Drop(sql::Transaction& txn, absl::string_view owner) const {
  return txn.Execute(kDrop, {name_, owner}).status();
}

absl::Status FollowerStore::Park(sql::Transaction& txn, const v1::Event& event,
                                 absl::string_view error, int64_t now_ms) const {
  const std::string payload = event.SerializeAsString();
  const std::string text = CleanText(error, kMaxError);
  return txn
      .Execute(kPark,
               {name_, event.sequence(), event.resource_name(), now_ms, text, sql::Blob{payload}})
      .status();
}

absl::Status FollowerStore::Unpark(sql::Transaction& txn, int64_t sequence) const {
  return txn.Execute(kUnpark, {name_, sequence}).status();
}

absl::Status FollowerStore::ParkAgain(sql::Transaction& txn, const v1::Event& event,
                                      absl::string_view error) const {
  RETURN_IF_ERROR(txn.Execute(kUnrelease, {name_, event.resource_name()}).status());
  const std::string text = CleanText(error, kMaxError);
  return txn.Execute(kSetError, {name_, event.sequence(), text}).status();
}

// The row lock keeps the follower from parking another event of the resource meanwhile, which would
// be left behind.
absl::StatusOr<int64_t> FollowerStore::Release(sql::Transaction& txn,
                                               absl::string_view resource_name) const {
  const auto ignore = [](const sql::Row&) { return absl::OkStatus(); };
  RETURN_IF_ERROR(txn.QueryOne(kLock, {name_}, ignore).status());
  return txn.Execute(kRelease, {name_, resource_name});
}

absl::Status FollowerStore::DropParked(sql::Transaction& txn) const {
  return txn.Execute(kDropParked, {name_}).status();
}

absl::StatusOr<std::map<std::string, int64_t>> FollowerStore::ListParked(
    sql::Transaction& txn) const {
  std::map<std::string, int64_t> parked;
  RETURN_IF_ERROR(txn.Query(kListParked, {name_}, [&](const sql::Row& row) {
    parked[std::string(row.Text(0))] = row.Int(1);
    return absl::OkStatus();
  }));
  return parked;
}

absl::StatusOr<std::vector<v1::Event>> FollowerStore::ListReleased(sql::Transaction& txn,
                                                                   int limit) const {
  std::vector<v1::Event> events;
  RETURN_IF_ERROR(
      txn.Query(kListReleased, {name_, limit}, [&](const sql::Row& row) -> absl::Status {
        RETURN_IF_ERROR(sql::ParseColumn(row, 0, events.emplace_back()));
        events.back().set_sequence(row.Int(1));
        return absl::OkStatus();
      }));
  return events;
}

}  // namespace shopdesk::event
