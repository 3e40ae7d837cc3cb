#include "libs/event/log.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
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
constexpr absl::Duration kTimeout = absl::Seconds(10);

constexpr sql::Statement kAppend = {
    "event.append_event",
    "INSERT INTO events (shop, event_ms, machine_ms, payload) VALUES ($1, $2, $3, $4)"};
// On PostgreSQL the frontier is the head.
constexpr sql::Statement kState = {
    "event.get_state",
    "SELECT purged_to, (SELECT MAX(sequence) FROM events) FROM event_log WHERE id = 1",
    "SELECT purged_to, 0::bigint FROM event_log WHERE id = 1"};
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
// Never the last: SQLite gives the next event the sequence after it.
constexpr sql::Statement kOldest = {
    "event.get_oldest",
    "SELECT sequence, machine_ms FROM events WHERE sequence < (SELECT MAX(sequence) FROM events) "
    "ORDER BY sequence LIMIT $1"};
constexpr sql::Statement kDelete = {"event.delete_events",
                                    "DELETE FROM events WHERE sequence <= $1"};
constexpr sql::Statement kSetPurged = {
    "event.set_purged", "UPDATE event_log SET purged_to = $1 WHERE id = 1 AND purged_to < $1"};

}  // namespace

class Log::Impl {
 public:
  explicit Impl(sql::Database& database) : database_(database), frontier_(database) {
    frontier_.OnChange([this] { Wake(); });
  }
  ~Impl() { Shutdown(); }

  absl::Status Append(sql::Transaction& txn, const Event& event) {
    const std::string payload = event.SerializeAsString();
    return txn
        .Execute(kAppend, {ShopOf(event.resource_name()), ToMillis(FromProto(event.event_time())),
                           ToMillis(absl::Now()), sql::Blob{payload}})
        .status();
  }

  void NotifyCommitted() {
    if (OnPostgres()) {
      frontier_.Notify();
    } else {
      Wake();
    }
  }

  absl::StatusOr<Page> Read(absl::string_view shop, int64_t cursor, int limit, absl::Time deadline,
                            const std::atomic<bool>* cancelled);
  absl::StatusOr<int64_t> Head(absl::Time deadline);
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
  absl::StatusOr<Page> ReadNow(absl::string_view shop, int64_t cursor, int limit, int64_t frontier);
  absl::Status ReadChunk(sql::Transaction& txn, absl::string_view shop, int limit, int64_t frontier,
                         Page& page);
  // Whether this log never came to the cursor.
  absl::StatusOr<bool> IsAhead(sql::Transaction& txn, int64_t cursor, int64_t head);
  // Until something changed after `seen`, or the time, or the end. False: not to be waited any
  // more.
  bool Wait(int64_t seen, absl::Time deadline, const std::atomic<bool>* cancelled);
  absl::StatusOr<int64_t> PurgeSome(sql::Transaction& txn, int64_t before_ms);

  sql::Database& database_;
  Mutex mutex_;
  CondVar changed_;
  int64_t changes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool shutdown_ ABSL_GUARDED_BY(mutex_) = false;
  // Idle on SQLite. Last: its thread uses the rest.
  Frontier frontier_;
};

absl::StatusOr<Page> Log::Impl::Read(absl::string_view shop, int64_t cursor, int limit,
                                     absl::Time deadline, const std::atomic<bool>* cancelled) {
  limit = std::clamp(limit, 1, kMaxPage);
  int64_t frontier = 0;
  if (OnPostgres()) {
    frontier = frontier_.Last();
    // A cursor that another replica gave may be ahead of what was found here.
    if (deadline <= absl::Now() || frontier < cursor) {
      ASSIGN_OR_RETURN(frontier, frontier_.Fresh(absl::Now() + kTimeout));
    }
    if (frontier <= cursor) frontier_.Want();
  }
  const bool wanting = OnPostgres() && frontier <= cursor;
  absl::StatusOr<Page> page;
  while (true) {
    int64_t seen = 0;
    {
      MutexLock lock(mutex_);
      seen = changes_;
    }
    if (wanting) frontier = std::max(frontier, frontier_.Last());
    page = ReadNow(shop, cursor, limit, frontier);
    if (!page.ok() || page->next_cursor > cursor || !Wait(seen, deadline, cancelled)) break;
  }
  if (wanting) frontier_.Release();
  return page;
}

bool Log::Impl::Wait(int64_t seen, absl::Time deadline, const std::atomic<bool>* cancelled) {
  const absl::Time until = std::min(deadline, absl::Now() + kMaxWait);
  MutexLock lock(mutex_);
  while (changes_ == seen) {
    if (shutdown_ || (cancelled != nullptr && cancelled->load())) return false;
    const absl::Duration left = until - absl::Now();
    if (left <= absl::ZeroDuration()) return until < deadline;
    changed_.WaitFor(mutex_, left);
  }
  return !shutdown_ && (cancelled == nullptr || !cancelled->load());
}

