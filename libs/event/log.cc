#include "libs/event/log.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/base/mutex.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/event/frontier.h"
#include "libs/sql/message.h"

namespace shopdesk::event {
namespace {

constexpr absl::string_view kAllShops = "-";
// Sequences looked at in one transaction when one shop's events are picked out.
constexpr int64_t kScan = 20'000;
constexpr int64_t kPurgeBatch = 500;
// A writer that forgot NotifyCommitted delays its readers no longer than this.
constexpr absl::Duration kMaxWait = absl::Milliseconds(200);
constexpr absl::Duration kLogTimeout = absl::Seconds(10);

constexpr sql::Change kAppend = {
    {"event.append_event",
     "INSERT INTO events (shop, event_ms, machine_ms, payload) VALUES ($1, $2, $3, $4)"},
    sql::Effect::kLog};
// On PostgreSQL the frontier is the head.
constexpr sql::Statement kState = {
    "event.get_state",
    "SELECT purged_to, (SELECT MAX(sequence) FROM events), log_id, purged_id FROM event_log "
    "WHERE id = 1",
    "SELECT purged_to, 0::bigint, log_id, purged_id FROM event_log WHERE id = 1"};
// PostgreSQL's: numbers up to it were given, though perhaps to none that was committed.
constexpr sql::Statement kLastGiven = {
    "event.get_last_given",
    "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM event_sequence"};
constexpr sql::Statement kRead = {"event.list_events",
                                  "SELECT payload, sequence FROM events WHERE sequence > $1 "
                                  "AND sequence <= $2 ORDER BY sequence LIMIT $3"};
constexpr sql::Statement kReadShop = {
    "event.list_events_of_shop",
    "SELECT payload, sequence FROM events WHERE sequence > $1 AND sequence <= $2 AND shop = $3 "
    "ORDER BY sequence LIMIT $4"};
constexpr sql::Statement kReadLast = {
    "event.get_last_event",
    "SELECT payload FROM events WHERE sequence <= $1 ORDER BY sequence DESC LIMIT 1"};
// Never the last: SQLite gives the next event the sequence after it.
constexpr sql::Statement kOldest = {"event.get_oldest",
                                    "SELECT sequence, machine_ms, payload FROM events WHERE "
                                    "sequence < (SELECT MAX(sequence) FROM events) "
                                    "ORDER BY sequence LIMIT $1"};
constexpr sql::Statement kDelete = {"event.delete_events",
                                    "DELETE FROM events WHERE sequence <= $1"};
constexpr sql::Statement kSetPurged = {
    "event.set_purged",
    "UPDATE event_log SET purged_to = $1, purged_id = $2 WHERE id = 1 AND purged_to < $1"};

// The log's row.
struct State {
  int64_t purged_to = 0;
  int64_t newest = 0;
  std::string log_id;
  std::string purged_id;
};

absl::StatusOr<State> LoadState(sql::Transaction& txn) {
  State state;
  RETURN_IF_ERROR(
      txn.QueryOne(
             kState, {},
             [&](const sql::Row& row) {
               state = {row.Int(0), row.Int(1), std::string(row.Text(2)), std::string(row.Text(3))};
               return absl::OkStatus();
             })
          .status());
  return state;
}

// Cursor::id of a place that the log has come to.
absl::StatusOr<std::string> IdAt(sql::Transaction& txn, const State& state, int64_t sequence) {
  Event event;
  ASSIGN_OR_RETURN(const bool found, txn.QueryOne(kReadLast, {sequence}, [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, event);
  }));
  if (found) return event.id();
  return state.purged_to > 0 ? state.purged_id : state.log_id;
}

// OUT_OF_RANGE unless the cursor is one of this log.
absl::Status CheckId(sql::Transaction& txn, const State& state, const Cursor& cursor) {
  if (cursor.sequence == 0 || cursor.id.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string id, IdAt(txn, state, cursor.sequence));
  if (id == cursor.id) return absl::OkStatus();
  return Error(absl::StatusCode::kOutOfRange, kLogReplacedReason,
               absl::StrCat("cursor ", cursor.sequence,
                            " is one of another log than this, or of events that a restore has "
                            "undone; take a snapshot"),
               {{"log_id", state.log_id}});
}

}  // namespace

