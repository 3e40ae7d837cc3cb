#include "libs/event/follower.h"

#include <algorithm>
#include <map>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/base/mutex.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/event/decider.h"
#include "libs/event/follower_store.h"
#include "libs/event/lag.h"

namespace shopdesk::event {
namespace {

// How long a read waits for events: what else there is to look at is looked at that often.
constexpr absl::Duration kReadWait = absl::Milliseconds(250);
// After a page that wasn't full the next one is read no sooner than this, unless somebody waits for
// it: what comes fast is taken together, many events with one commit.
constexpr absl::Duration kPace = absl::Milliseconds(10);
// How often one that doesn't hold the lease looks at the row while somebody waits for it.
constexpr absl::Duration kWatchInterval = absl::Milliseconds(20);
constexpr absl::Duration kTimeout = absl::Seconds(10);
constexpr char kLeaseLost[] = "LEASE_LOST";
// Sequences of a log are below 2^40. Above that stands how many snapshots and logs a handler has
// seen, so that what it sees always grows.
constexpr int kSequenceBits = 40;

absl::Status LeaseLost() {
  return Error(absl::StatusCode::kAborted, kLeaseLost, "another replica follows now");
}

// The cursor stands in no log that there is.
bool IsLogLost(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return absl::IsOutOfRange(status) &&
         (reason == kLogReplacedReason || reason == kCursorAheadReason ||
          reason == kCursorExpiredReason);
}

// Tells this process' leases from those of one that died.
const std::string& ProcessId() {
  static const std::string& id = *new std::string(NewUuid(absl::Now()));
  return id;
}

}  // namespace

absl::Status Tell(const std::function<absl::Status(sql::Transaction&, absl::string_view)>& listener,
                  sql::Transaction& txn, absl::string_view resource_name) {
  return listener != nullptr ? listener(txn, resource_name) : absl::OkStatus();
}

class Follower::Impl {
 public:
  Impl(FollowerOptions options, sql::Database& database, std::unique_ptr<Source> source,
       Handler handler)
      : options_(std::move(options)),
        store_(options_.name),
        owner_(absl::StrCat(ProcessId(), "/", NewUuid(absl::Now()))),
        database_(database),
        source_(std::move(source)),
        handler_(std::move(handler)),
        decider_(handler_, options_.at_once, options_.by_event_alone) {
    state_.name = options_.name;
  }
  ~Impl() { Stop(); }

  void Start();
  void Stop();
  absl::StatusOr<int64_t> WaitCaughtUp(absl::Time deadline, absl::optional<int64_t> head);
  FollowerState State() const {
    MutexLock lock(mutex_);
    FollowerState state = state_;
    state.holding = holding_shown_;
    if (holding_shown_) state.lag = lag_.Get();
    return state;
  }
  absl::StatusOr<int> Release(absl::string_view resource_name);

 private:
  void Loop();
  absl::Status Round() {
    if (!holding_) return Acquire();
    return resync_.has_value() ? TakeSnapshot() : Follow();
  }
  void Note(const absl::Status& status);

  // The lease.
  absl::Status Acquire();
  bool IsFree(const absl::optional<FollowerRow>& row);
  absl::Status Take(const absl::optional<FollowerRow>& seen);
  absl::Status RenewInTime();
  void ShowRow(const FollowerRow& row) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<absl::optional<FollowerRow>> LoadRow();

  // One batch.
  absl::Status Follow();
  absl::Status Process(absl::Span<const Event> events);
  // Commits all items, parking those whose effect fails for good.
  absl::Status Commit(absl::Span<Item> items);
  absl::Status TryCommit(absl::Span<Item> items, absl::optional<size_t>& failed);
  absl::Status MoveCursor(const Cursor& to);
  void Committed(absl::Span<const Item> items, const Cursor& cursor);
  // Where it stands after an event as handlers see it.
  Cursor After(const Event& event) const {
    if (resync_.has_value()) return cursor_;
    return {event.sequence() & ((int64_t{1} << kSequenceBits) - 1), event.id()};
  }
  // What handlers see as the event's sequence.
  int64_t Shown(int64_t sequence) const {
    return ((2 * resyncs_ + (resync_.has_value() ? 1 : 0)) << kSequenceBits) + sequence;
  }

