#include "libs/runtime/runtime.h"

#include <atomic>
#include <map>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/idempotency.h"
#include "libs/runtime/metrics.h"
#include "libs/runtime/migrations/migrations.h"
#include "libs/runtime/shops.h"

namespace shopdesk::runtime {
namespace {

using google::protobuf::Message;

constexpr absl::Duration kHousekeepingInterval = absl::Minutes(1);
// For the time at which a follower takes an event.
constexpr absl::Duration kClockTimeout = absl::Seconds(10);

CallInfo SystemCall(absl::string_view service, absl::string_view kind, absl::string_view name) {
  CallInfo call;
  call.method = absl::StrCat(kind, "/", name);
  call.caller = std::string(service);
  call.actor.set_kind(type::v1::Actor::SYSTEM);
  call.actor.set_id(std::string(name));
  return call;
}

// One mutating call below the wire. Lives until its outcome is known; Run may be called more than
// once before.
struct WriteJob {
  Runtime& runtime;
  Shops& shops;
  const CallInfo& call;
  std::string request_hash;
  Message* response;
  // Checked against what is the buyer's own; null: nothing to check.
  const Message* request = nullptr;
  bool emitted = false;
  bool scheduled = false;

  template <class Body>
  absl::Status Run(sql::Transaction& txn, Body& body) {
    emitted = false;
    scheduled = false;
    if (response != nullptr) response->Clear();
    if (call.own_only && request != nullptr) {
      RETURN_IF_ERROR(runtime.owners().Check(txn, call.actor.id(), *request));
    }
    if (!request_hash.empty()) {
      ASSIGN_OR_RETURN(bool answered, FindRecord(txn, call, request_hash, response));
      if (answered) return absl::OkStatus();
    }
    if (!call.shop.empty()) RETURN_IF_ERROR(shops.CheckInWrite(txn, call.shop));
    ASSIGN_OR_RETURN(const absl::Time now, runtime.clock().Follow(txn));
    WriteContext ctx(runtime, call, now, txn);
    RETURN_IF_ERROR(body(ctx));
    if (!request_hash.empty()) {
      RETURN_IF_ERROR(
          InsertRecord(txn, call, request_hash, response, runtime.machine_clock().Now()));
    }
    RETURN_IF_ERROR(ctx.Flush());
    emitted = ctx.emitted();
    scheduled = ctx.scheduled();
    return absl::OkStatus();
  }

  void Conclude(const absl::Status& status) {
    if (status.ok()) {
      if (emitted) runtime.events().NotifyCommitted();
      if (scheduled) runtime.timers().NotifyScheduled();
    } else if (response != nullptr) {
      response->Clear();
    }
  }
};

absl::Status RunAndWait(WriteJob job, sql::Reads reads,
                        absl::FunctionRef<absl::Status(WriteContext&)> body) {
  absl::Status status = job.runtime.database().WriteAndWait(
      {job.call.deadline, std::move(reads)},
      [&](sql::Transaction& txn) { return job.Run(txn, body); });
  job.Conclude(status);
  return status;
}

}  // namespace

class Runtime::Impl {
 public:
  Impl(Runtime& runtime, Options options, std::unique_ptr<sql::Database> database,
       privacy::KeyRing keys, observe::Metrics& metrics, observe::Logger& logger)
      : runtime(runtime),
        options(std::move(options)),
        metrics(metrics),
        logger(logger),
        database(std::move(database)),
        machine_clock(this->options.machine_clock != nullptr ? *this->options.machine_clock
                                                             : system_clock),
        clock(*this->database, machine_clock, this->options.controlled_clock),
        vault(std::move(keys)),
        events(*this->database),
        event_counters(metrics),
        timers(*this->database, clock) {
    MeasureOperations(metrics, *this->database);
    timers.OnCommitted([this] { NotifyAll(); });
    timers.OnParking(ParkingFn(&ParkingListener::parked, ParkingListener::What::kTimer),
                     ParkingFn(&ParkingListener::released, ParkingListener::What::kTimer));
  }

  // Tells the listener, whenever it comes.
  timer::Timers::ParkingFn ParkingFn(ParkingListener::Fn ParkingListener::*told,
                                     ParkingListener::What what) {
    return
        [this, told, what](sql::Transaction& txn, absl::string_view resource_name) -> absl::Status {
          const ParkingListener::Fn& tell = parking.*told;
          if (tell == nullptr) return absl::OkStatus();
          const CallInfo call = SystemCall(options.service, "parking", resource_name);
          ASSIGN_OR_RETURN(const absl::Time now, clock.Follow(txn));
          WriteContext ctx(runtime, call, now, txn);
          RETURN_IF_ERROR(tell(ctx, what, std::string(resource_name)));
          return ctx.Flush();
        };
  }