class Log::Impl {
 public:
  explicit Impl(sql::Database& database) : database_(database), frontier_(database) {
    frontier_.OnChange([this] { Wake(); });
  }
  ~Impl() { Shutdown(); }

  absl::Status Append(sql::Transaction& txn, const Event& event) {
    std::string payload = event.SerializeAsString();
    // Of two values of a field the later one counts: the event needn't be copied.
    Event named;
    named.set_id(NewUuid(absl::Now()));
    named.AppendToString(&payload);
    return txn.Defer(kAppend,
                     {ShopOf(event.resource_name()), ToMillis(FromProto(event.event_time())),
                      ToMillis(absl::Now()), sql::Blob{payload}});
  }

  void NotifyCommitted() {
    if (OnPostgres()) {
      frontier_.Notify();
    } else {
      Wake();
    }
  }

  absl::StatusOr<Page> Read(absl::string_view shop, const Cursor& cursor, int limit,
                            absl::Time deadline, const std::atomic<bool>* cancelled);
  absl::StatusOr<Cursor> Head(absl::Time deadline);
  absl::Duration FrontierAge() const { return frontier_.Age(); }
  absl::StatusOr<int64_t> Purge(absl::Time now);

  void Wake() {
    MutexLock lock(mutex_);
    ++changes_;
    changed_.NotifyAll();
  }

  void Shutdown() {
    {
      MutexLock lock(mutex_);
      shutdown_ = true;
      changed_.NotifyAll();
    }
    frontier_.Shutdown();
  }

 private:
  bool OnPostgres() const { return database_.dialect() == sql::Dialect::kPostgres; }
  // What can be read now. `limit` of the sequences is `frontier` on PostgreSQL.
  absl::StatusOr<Page> ReadNow(absl::string_view shop, const Cursor& cursor, int limit,
                               int64_t frontier);
  absl::Status ReadChunk(sql::Transaction& txn, absl::string_view shop, int limit, int64_t frontier,
                         Page& page);
  // Whether this log never came to the cursor.
  absl::StatusOr<bool> IsAhead(sql::Transaction& txn, int64_t cursor, int64_t head);
  // Until something changed after `seen`, or the time, or the end. False: not to be waited any
  // more.
  bool Wait(int64_t seen, const Countdown& countdown, const std::atomic<bool>* cancelled);
  absl::StatusOr<int64_t> PurgeSome(sql::Transaction& txn, int64_t before_ms);

  sql::Database& database_;
  Mutex mutex_;
  CondVar changed_;
  int64_t changes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool shutdown_ ABSL_GUARDED_BY(mutex_) = false;
  // Idle on SQLite. Last: its thread uses the rest.
  Frontier frontier_;
};

absl::StatusOr<Page> Log::Impl::Read(absl::string_view shop, const Cursor& cursor, int limit,
                                     absl::Time deadline, const std::atomic<bool>* cancelled) {
  const Countdown countdown = Countdown::To(deadline);
  limit = std::clamp(limit, 1, kMaxPage);
  int64_t frontier = 0;
  if (OnPostgres()) {
    frontier = frontier_.Last();
    // A cursor that another replica gave may be ahead of what was found here.
    if (countdown.over() || frontier < cursor.sequence) {
      ASSIGN_OR_RETURN(frontier, frontier_.Fresh(absl::Now() + kLogTimeout));
    }
    if (frontier <= cursor.sequence) frontier_.Want();
  }
  const bool wanting = OnPostgres() && frontier <= cursor.sequence;
  absl::StatusOr<Page> page;
  while (true) {
    int64_t seen = 0;
    {
      MutexLock lock(mutex_);
      seen = changes_;
    }
    if (wanting) frontier = std::max(frontier, frontier_.Last());
    page = ReadNow(shop, cursor, limit, frontier);
    if (!page.ok() || page->next.sequence > cursor.sequence || !Wait(seen, countdown, cancelled)) {
      break;
    }
  }
  if (wanting) frontier_.Release();
  return page;
}