  // Catching up by a snapshot.
  absl::Status StopFollowing(const absl::Status& why);
  absl::Status TakeSnapshot();
  absl::Status SaveResync(const Resync& resync);
  absl::Status EndResync(const Cursor& next);

  // Parked events that were released.
  absl::Status RetryReleased();
  absl::Status Retry(const Event& event, Effect effect);
  absl::Status ParkAgain(const Event& event, const absl::Status& error);

  absl::Status Write(absl::FunctionRef<absl::Status(sql::Transaction&)> fn, sql::Reads reads = {}) {
    return database_.WriteAndWait(
        {.deadline = absl::Now() + kTimeout, .reads = std::move(reads), .alone = true}, fn);
  }
  // As Write, on the thread. What may have happened all the same is found out by taking the lease
  // again.
  absl::Status Change(absl::FunctionRef<absl::Status(sql::Transaction&)> fn,
                      sql::Reads reads = {}) {
    const Stopwatch now;
    absl::Status status = Write(fn, std::move(reads));
    if (status.ok()) renewed_ = now;
    if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) holding_ = false;
    return status;
  }
  absl::Status AdvanceIn(sql::Transaction& txn, const Cursor& to, int64_t applied) {
    ASSIGN_OR_RETURN(bool held, store_.Advance(txn, owner_, cursor_.sequence, to, applied));
    return held ? absl::OkStatus() : LeaseLost();
  }
  void Sleep(absl::Duration time);
  void Pace();
  // Whether somebody waits for more than was applied.
  bool IsAwaited();
  absl::StatusOr<bool> WaitHere(int64_t target, const Countdown& countdown, bool& done);

  const FollowerOptions options_;
  const FollowerStore store_;
  const std::string owner_;
  sql::Database& database_;
  const std::unique_ptr<Source> source_;
  const Handler handler_;
  const Decider decider_;
  std::thread thread_;

  // Of the thread.
  bool holding_ = false;
  Cursor cursor_;
  // Catching up by a snapshot: how far it has come.
  absl::optional<Resync> resync_;
  int64_t resyncs_ = 0;
  // The parked resources and how many events each has.
  std::map<std::string, int64_t> parked_;
  Stopwatch renewed_;
  Countdown pace_{absl::ZeroDuration()};
  // Who held the lease when it was looked at last, and since when there was no sign of life.
  FollowerRow watched_;
  Stopwatch watched_since_;

  mutable Mutex mutex_;
  CondVar changed_;
  FollowerState state_ ABSL_GUARDED_BY(mutex_);
  bool holding_shown_ ABSL_GUARDED_BY(mutex_) = false;
  Lag lag_ ABSL_GUARDED_BY(mutex_){kReadWait};
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Calls of Release, and how many of them were followed by a look at what is released.
  int64_t releases_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t releases_retried_ ABSL_GUARDED_BY(mutex_) = 0;
  // The furthest that somebody waits for.
  int64_t awaited_ ABSL_GUARDED_BY(mutex_) = 0;
  // The row's count of applied events at the last WaitCaughtUp, or when it was seen first.
  absl::optional<int64_t> counted_ ABSL_GUARDED_BY(mutex_);
};

void Follower::Impl::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void Follower::Impl::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  source_->Cancel();
  if (thread_.joinable()) thread_.join();
}