absl::StatusOr<Page> Log::Impl::ReadNow(absl::string_view shop, int64_t cursor, int limit,
                                        int64_t frontier) {
  Page page;
  page.next_cursor = cursor;
  while (true) {
    const int64_t from = page.next_cursor;
    RETURN_IF_ERROR(database_.Read(absl::Now() + kTimeout, [&](sql::Transaction& txn) {
      page.events.clear();
      page.next_cursor = from;
      return ReadChunk(txn, shop, limit, frontier, page);
    }));
    if (!page.events.empty() || page.next_cursor == from || page.next_cursor >= page.head) {
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

// Reads on from page.next_cursor.
absl::Status Log::Impl::ReadChunk(sql::Transaction& txn, absl::string_view shop, int limit,
                                  int64_t frontier, Page& page) {
  const int64_t cursor = page.next_cursor;
  int64_t purged_to = 0;
  RETURN_IF_ERROR(txn.QueryOne(kState, {},
                               [&](const sql::Row& row) {
                                 purged_to = row.Int(0);
                                 page.head = std::max({purged_to, row.Int(1), frontier});
                                 return absl::OkStatus();
                               })
                      .status());
  if (cursor != 0 && cursor < purged_to) {
    return Error(absl::StatusCode::kOutOfRange, kCursorExpiredReason,
                 absl::StrCat("events after cursor ", cursor,
                              " are not kept any more; take a snapshot, or go on from ", purged_to),
                 {{"oldest_cursor", absl::StrCat(purged_to)}});
  }
  ASSIGN_OR_RETURN(const bool ahead, IsAhead(txn, cursor, page.head));
  if (ahead) {
    return Error(absl::StatusCode::kOutOfRange, kCursorAheadReason,
                 absl::StrCat("cursor ", cursor, " is ahead of this log, which has come to ",
                              page.head, "; take a snapshot, or go on from an earlier cursor"),
                 {{"head", absl::StrCat(page.head)}});
  }
  const auto add = [&](const sql::Row& row) -> absl::Status {
    Event& event = page.events.emplace_back();
    RETURN_IF_ERROR(sql::ParseColumn(row, 0, event));
    event.set_sequence(row.Int(1));
    return absl::OkStatus();
  };
  const int64_t start = std::max(cursor, purged_to);
  int64_t end = page.head;
  if (shop == kAllShops) {
    RETURN_IF_ERROR(txn.Query(kRead, {start, end, limit}, add));
  } else {
    end = std::min(end, start + kScan);
    RETURN_IF_ERROR(txn.Query(kReadShop, {start, end, shop, limit}, add));
  }
  const bool full = page.events.size() == static_cast<size_t>(limit);
  page.next_cursor = full ? page.events.back().sequence() : std::max(cursor, end);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Log::Impl::Head(absl::Time deadline) {
  if (OnPostgres()) return frontier_.Fresh(deadline);
  int64_t head = 0;
  RETURN_IF_ERROR(database_.Read(deadline, [&](sql::Transaction& txn) {
    return txn
        .QueryOne(kState, {},
                  [&](const sql::Row& row) {
                    head = std::max(row.Int(0), row.Int(1));
                    return absl::OkStatus();
                  })
        .status();
  }));
  return head;
}

absl::StatusOr<int64_t> Log::Impl::Purge(absl::Time now) {
  const int64_t before_ms = ToMillis(now - kRetention);
  int64_t total = 0;
  while (true) {
    int64_t purged = 0;
    RETURN_IF_ERROR(database_.WriteAndWait({.deadline = absl::Now() + kTimeout},
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
  bool old = true;
  RETURN_IF_ERROR(txn.Query(kOldest, {kPurgeBatch}, [&](const sql::Row& row) {
    old = old && row.Int(1) < before_ms;
    if (old) last = row.Int(0);
    return absl::OkStatus();
  }));
  if (last == 0) return 0;
  RETURN_IF_ERROR(txn.Execute(kSetPurged, {last}).status());
  return txn.Execute(kDelete, {last});
}

namespace {

class LogSource final : public Source {
 public:
  using ReadFn =
      std::function<absl::StatusOr<Page>(int64_t, int, absl::Time, const std::atomic<bool>*)>;
  LogSource(ReadFn read, std::function<void()> wake)
      : read_(std::move(read)), wake_(std::move(wake)) {}

  absl::StatusOr<Page> Read(int64_t cursor, int limit, absl::Time deadline) override {
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

Log::Log(sql::Database& database) : impl_(std::make_unique<Impl>(database)) {}
Log::~Log() = default;

absl::Status Log::Append(sql::Transaction& txn, const Event& event) {
  return impl_->Append(txn, event);
}

void Log::NotifyCommitted() { impl_->NotifyCommitted(); }

absl::StatusOr<Page> Log::Read(absl::string_view shop, int64_t cursor, int limit,
                               absl::Time deadline) {
  return impl_->Read(shop, cursor, limit, deadline, nullptr);
}

absl::StatusOr<int64_t> Log::Head(absl::Time deadline) { return impl_->Head(deadline); }

absl::Duration Log::FrontierAge() const { return impl_->FrontierAge(); }

absl::StatusOr<int64_t> Log::Purge(absl::Time now) { return impl_->Purge(now); }

std::unique_ptr<Source> Log::AsSource(absl::string_view shop) {
  return std::make_unique<LogSource>(
      [impl = impl_.get(), shop = std::string(shop)](int64_t cursor, int limit, absl::Time deadline,
                                                     const std::atomic<bool>* cancelled) {
        return impl->Read(shop, cursor, limit, deadline, cancelled);
      },
      [impl = impl_.get()] { impl->Wake(); });
}

void Log::Shutdown() { impl_->Shutdown(); }

}  // namespace shopdesk::event
