#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/database.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::event {

using v1::Event;

// A place in a log, after an event.
struct Cursor {
  Cursor(int64_t sequence = 0, std::string id = "")  // NOLINT: implicit, one that isn't proved
      : sequence(sequence), id(std::move(id)) {}
  int64_t sequence;
  // The id of the last event at or before it, or of the log if there was none: proves that the
  // place is one of this log and of its history. Empty: nobody knows it.
  std::string id;
};

struct Page {
  std::vector<Event> events;
  // Where to go on from: after the last event, or later, up to where there is nothing else.
  Cursor next;
  // The newest sequence that can be read now; nothing at or before it appears later.
  int64_t head = 0;
  std::string log_id;
};

// A part of what a source's service holds now.
struct SnapshotPage {
  // Of each resource its name and what it is, nothing else.
  std::vector<Event> events;
  // Where to go on; empty when that was all.
  std::string position;
  // Then: the events after it have what changed since the snapshot began.
  Cursor next;
};

// A source of events in order: the own log, or another service's feed.
class Source {
 public:
  virtual ~Source() = default;
  // The events after `cursor` (0: from the oldest kept), at most `limit`; waits for the first until
  // `deadline`. Empty when none came, and when only the cursor moved: past events of other shops,
  // or numbers that were never used. A deadline that has passed means not to wait; `head` then
  // covers everything committed before the call. OUT_OF_RANGE (CURSOR_EXPIRED, metadata
  // oldest_cursor) when events after the cursor were purged; OUT_OF_RANGE (CURSOR_AHEAD, metadata
  // head) when the log has not come to the cursor; OUT_OF_RANGE (LOG_REPLACED, metadata log_id)
  // when its id isn't the one that this log has there.
  virtual absl::StatusOr<Page> Read(const Cursor& cursor, int limit, absl::Time deadline) = 0;
  // What there is now, page by page, beginning with the empty position. UNIMPLEMENTED by logs
  // without snapshots.
  virtual absl::StatusOr<SnapshotPage> ReadSnapshot(const std::string& position);
  // Makes a waiting Read return at once, now and later.
  virtual void Cancel() = 0;
};

// The service's own log, in its database. Thread-safe.
//
// Order: on SQLite the writer's. On PostgreSQL sequences are taken after the row locks of their
// transaction, and the log is read up to a frontier (frontier.h) that waits for those who append,
// and for nobody else.
class Log {
 public:
  explicit Log(sql::Database& database);
  ~Log();

  // Appends in the caller's transaction. The event's sequence and id are ignored: it gets new ones.
  absl::Status Append(sql::Transaction& txn, const Event& event);
  // To be called after the commit of a transaction that appended: wakes who waits.
  void NotifyCommitted();

  // As Source::Read, from any thread. `shop` is the escaped shop id, "-" for all shops.
  absl::StatusOr<Page> Read(absl::string_view shop, const Cursor& cursor, int limit,
                            absl::Time deadline);
  // After the newest event that can be read now.
  absl::StatusOr<Cursor> Head(absl::Time deadline);
  // For how long readers have been waiting for a write that takes its time, while later ones are
  // committed; zero on SQLite.
  absl::Duration FrontierAge() const;
  // Deletes events appended more than 14 days before `now` (machine time) in small writes; returns
  // how many.
  absl::StatusOr<int64_t> Purge(absl::Time now);
  // This log as a source for a follower of the same service. The log must outlive it.
  std::unique_ptr<Source> AsSource(absl::string_view shop);
  // Makes every waiting Read return.
  void Shutdown();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// How long events are kept.
inline constexpr absl::Duration kRetention = absl::Hours(14 * 24);
// Most events in a page.
inline constexpr int kMaxPage = 1000;

}  // namespace shopdesk::event