void Follower::Impl::Loop() {
  absl::Duration backoff = options_.min_backoff;
  while (true) {
    {
      MutexLock lock(mutex_);
      if (stopping_) break;
    }
    absl::Status status = Round();
    if (ReasonOf(status) == kLeaseLost) {
      holding_ = false;
      status = absl::OkStatus();
    }
    Note(status);
    if (status.ok()) {
      backoff = options_.min_backoff;
    } else {
      Sleep(backoff);
      backoff = std::min(backoff * 2, options_.max_backoff);
    }
  }
  // So that another replica, or this one after a restart, need not wait. Without an answer it
  // waits.
  if (holding_) {
    Write([this](sql::Transaction& txn) { return store_.Drop(txn, owner_); }).IgnoreError();
  }
}

void Follower::Impl::Note(const absl::Status& status) {
  MutexLock lock(mutex_);
  // An error while stopping is none.
  if (!stopping_ || status.ok()) state_.error = status;
  holding_shown_ = holding_;
  state_.stopped = resync_.has_value();
  state_.resyncs = resyncs_;
  changed_.NotifyAll();
}

void Follower::Impl::Sleep(absl::Duration time) {
  const Countdown countdown(time);
  MutexLock lock(mutex_);
  while (!stopping_ && !countdown.over()) changed_.WaitFor(mutex_, countdown.left());
}

void Follower::Impl::Pace() {
  MutexLock lock(mutex_);
  while (!stopping_ && awaited_ <= state_.cursor && !pace_.over()) {
    changed_.WaitFor(mutex_, pace_.left());
  }
}

absl::StatusOr<absl::optional<FollowerRow>> Follower::Impl::LoadRow() {
  absl::optional<FollowerRow> row;
  RETURN_IF_ERROR(
      database_.Read(absl::Now() + kTimeout, [&](sql::Transaction& txn) -> absl::Status {
        ASSIGN_OR_RETURN(row, store_.Load(txn));
        return absl::OkStatus();
      }));
  return row;
}

absl::Status Follower::Impl::Acquire() {
  ASSIGN_OR_RETURN(absl::optional<FollowerRow> row, LoadRow());
  if (IsFree(row)) return Take(row);
  {
    MutexLock lock(mutex_);
    ShowRow(*row);
    state_.stopped = row->resync.has_value();
    holding_shown_ = false;
  }
  Sleep(std::min(options_.lease / 4, absl::Seconds(1)));
  return absl::OkStatus();
}

// A lease ends when its beat was seen unchanged for its length: no two clocks are compared. SQLite
// has one process, so that another process' lease is a dead one's.
bool Follower::Impl::IsFree(const absl::optional<FollowerRow>& row) {
  if (!row.has_value() || row->owner.empty() || row->owner == owner_) return true;
  if (database_.dialect() == sql::Dialect::kSqlite &&
      row->owner.compare(0, ProcessId().size(), ProcessId()) != 0) {
    return true;
  }
  if (row->owner != watched_.owner || row->beat != watched_.beat) {
    watched_ = *row;
    watched_since_ = Stopwatch();
  }
  return watched_since_.elapsed() >= options_.lease;
}

absl::Status Follower::Impl::Take(const absl::optional<FollowerRow>& seen) {
  bool taken = false;
  FollowerRow row;
  std::map<std::string, int64_t> parked;
  RETURN_IF_ERROR(Change([&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(taken, store_.Take(txn, seen, owner_));
    if (!taken) return absl::OkStatus();
    ASSIGN_OR_RETURN(absl::optional<FollowerRow> present, store_.Load(txn));
    row = present.value_or(FollowerRow());
    ASSIGN_OR_RETURN(parked, store_.ListParked(txn));
    return absl::OkStatus();
  }));
  if (!taken) return absl::OkStatus();
  holding_ = true;
  cursor_ = row.applied_to;
  resync_ = row.resync;
  resyncs_ = row.resyncs;
  parked_ = std::move(parked);
  MutexLock lock(mutex_);
  lag_.Begin();
  ShowRow(row);
  return absl::OkStatus();
}

