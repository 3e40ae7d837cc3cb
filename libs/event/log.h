#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/database.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::event {

using v1::Event;

struct Page {
  std::vector<Event> events;
  // The cursor to go on from: the last event's sequence, or a later one up to which there is
  // nothing else.
  int64_t next_cursor = 0;
  // The newest sequence that can be read now; nothing at or before it appears later.
  int64_t head = 0;
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
  // head) when the log has not come to the cursor.
  virtual absl::StatusOr<Page> Read(int64_t cursor, int limit, absl::Time deadline) = 0;
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

  // Appends in the caller's transaction. `event.sequence` is ignored.
  absl::Status Append(sql::Transaction& txn, const Event& event);
  // To be called after the commit of a transaction that appended: wakes who waits.
  void NotifyCommitted();

  // As Source::Read, from any thread. `shop` is the escaped shop id, "-" for all shops.
  absl::StatusOr<Page> Read(absl::string_view shop, int64_t cursor, int limit, absl::Time deadline);
  // The newest sequence that can be read now.
  absl::StatusOr<int64_t> Head(absl::Time deadline);
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