bool Log::Impl::Wait(int64_t seen, const Countdown& countdown, const std::atomic<bool>* cancelled) {
  // On PostgreSQL the frontier's thread looks.
  const Countdown patience(OnPostgres() ? countdown.left() : std::min(countdown.left(), kMaxWait));
  MutexLock lock(mutex_);
  while (changes_ == seen) {
    if (shutdown_ || (cancelled != nullptr && cancelled->load())) return false;
    if (patience.over()) return !countdown.over();
    changed_.WaitFor(mutex_, patience.left());
  }
  return !shutdown_ && (cancelled == nullptr || !cancelled->load());
}

absl::StatusOr<Page> Log::Impl::ReadNow(absl::string_view shop, const Cursor& cursor, int limit,
                                        int64_t frontier) {
  Page page;
  page.next = cursor;
  while (true) {
    const Cursor from = page.next;
    RETURN_IF_ERROR(database_.Read(absl::Now() + kLogTimeout, [&](sql::Transaction& txn) {
      page.events.clear();
      page.next = from;
      return ReadChunk(txn, shop, limit, frontier, page);
    }));
    if (!page.events.empty() || page.next.sequence == from.sequence ||
        page.next.sequence >= page.head) {
      return page;
    }
  }
}

absl::StatusOr<bool> Log::Impl::IsAhead(sql::Transaction& txn, int64_t cursor, int64_t head) {
  if (cursor <= head || !OnPostgres()) return cursor > head;
  int64_t last_given = 0;
  RETURN_IF_ERROR(txn.QueryOne(kLastGiven, {},
                               [&](const sql::Row& row) {
                                 last_given = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return cursor > last_given;
}

// Reads on from page.next.
absl::Status Log::Impl::ReadChunk(sql::Transaction& txn, absl::string_view shop, int limit,
                                  int64_t frontier, Page& page) {
  const int64_t cursor = page.next.sequence;
  ASSIGN_OR_RETURN(const State state, LoadState(txn));
  page.log_id = state.log_id;
  page.head = std::max({state.purged_to, state.newest, frontier});
  if (cursor != 0 && cursor < state.purged_to) {
    return Error(
        absl::StatusCode::kOutOfRange, kCursorExpiredReason,
        absl::StrCat("events after cursor ", cursor,
                     " are not kept any more; take a snapshot, or go on from ", state.purged_to),
        {{"oldest_cursor", absl::StrCat(state.purged_to)}});
  }
  ASSIGN_OR_RETURN(const bool ahead, IsAhead(txn, cursor, page.head));
  if (ahead) {
    return Error(absl::StatusCode::kOutOfRange, kCursorAheadReason,
                 absl::StrCat("cursor ", cursor, " is ahead of this log, which has come to ",
                              page.head, "; take a snapshot, or go on from an earlier cursor"),
                 {{"head", absl::StrCat(page.head)}});
  }
  RETURN_IF_ERROR(CheckId(txn, state, page.next));
  const auto add = [&](const sql::Row& row) -> absl::Status {
    Event& event = page.events.emplace_back();
    RETURN_IF_ERROR(sql::ParseColumn(row, 0, event));
    event.set_sequence(row.Int(1));
    return absl::OkStatus();
  };
  const int64_t start = std::max(cursor, state.purged_to);
  int64_t end = page.head;
  if (shop == kAllShops) {
    RETURN_IF_ERROR(txn.Query(kRead, {start, end, limit}, add));
  } else {
    end = std::min(end, start + kScan);
    RETURN_IF_ERROR(txn.Query(kReadShop, {start, end, shop, limit}, add));
  }
  const bool full = page.events.size() == static_cast<size_t>(limit);
  const int64_t last = page.events.empty() ? 0 : page.events.back().sequence();
  const int64_t next = full ? last : std::max(cursor, end);
  // Known from the call, or from the page.
  if (next == cursor && !page.next.id.empty()) return absl::OkStatus();
  page.next.sequence = next;
  if (!page.events.empty() && next == last) {
    page.next.id = page.events.back().id();
  } else {
    ASSIGN_OR_RETURN(page.next.id, IdAt(txn, state, next));
  }
  return absl::OkStatus();
}

absl::StatusOr<Cursor> Log::Impl::Head(absl::Time deadline) {
  int64_t frontier = 0;
  if (OnPostgres()) {
    ASSIGN_OR_RETURN(frontier, frontier_.Fresh(deadline));
  }
  Cursor head;
  RETURN_IF_ERROR(database_.Read(deadline, [&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(const State state, LoadState(txn));
    head.sequence = std::max({state.purged_to, state.newest, frontier});
    ASSIGN_OR_RETURN(head.id, IdAt(txn, state, head.sequence));
    return absl::OkStatus();
  }));
  return head;
}

absl::StatusOr<int64_t> Log::Impl::Purge(absl::Time now) {
  const int64_t before_ms = ToMillis(now - kRetention);
  int64_t total = 0;
  while (true) {
    int64_t purged = 0;
    RETURN_IF_ERROR(database_.WriteAndWait({.deadline = absl::Now() + kLogTimeout},
                                           [&](sql::Transaction& txn) -> absl::Status {
                                             ASSIGN_OR_RETURN(purged, PurgeSome(txn, before_ms));
                                             return absl::OkStatus();
                                           }));
    total += purged;
    if (purged < kPurgeBatch) return total;
  }
}

// What goes is always the log's beginning, so that one number says what is left.
absl::StatusOr<int64_t> Log::Impl::PurgeSome(sql::Transaction& txn, int64_t before_ms) {
  int64_t last = 0;
  std::string payload;
  bool old = true;
  RETURN_IF_ERROR(txn.Query(kOldest, {kPurgeBatch}, [&](const sql::Row& row) {
    old = old && row.Int(1) < before_ms;
    if (!old) return absl::OkStatus();
    last = row.Int(0);
    payload = std::string(row.Bytes(2));
    return absl::OkStatus();
  }));
  if (last == 0) return 0;
  Event event;
  if (!event.ParseFromString(payload)) event.clear_id();
  RETURN_IF_ERROR(txn.Execute(kSetPurged, {last, event.id()}).status());
  return txn.Execute(kDelete, {last});
}

namespace {

class LogSource final : public Source {
 public:
  using ReadFn =
      std::function<absl::StatusOr<Page>(const Cursor&, int, absl::Time, const std::atomic<bool>*)>;
  LogSource(ReadFn read, std::function<void()> wake)
      : read_(std::move(read)), wake_(std::move(wake)) {}

  absl::StatusOr<Page> Read(const Cursor& cursor, int limit, absl::Time deadline) override {
    return read_(cursor, limit, deadline, &cancelled_);
  }
  void Cancel() override {
    cancelled_ = true;
    wake_();
  }

 private:
  const ReadFn read_;
  const std::function<void()> wake_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace

absl::StatusOr<SnapshotPage> Source::ReadSnapshot(const std::string& /*position*/) {
  return Error(absl::StatusCode::kUnimplemented, kInternalReason,
               "this log takes no snapshots: restore the database from a backup in which the "
               "follower had not fallen behind");
}

Log::Log(sql::Database& database) : impl_(std::make_unique<Impl>(database)) {}
Log::~Log() = default;

absl::Status Log::Append(sql::Transaction& txn, const Event& event) {
  return impl_->Append(txn, event);
}

void Log::NotifyCommitted() { impl_->NotifyCommitted(); }

absl::StatusOr<Page> Log::Read(absl::string_view shop, const Cursor& cursor, int limit,
                               absl::Time deadline) {
  return impl_->Read(shop, cursor, limit, deadline, nullptr);
}

absl::StatusOr<Cursor> Log::Head(absl::Time deadline) { return impl_->Head(deadline); }

absl::Duration Log::FrontierAge() const { return impl_->FrontierAge(); }

absl::StatusOr<int64_t> Log::Purge(absl::Time now) { return impl_->Purge(now); }

std::unique_ptr<Source> Log::AsSource(absl::string_view shop) {
  return std::make_unique<LogSource>(
      [impl = impl_.get(), shop = std::string(shop)](const Cursor& cursor, int limit,
                                                     absl::Time deadline,
                                                     const std::atomic<bool>* cancelled) {
        return impl->Read(shop, cursor, limit, deadline, cancelled);
      },
      [impl = impl_.get()] { impl->Wake(); });
}

void Log::Shutdown() { impl_->Shutdown(); }

}  // namespace shopdesk::event