void Follower::Impl::ShowRow(const FollowerRow& row) {
  state_.cursor = row.applied_to.sequence;
  state_.head = std::max(state_.head, row.applied_to.sequence);
  state_.applied_count = row.applied_count;
  state_.parked_count = row.parked_count;
  if (!counted_.has_value()) counted_ = row.applied_count;
}

absl::Status Follower::Impl::RenewInTime() {
  if (renewed_.elapsed() < options_.lease / 4) return absl::OkStatus();
  // Nobody else follows in the process that has the file: a renewal would be a commit for nothing.
  if (database_.dialect() == sql::Dialect::kSqlite) {
    renewed_ = Stopwatch();
    return absl::OkStatus();
  }
  return MoveCursor(cursor_);
}

bool Follower::Impl::IsAwaited() {
  MutexLock lock(mutex_);
  return awaited_ > state_.cursor;
}

absl::Status Follower::Impl::Follow() {
  RETURN_IF_ERROR(RenewInTime());
  RETURN_IF_ERROR(RetryReleased());
  Pace();
  absl::StatusOr<Page> page = source_->Read(cursor_, options_.batch, absl::Now() + kReadWait);
  // Somebody waits, and the source says nothing: ask whether there is nothing up to there.
  if (page.ok() && page->next.sequence == cursor_.sequence && IsAwaited()) {
    page = source_->Read(cursor_, options_.batch, absl::InfinitePast());
  }
  if (IsLogLost(page.status())) return StopFollowing(page.status());
  RETURN_IF_ERROR(page.status());
  {
    MutexLock lock(mutex_);
    state_.head = std::max(state_.head, page->head);
    lag_.Read(*page);
    if (stopping_) return absl::OkStatus();
  }
  const bool full = page->events.size() == static_cast<size_t>(options_.batch);
  pace_ = Countdown(page->events.empty() || full ? absl::ZeroDuration() : kPace);
  for (Event& event : page->events) event.set_sequence(Shown(event.sequence()));
  RETURN_IF_ERROR(Process(page->events));
  const bool moved =
      page->next.sequence > cursor_.sequence || (cursor_.id.empty() && !page->next.id.empty());
  if (moved) RETURN_IF_ERROR(MoveCursor(page->next));
  MutexLock lock(mutex_);
  if (cursor_.sequence >= state_.head) lag_.CatchUp();
  return absl::OkStatus();
}

// What is parked is of a past that is gone, or in the snapshot as it is now.
absl::Status Follower::Impl::StopFollowing(const absl::Status& why) {
  const Resync begin;
  RETURN_IF_ERROR(Change([&](sql::Transaction& txn) -> absl::Status {
    RETURN_IF_ERROR(AdvanceIn(txn, cursor_, 0));
    ASSIGN_OR_RETURN(const bool held, store_.SaveResync(txn, owner_, begin));
    if (!held) return LeaseLost();
    for (const auto& [resource, events] : parked_) {
      RETURN_IF_ERROR(Tell(options_.released, txn, resource));
    }
    RETURN_IF_ERROR(store_.DropParked(txn));
    return options_.stopped != nullptr ? options_.stopped(txn, why) : absl::OkStatus();
  }));
  resync_ = begin;
  parked_.clear();
  MutexLock lock(mutex_);
  state_.parked_count = 0;
  state_.stopped = true;
  lag_.Lose();
  return absl::OkStatus();
}

// One page. What is applied of it before its end is noted comes again after a crash.
absl::Status Follower::Impl::TakeSnapshot() {
  RETURN_IF_ERROR(RenewInTime());
  ASSIGN_OR_RETURN(SnapshotPage page, source_->ReadSnapshot(resync_->position));
  {
    MutexLock lock(mutex_);
    if (stopping_) return absl::OkStatus();
  }
  Resync after = {resync_->taken, page.position};
  for (Event& event : page.events) event.set_sequence(Shown(++after.taken));
  RETURN_IF_ERROR(Process(page.events));
  return page.position.empty() ? EndResync(page.next) : SaveResync(after);
}