  absl::Status NoteStopped(sql::Transaction& txn, const std::string& follower,
                           const absl::Status& why) {
    txn.OnCommit([this, follower, why] {
      logger.Log(observe::Level::kError,
                 "the log that a follower follows is another than before: it takes a snapshot",
                 {{"follower", follower}, {"error", std::string(why.message())}});
    });
    if (parking.stopped == nullptr) return absl::OkStatus();
    const CallInfo call = SystemCall(options.service, "follower", follower);
    ASSIGN_OR_RETURN(const absl::Time now, clock.Follow(txn));
    WriteContext ctx(runtime, call, now, txn);
    RETURN_IF_ERROR(parking.stopped(ctx, follower));
    return ctx.Flush();
  }

  std::string HashOf(const CallInfo& call, const Message* request) const {
    if (request == nullptr || call.request_id.empty()) return "";
    return RequestHash(vault, call, *request);
  }

  // Adds what is read around the body of a write that tells what it reads.
  void AnnounceFrame(const CallInfo& call, const std::string& request_hash, sql::Reads& reads) {
    if (reads.empty()) return;
    if (!request_hash.empty()) AnnounceRecord(reads, call);
    clock.Announce(reads);
  }

  void NotifyAll() {
    events.NotifyCommitted();
    timers.NotifyScheduled();
  }

  timer::Effect WrapTimer(std::string kind, TimerHandler handler);
  event::Handler WrapFollower(std::string name, FollowerHandler handler);
  absl::StatusOr<int64_t> Advance(absl::Time time, absl::Time deadline, const FeedHeads& heads);
  // What WaitCaughtUp waits for.
  absl::optional<int64_t> HeadFor(event::Follower* follower, const FeedHeads& heads) const;
  absl::Status CheckFollowers();
  void HousekeepingLoop();

  Runtime& runtime;
  const Options options;
  observe::Metrics& metrics;
  observe::Logger& logger;
  SystemClock system_clock;
  std::unique_ptr<sql::Database> database;
  const Clock& machine_clock;
  timer::BusinessClock clock;
  privacy::Vault vault;
  event::Log events;
  EventCounters event_counters;
  timer::Timers timers;
  std::vector<std::unique_ptr<event::Follower>> followers;
  // Those of the own log.
  std::vector<event::Follower*> own_followers;
  // Whose feed each of the others follows.
  absl::flat_hash_map<event::Follower*, std::string> remote_feeds;
  std::vector<SnapshotTable> snapshots;
  Shops shops;
  ParkingListener parking;
  Owners owners;
  std::vector<Worker> workers;
  std::vector<std::function<void()>> samplers;
  std::unique_ptr<RuntimeMetrics> sampler;