absl::Status Follower::Impl::SaveResync(const Resync& resync) {
  RETURN_IF_ERROR(Change([&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(const bool held, store_.SaveResync(txn, owner_, resync));
    return held ? absl::OkStatus() : LeaseLost();
  }));
  resync_ = resync;
  return absl::OkStatus();
}

absl::Status Follower::Impl::EndResync(const Cursor& next) {
  RETURN_IF_ERROR(Change([&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(const bool held, store_.EndResync(txn, owner_, next));
    return held ? absl::OkStatus() : LeaseLost();
  }));
  resync_.reset();
  ++resyncs_;
  cursor_ = next;
  {
    MutexLock lock(mutex_);
    state_.cursor = next.sequence;
    state_.head = next.sequence;
    state_.stopped = false;
    state_.resyncs = resyncs_;
    changed_.NotifyAll();
  }
  if (options_.caught_up != nullptr) options_.caught_up();
  return absl::OkStatus();
}

absl::Status Follower::Impl::Process(absl::Span<const Event> events) {
  while (!events.empty()) {
    std::vector<Item> items;
    size_t next = 0;
    // Slow handlers must not cost the lease.
    const absl::Status status = decider_.Decide(
        events, parked_, Countdown(options_.lease / 4 - renewed_.elapsed()), items, next);
    RETURN_IF_ERROR(Commit(absl::MakeSpan(items)));
    RETURN_IF_ERROR(status);
    events.remove_prefix(next);
  }
  return absl::OkStatus();
}

absl::Status Follower::Impl::Commit(absl::Span<Item> items) {
  while (!items.empty()) {
    for (Item& item : items) {
      if (item.error.ok() && parked_.count(item.event->resource_name()) > 0) {
        item.error = absl::FailedPreconditionError(kBehind);
      }
    }
    absl::optional<size_t> failed;
    const absl::Status status = TryCommit(items, failed);
    if (status.ok()) return absl::OkStatus();
    if (!failed.has_value()) {
      // The commit. If it was a change that an effect had deferred, halves tell whose it was.
      const bool changes = std::any_of(items.begin(), items.end(), [](const Item& item) {
        return item.error.ok() && item.effect != nullptr;
      });
      if (IsPassing(status) || !changes) return status;
      failed = items.size() / 2;
    } else if (IsPassing(status)) {
      RETURN_IF_ERROR(Commit(items.first(*failed)));
      return status;
    }
    if (items.size() == 1) {
      items[0].error = status;
      return TryCommit(items, failed);
    }
    // What is before it by itself, then it alone: an earlier effect may have been the cause.
    const size_t alone = *failed > 0 ? *failed : 1;
    RETURN_IF_ERROR(Commit(items.first(alone)));
    items.remove_prefix(alone);
  }
  return absl::OkStatus();
}

// The cursor, the effects, and what is parked, in one transaction. `failed` is the item whose
// effect failed.
absl::Status Follower::Impl::TryCommit(absl::Span<Item> items, absl::optional<size_t>& failed) {
  const Cursor to = After(*items.back().event);
  const int64_t now_ms = ToMillis(absl::Now());
  sql::Reads reads;
  // SQLite reads where it is needed.
  if (options_.announce != nullptr && database_.dialect() == sql::Dialect::kPostgres) {
    for (const Item& item : items) {
      if (item.error.ok() && item.effect != nullptr) options_.announce(*item.event, reads);
    }
  }
  const auto commit = [&](sql::Transaction& txn) -> absl::Status {
    failed.reset();
    int64_t applied = 0;
    for (const Item& item : items) applied += item.error.ok() ? 1 : 0;
    RETURN_IF_ERROR(AdvanceIn(txn, to, applied));
    for (size_t i = 0; i < items.size(); ++i) {
      Item& item = items[i];
      if (!item.error.ok()) {
        RETURN_IF_ERROR(store_.Park(txn, *item.event, item.error.ToString(), now_ms));
        RETURN_IF_ERROR(Tell(options_.parked, txn, item.event->resource_name()));
      } else if (item.effect != nullptr) {
        absl::Status status = item.effect(txn);
        if (!status.ok()) {
          failed = i;
          return status;
        }
      }
    }
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(Change(commit, std::move(reads)));
  Committed(items, to);
  return absl::OkStatus();
}

void Follower::Impl::Committed(absl::Span<const Item> items, const Cursor& cursor) {
  cursor_ = cursor;
  int64_t parked = 0;
  bool effects = false;
  for (const Item& item : items) {
    effects |= item.error.ok() && item.effect != nullptr;
    if (item.error.ok()) continue;
    ++parked_[item.event->resource_name()];
    ++parked;
  }
  if (effects && options_.committed != nullptr) options_.committed();
  MutexLock lock(mutex_);
  const auto applied = static_cast<int64_t>(items.size()) - parked;
  state_.error = absl::OkStatus();
  state_.cursor = cursor.sequence;
  state_.applied_count += applied;
  state_.parked_count += parked;
  changed_.NotifyAll();
}

absl::Status Follower::Impl::MoveCursor(const Cursor& to) {
  RETURN_IF_ERROR(Change([&](sql::Transaction& txn) { return AdvanceIn(txn, to, 0); }));
  cursor_ = to;
  MutexLock lock(mutex_);
  state_.cursor = to.sequence;
  changed_.NotifyAll();
  return absl::OkStatus();
}

absl::Status Follower::Impl::RetryReleased() {
  int64_t releases = 0;
  {
    MutexLock lock(mutex_);
    releases = releases_;
  }
  std::vector<Event> events;
  const auto list = [&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(events, store_.ListReleased(txn, options_.batch));
    return absl::OkStatus();
  };
  std::set<std::string> failed;
  do {
    events.clear();
    if (!parked_.empty()) RETURN_IF_ERROR(database_.Read(absl::Now() + kTimeout, list));
    for (const Event& event : events) {
      if (failed.count(event.resource_name()) > 0) continue;
      absl::StatusOr<Effect> effect = handler_(event);
      absl::Status status = effect.status();
      if (effect.ok()) status = Retry(event, *std::move(effect));
      if (!status.ok() && !IsPassing(status)) {
        failed.insert(event.resource_name());
        status = ParkAgain(event, status);
      }
      RETURN_IF_ERROR(status);
    }
  } while (!events.empty());
  MutexLock lock(mutex_);
  releases_retried_ = releases;
  changed_.NotifyAll();
  return absl::OkStatus();
}

absl::Status Follower::Impl::Retry(const Event& event, Effect effect) {
  RETURN_IF_ERROR(Change([&](sql::Transaction& txn) -> absl::Status {
    RETURN_IF_ERROR(AdvanceIn(txn, cursor_, 1));
    RETURN_IF_ERROR(store_.Unpark(txn, event.sequence()));
    return effect != nullptr ? effect(txn) : absl::OkStatus();
  }));
  const auto parked = parked_.find(event.resource_name());
  if (parked != parked_.end() && --parked->second == 0) parked_.erase(parked);
  if (effect != nullptr && options_.committed != nullptr) options_.committed();
  MutexLock lock(mutex_);
  ++state_.applied_count;
  --state_.parked_count;
  changed_.NotifyAll();
  return absl::OkStatus();
}

absl::Status Follower::Impl::ParkAgain(const Event& event, const absl::Status& error) {
  return Change([&](sql::Transaction& txn) -> absl::Status {
    RETURN_IF_ERROR(AdvanceIn(txn, cursor_, 0));
    RETURN_IF_ERROR(store_.ParkAgain(txn, event, error.ToString()));
    return Tell(options_.parked, txn, event.resource_name());
  });
}

absl::StatusOr<int> Follower::Impl::Release(absl::string_view resource_name) {
  int64_t released = 0;
  RETURN_IF_ERROR(Write([&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(released, store_.Release(txn, resource_name));
    return released > 0 ? Tell(options_.released, txn, resource_name) : absl::OkStatus();
  }));
  if (released == 0) {
    return NotFoundError(absl::StrCat("a parked event of ", resource_name));
  }
  MutexLock lock(mutex_);
  ++releases_;
  return static_cast<int>(released);
}

absl::StatusOr<int64_t> Follower::Impl::WaitCaughtUp(absl::Time deadline,
                                                     absl::optional<int64_t> head) {
  if (!head.has_value()) {
    // From the beginning: whether the cursor is one of this log is the follower's to find out.
    ASSIGN_OR_RETURN(const Page page, source_->Read({}, 1, absl::InfinitePast()));
    head = page.head;
  }
  const int64_t target = *head;
  const Countdown countdown = Countdown::To(deadline);
  while (true) {
    bool done = false;
    ASSIGN_OR_RETURN(const bool here, WaitHere(target, countdown, done));
    absl::StatusOr<absl::optional<FollowerRow>> row = absl::nullopt;
    if (!here) {
      row = LoadRow();
      // A lease of our own that we don't know to hold is about to be taken again.
      done = row.ok() && row->has_value() && (*row)->applied_to.sequence >= target &&
             !(*row)->resync.has_value() && (*row)->owner != owner_;
    }
    MutexLock lock(mutex_);
    if (done) {
      if (!here && !holding_shown_) ShowRow(**row);
      return state_.applied_count - std::exchange(counted_, state_.applied_count).value_or(0);
    }
    changed_.WaitFor(mutex_, std::min(countdown.left(), kWatchInterval));
  }
}

// Waits as long as the lease is held here; false if it isn't.
absl::StatusOr<bool> Follower::Impl::WaitHere(int64_t target, const Countdown& countdown,
                                              bool& done) {
  MutexLock lock(mutex_);
  awaited_ = std::max(awaited_, target);
  changed_.NotifyAll();
  while (true) {
    done = holding_shown_ && !state_.stopped && state_.cursor >= target &&
           releases_retried_ == releases_;
    if (done) return true;
    if (stopping_) return UnavailableError(absl::StrCat(options_.name, " is stopped"));
    if (!state_.error.ok() && !IsPassing(state_.error)) return state_.error;
    if (countdown.over()) {
      return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   absl::StrCat(options_.name, " is at ", state_.cursor, " of ", target, ": ",
                                state_.error.ok() ? "busy" : state_.error.message()));
    }
    if (!holding_shown_) return false;
    changed_.WaitFor(mutex_, countdown.left());
  }
}

Follower::Follower(FollowerOptions options, sql::Database& database, std::unique_ptr<Source> source,
                   Handler handler)
    : impl_(std::make_unique<Impl>(std::move(options), database, std::move(source),
                                   std::move(handler))) {}
Follower::~Follower() = default;

absl::StatusOr<absl::optional<absl::Time>> Follower::OldestWaiting(sql::Transaction& txn,
                                                                   absl::string_view name) {
  return FollowerStore(std::string(name)).OldestWaiting(txn);
}

void Follower::Start() { impl_->Start(); }
void Follower::Stop() { impl_->Stop(); }

absl::StatusOr<int64_t> Follower::WaitCaughtUp(absl::Time deadline, absl::optional<int64_t> head) {
  return impl_->WaitCaughtUp(deadline, head);
}

FollowerState Follower::State() const { return impl_->State(); }

absl::StatusOr<int> Follower::Release(absl::string_view resource_name) {
  return impl_->Release(resource_name);
}

}  // namespace shopdesk::event