  // Serializes AdvanceTo.
  Mutex advancing;
  Mutex mutex;
  CondVar wake;
  bool started ABSL_GUARDED_BY(mutex) = false;
  bool stopped ABSL_GUARDED_BY(mutex) = false;
  // Since when each follower has been backing off from its own work.
  std::map<std::string, Stopwatch> stuck_since ABSL_GUARDED_BY(mutex);
  std::thread housekeeping;
};

timer::Effect Runtime::Impl::WrapTimer(std::string kind, TimerHandler handler) {
  return [this, kind = std::move(kind), handler = std::move(handler)](
             sql::Transaction& txn, const timer::Due& due) -> absl::Status {
    CallInfo call = SystemCall(options.service, "timer", kind);
    call.request_id = absl::StrCat(due.resource_name, "@", ToMillis(due.due_time));
    const absl::Time now = clock.controlled() ? due.due_time : clock.Now();
    WriteContext ctx(runtime, call, now, txn);
    RETURN_IF_ERROR(handler(ctx, due));
    return ctx.Flush();
  };
}

event::Handler Runtime::Impl::WrapFollower(std::string name, FollowerHandler handler) {
  return [this, name = std::move(name), handler = std::move(handler)](
             const event::v1::Event& event) -> absl::StatusOr<event::Effect> {
    auto call = std::make_unique<CallInfo>(SystemCall(options.service, "follower", name));
    // Sequences are given again after a restore, ids never.
    call->request_id = event.id().empty() ? absl::StrCat(name, "-", event.sequence())
                                          : absl::StrCat(name, "-", event.id());
    call->traceparent = event.traceparent();
    ASSIGN_OR_RETURN(const absl::Time now, clock.Follow(absl::Now() + kClockTimeout));
    WorkflowContext workflow(runtime, *call, now);
    ASSIGN_OR_RETURN(FollowerEffect effect, handler(workflow, event));
    if (effect == nullptr) return event::Effect();
    return event::Effect([this, call = std::move(call), effect = std::move(effect)](
                             sql::Transaction& txn) mutable -> absl::Status {
      ASSIGN_OR_RETURN(const absl::Time present, clock.Follow(txn));
      WriteContext ctx(runtime, *call, present, txn);
      RETURN_IF_ERROR(effect(ctx));
      return ctx.Flush();
    });
  };
}

absl::optional<int64_t> Runtime::Impl::HeadFor(event::Follower* follower,
                                               const FeedHeads& heads) const {
  const auto source = remote_feeds.find(follower);
  if (source == remote_feeds.end()) return absl::nullopt;
  const auto head = heads.find(source->second);
  return head != heads.end() ? absl::make_optional(head->second) : absl::nullopt;
}

// Followers may set timers that are due already, and timers emit events that own followers take:
// rounds until one finds nothing to do. What other services hold is asked for once: what comes to
// it through this work is for the caller's next call.
absl::StatusOr<int64_t> Runtime::Impl::Advance(absl::Time time, absl::Time deadline,
                                               const FeedHeads& heads) {
  std::vector<event::Follower*> waited = runtime.followers();
  int64_t total = 0;
  while (true) {
    ASSIGN_OR_RETURN(int64_t work, timers.RunUntil(time, deadline, [this](absl::Time now) {
      return clock.Set(now);
    }));
    RETURN_IF_ERROR(clock.Set(time));
    NotifyAll();
    for (const Worker& worker : workers) {
      ASSIGN_OR_RETURN(int64_t done, worker.catch_up(deadline));
      work += done;
    }
    for (event::Follower* follower : waited) {
      ASSIGN_OR_RETURN(int64_t applied, follower->WaitCaughtUp(deadline, HeadFor(follower, heads)));
      work += applied;
    }
    total += work;
    if (work == 0) return total;
    waited = own_followers;
  }
}

absl::Status Runtime::Impl::CheckFollowers() {
  MutexLock lock(mutex);
  for (const auto& follower : followers) {
    const event::FollowerState state = follower->State();
    if (state.error.ok() || absl::IsUnavailable(state.error) ||
        absl::IsDeadlineExceeded(state.error)) {
      stuck_since.erase(state.name);
      continue;
    }
    const Stopwatch since = stuck_since.emplace(state.name, Stopwatch()).first->second;
    if (since.elapsed() >= options.stuck_after) {
      return UnavailableError(
          absl::StrCat("follower ", state.name, " is stuck: ", state.error.message()));
    }
  }
  return absl::OkStatus();
}

void Runtime::Impl::HousekeepingLoop() {
  while (true) {
    const absl::Status status = runtime.Housekeep();
    MutexLock lock(mutex);
    if (!status.ok() && !stopped) {
      logger.Log(observe::Level::kWarn, "housekeeping failed",
                 {{"error", std::string(status.message())}});
    }
    const Countdown pause(kHousekeepingInterval);
    while (!stopped && !pause.over()) wake.WaitFor(mutex, pause.left());
    if (stopped) return;
  }
}

std::vector<sql::Migration> AllMigrations(sql::Dialect dialect,
                                          absl::Span<const sql::Migration> sqlite,
                                          absl::Span<const sql::Migration> postgres) {
  const bool on_sqlite = dialect == sql::Dialect::kSqlite;
  const auto libraries = on_sqlite ? SqliteMigrations() : PostgresMigrations();
  const auto own = on_sqlite ? sqlite : postgres;
  std::vector<sql::Migration> all(libraries.begin(), libraries.end());
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

absl::Status MigrateDatabase(sql::Database& database, absl::Span<const sql::Migration> sqlite,
                             absl::Span<const sql::Migration> postgres) {
  return database.Migrate(AllMigrations(database.dialect(), sqlite, postgres));
}

absl::Status CheckDatabaseMigrated(sql::Database& database, absl::Span<const sql::Migration> sqlite,
                                   absl::Span<const sql::Migration> postgres) {
  return sql::CheckMigrated(database, AllMigrations(database.dialect(), sqlite, postgres));
}

Runtime::Runtime(Options options, std::unique_ptr<sql::Database> database, privacy::KeyRing keys,
                 observe::Metrics& metrics, observe::Logger& logger)
    : impl_(std::make_unique<Impl>(*this, std::move(options), std::move(database), std::move(keys),
                                   metrics, logger)) {}

Runtime::~Runtime() { Stop(); }

absl::Status Runtime::Load() {
  RETURN_IF_ERROR(database().WriteAndWait(
      {}, [this](sql::Transaction& txn) { return impl_->vault.CheckKeyRing(txn); }));
  return impl_->clock.Load();
}

void Runtime::AddTimer(absl::string_view kind, TimerHandler handler) {
  impl_->timers.Register(kind, impl_->WrapTimer(std::string(kind), std::move(handler)));
}

void Runtime::AddFollower(absl::string_view name, std::unique_ptr<event::Source> source,
                          FollowerHandler handler, FollowerPace pace) {
  const bool own = source == nullptr;
  if (own) source = impl_->events.AsSource("-");
  event::FollowerOptions options;
  options.name = std::string(name);
  options.lease = impl_->options.follower_lease;
  options.at_once = pace.at_once;
  options.by_event_alone = pace.by_event_alone;
  options.announce = std::move(pace.announce);
  options.committed = [this] { impl_->NotifyAll(); };
  options.parked = impl_->ParkingFn(&ParkingListener::parked, ParkingListener::What::kEvent);
  options.released = impl_->ParkingFn(&ParkingListener::released, ParkingListener::What::kEvent);
  options.stopped = [this, name = options.name](sql::Transaction& txn, const absl::Status& why) {
    return impl_->NoteStopped(txn, name, why);
  };
  options.caught_up = [this, name = options.name] {
    logger().Log(observe::Level::kWarn, "a follower has caught up by a snapshot",
                 {{"follower", name}});
  };
  impl_->followers.push_back(std::make_unique<event::Follower>(
      std::move(options), database(), std::move(source),
      impl_->WrapFollower(std::string(name), std::move(handler))));
  event::Follower* follower = impl_->followers.back().get();
  if (own) {
    impl_->own_followers.push_back(follower);
  } else {
    impl_->remote_feeds[follower] = std::string(name.substr(name.find('.') + 1));
  }
}

void Runtime::AddSnapshot(SnapshotTable table) { impl_->snapshots.push_back(std::move(table)); }

void Runtime::ListenToParking(ParkingListener listener) { impl_->parking = std::move(listener); }

Owners& Runtime::owners() { return impl_->owners; }

void Runtime::AddWorker(Worker worker) { impl_->workers.push_back(std::move(worker)); }

void Runtime::AddSampler(std::function<void()> sample) {
  impl_->samplers.push_back(std::move(sample));
}

absl::Status Runtime::Start() {
  {
    MutexLock lock(impl_->mutex);
    if (impl_->started) return absl::OkStatus();
    impl_->started = true;
  }
  impl_->sampler = std::make_unique<RuntimeMetrics>(
      MetricSources{metrics(), database(), events(), timers(), followers(), impl_->samplers});
  impl_->timers.Start();
  for (auto& follower : impl_->followers) follower->Start();
  for (Worker& worker : impl_->workers) worker.start();
  impl_->housekeeping = std::thread([this] { impl_->HousekeepingLoop(); });
  return absl::OkStatus();
}

void Runtime::Stop() {
  bool started;
  {
    MutexLock lock(impl_->mutex);
    if (impl_->stopped) return;
    impl_->stopped = true;
    started = impl_->started;
    impl_->wake.NotifyAll();
  }
  if (started) {
    impl_->housekeeping.join();
    for (Worker& worker : impl_->workers) worker.stop();
    for (auto& follower : impl_->followers) follower->Stop();
    impl_->timers.Stop();
    impl_->sampler.reset();
  }
  impl_->events.Shutdown();
  impl_->database->Close();
}

void Runtime::Write(const CallInfo& call, const Message* request, Message* response,
                    sql::Reads reads, absl::AnyInvocable<absl::Status(WriteContext&)> body,
                    sql::DoneFn done) {
  auto job = std::make_unique<WriteJob>(
      WriteJob{*this, impl_->shops, call, impl_->HashOf(call, request), response, request});
  WriteJob* running = job.get();
  impl_->AnnounceFrame(call, running->request_hash, reads);
  database().Write(
      {call.deadline, std::move(reads)},
      [running, body = std::move(body)](sql::Transaction& txn) mutable {
        return running->Run(txn, body);
      },
      [job = std::move(job), done = std::move(done)](absl::Status status) mutable {
        job->Conclude(status);
        std::move(done)(std::move(status));
      });
}

absl::Status Runtime::WriteAndRecord(const CallInfo& call, const std::string& request_hash,
                                     Message* response, sql::Reads reads,
                                     absl::FunctionRef<absl::Status(WriteContext&)> body) {
  impl_->AnnounceFrame(call, request_hash, reads);
  return RunAndWait({*this, impl_->shops, call, request_hash, response}, std::move(reads), body);
}

absl::Status Runtime::WriteAndWait(const CallInfo& call, const Message* request, Message* response,
                                   absl::FunctionRef<absl::Status(WriteContext&)> body) {
  return RunAndWait({*this, impl_->shops, call, impl_->HashOf(call, request), response, request},
                    {}, body);
}

absl::Status Runtime::Read(const CallInfo& call,
                           absl::FunctionRef<absl::Status(ReadContext&)> body) {
  return database().Read(call.deadline, [&](sql::Transaction& txn) -> absl::Status {
    if (!call.shop.empty()) RETURN_IF_ERROR(impl_->shops.CheckInRead(txn, call.shop));
    ASSIGN_OR_RETURN(const absl::Time now, impl_->clock.Follow(txn));
    ReadContext ctx(*this, call, now, txn);
    return body(ctx);
  });
}

absl::Status Runtime::Workflow(const CallInfo& call, const Message* request, Message* response,
                               absl::FunctionRef<absl::Status(WorkflowContext&)> body) {
  ASSIGN_OR_RETURN(const absl::Time now, impl_->clock.Follow(call.deadline));
  WorkflowContext ctx(*this, call, now);
  ctx.request_hash_ = impl_->HashOf(call, request);
  if (response != nullptr) response->Clear();
  bool answered = false;
  if (call.own_only || !call.shop.empty() || !ctx.request_hash_.empty()) {
    RETURN_IF_ERROR(Read(call, [&](ReadContext& read) -> absl::Status {
      if (call.own_only && request != nullptr) {
        RETURN_IF_ERROR(owners().Check(read.txn(), call.actor.id(), *request));
      }
      if (ctx.request_hash_.empty()) return absl::OkStatus();
      ASSIGN_OR_RETURN(answered, FindRecord(read.txn(), call, ctx.request_hash_, response));
      return absl::OkStatus();
    }));
  }
  if (answered) return absl::OkStatus();
  absl::Status status = body(ctx);
  if (!status.ok() && response != nullptr) response->Clear();
  return status;
}

absl::StatusOr<int64_t> Runtime::AdvanceTo(absl::Time time, absl::Time deadline,
                                           const FeedHeads& heads) {
  MutexLock lock(impl_->advancing);
  return impl_->Advance(time, deadline, heads);
}

absl::Status Runtime::CheckHealth(absl::Time deadline) {
  RETURN_IF_ERROR(database().CheckWritable(deadline));
  return impl_->CheckFollowers();
}

absl::Status Runtime::Housekeep() {
  const absl::Time now = machine_clock().Now();
  RETURN_IF_ERROR(PurgeRecords(database(), now).status());
  return events().Purge(now).status();
}

const std::string& Runtime::service() const { return impl_->options.service; }
sql::Database& Runtime::database() { return *impl_->database; }
event::Log& Runtime::events() { return impl_->events; }
EventCounters& Runtime::event_counters() { return impl_->event_counters; }
timer::Timers& Runtime::timers() { return impl_->timers; }
timer::BusinessClock& Runtime::clock() { return impl_->clock; }
const Clock& Runtime::machine_clock() const { return impl_->machine_clock; }
const privacy::Vault& Runtime::vault() const { return impl_->vault; }
observe::Metrics& Runtime::metrics() { return impl_->metrics; }
observe::Logger& Runtime::logger() { return impl_->logger; }
const std::vector<SnapshotTable>& Runtime::snapshots() const { return impl_->snapshots; }

std::vector<event::Follower*> Runtime::followers() {
  std::vector<event::Follower*> followers;
  for (const auto& follower : impl_->followers) followers.push_back(follower.get());
  return followers;
}

}  // namespace shopdesk::runtime
