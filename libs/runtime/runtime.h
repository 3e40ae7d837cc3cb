#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "libs/base/clock.h"
#include "libs/event/follower.h"
#include "libs/event/log.h"
#include "libs/observe/log.h"
#include "libs/observe/metrics.h"
#include "libs/privacy/vault.h"
#include "libs/runtime/context.h"
#include "libs/runtime/owners.h"
#include "libs/runtime/snapshot.h"
#include "libs/sql/database.h"
#include "libs/timer/timers.h"

namespace shopdesk::runtime {

// Does a follower's outward work for an event (ctx.call().request_id is "<follower>-<event id>", so
// outward ids derived from ctx are the same at every repetition) and returns what to change here.
// See event::Handler for errors.
using FollowerEffect = absl::AnyInvocable<absl::Status(WriteContext&)>;
using FollowerHandler =
    std::function<absl::StatusOr<FollowerEffect>(WorkflowContext&, const event::v1::Event&)>;
// What makes a follower of many events faster; see event::FollowerOptions.
struct FollowerPace {
  int at_once = 1;
  bool by_event_alone = false;
  std::function<void(const event::v1::Event&, sql::Reads&)> announce = nullptr;
};
// What a due timer does. See timer::Effect.
using TimerHandler = std::function<absl::Status(WriteContext&, const timer::Due&)>;

// Work with threads of its own, beside timers and followers, e.g. sending notices.
struct Worker {
  std::function<void()> start;
  // Returns when its threads have ended. Called only after start.
  std::function<void()> stop;
  // Does what is due at the present business time, with its threads or without, and waits for it;
  // returns how much was done since the last such call.
  std::function<absl::StatusOr<int64_t>(absl::Time deadline)> catch_up;
};

// The tables of the libraries (numbers 1–99) and a service's own.
std::vector<sql::Migration> AllMigrations(sql::Dialect dialect,
                                          absl::Span<const sql::Migration> sqlite,
                                          absl::Span<const sql::Migration> postgres);

// Applies the tables of the libraries and then a service's own. Errors of
// Database::Migrate.
absl::Status MigrateDatabase(sql::Database& database, absl::Span<const sql::Migration> sqlite,
                             absl::Span<const sql::Migration> postgres);

// OK once the same are applied; sql::CheckMigrated.
absl::Status CheckDatabaseMigrated(sql::Database& database, absl::Span<const sql::Migration> sqlite,
                                   absl::Span<const sql::Migration> postgres);

// The last event of services' feeds, by the service's name.
using FeedHeads = absl::flat_hash_map<std::string, int64_t>;

// Told, in the transaction that does it, that what failed too often was put aside, and that it was
// released to be tried again.
struct ParkingListener {
  enum class What { kEvent, kTimer };
  using Fn =
      std::function<absl::Status(WriteContext&, What what, const std::string& resource_name)>;
  Fn parked;
  Fn released;
  // Told in the transaction in which a follower stops, since the log that it follows is another
  // now, and begins to catch up by a snapshot.
  std::function<absl::Status(WriteContext&, const std::string& follower)> stopped;
};

// Everything of a service below the wire, composed: database, event log, timers, followers, vault,
// clocks. The adapters of host.h add the transport; tests use it directly. Thread-safe after Start.
class Runtime final : public Engine {
 public:
  struct Options {
    // "catalog"
    std::string service;
    bool controlled_clock = false;
    absl::Duration follower_lease = absl::Seconds(10);
    // A follower that fails for so long, though what it calls is there, makes the service
    // unhealthy.
    absl::Duration stuck_after = absl::Minutes(1);
    // Default: the system's.
    const Clock* machine_clock = nullptr;
  };
  Runtime(Options options, std::unique_ptr<sql::Database> database, privacy::KeyRing keys,
          observe::Metrics& metrics, observe::Logger& logger);
  ~Runtime();

  // Before Start, once, on a database that is migrated: FAILED_PRECONDITION (KEY_RING_CHANGED) if
  // the key ring isn't the database's.
  absl::Status Load();
  void AddTimer(absl::string_view kind, TimerHandler handler);
  // `name`: "<service>.<whose feed>", e.g. "orders.logistics". `source` null: the own log.
  void AddFollower(absl::string_view name, std::unique_ptr<event::Source> source,
                   FollowerHandler handler, FollowerPace pace = {});
  void AddSnapshot(SnapshotTable table);
  void ListenToParking(ParkingListener listener);
  // To be filled before Start.
  Owners& owners();
  void AddWorker(Worker worker);
  // `sample` is called at each scrape of the metrics, while the runtime is there.
  void AddSampler(std::function<void()> sample);

  // Starts timers, followers, workers and housekeeping (purging events and idempotency records).
  // Stop ends them in reverse order and closes the database; both idempotent.
  absl::Status Start();
  void Stop();

  // The body of a mutating call. `response` null: nothing is answered. `request` null or without
  // request_id in `call`: not idempotent. The body is run with the response cleared; the
  // idempotency record is looked up before and stored after it. ALREADY_EXISTS (REQUEST_ID_REUSED)
  // for the same request_id with another request. `call`, `request` and `response` must live until
  // `done`, which runs on a thread of the database. `reads`: what the body will read, if it is one
  // that is called so often that many should share a transaction (sql::WriteOptions).
  void Write(const CallInfo& call, const google::protobuf::Message* request,
             google::protobuf::Message* response, sql::Reads reads,
             absl::AnyInvocable<absl::Status(WriteContext&)> body, sql::DoneFn done);
  // The same for tests and tools: waits.
  absl::Status WriteAndWait(const CallInfo& call, const google::protobuf::Message* request,
                            google::protobuf::Message* response,
                            absl::FunctionRef<absl::Status(WriteContext&)> body);
  absl::Status Read(const CallInfo& call,
                    absl::FunctionRef<absl::Status(ReadContext&)> body) override;
  absl::Status WriteAndRecord(const CallInfo& call, const std::string& request_hash,
                              google::protobuf::Message* response, sql::Reads reads,
                              absl::FunctionRef<absl::Status(WriteContext&)> body) override;
  // As Write for a body that makes its own steps; looks the idempotency record up first.
  absl::Status Workflow(const CallInfo& call, const google::protobuf::Message* request,
                        google::protobuf::Message* response,
                        absl::FunctionRef<absl::Status(WorkflowContext&)> body);

  // Moves business time (shopdesk.clock.v1.ClockControl.AdvanceTo): timers in due order, then the
  // followers, those of other services up to `heads`, and the workers. Returns the work done.
  absl::StatusOr<int64_t> AdvanceTo(absl::Time time, absl::Time deadline,
                                    const FeedHeads& heads = {});

  const std::string& service() const override;
  sql::Database& database();
  event::Log& events() override;
  EventCounters& event_counters() override;
  timer::Timers& timers() override;
  timer::BusinessClock& clock();
  const Clock& machine_clock() const override;
  const privacy::Vault& vault() const override;
  observe::Metrics& metrics();
  observe::Logger& logger();
  std::vector<event::Follower*> followers();
  const std::vector<SnapshotTable>& snapshots() const;
  // OK if the service can do its work: the database takes writes, no follower has been stuck for a
  // minute. A follower whose source is down is not stuck: if it were, one dead service would take
  // its callers with it; its lag is a metric.
  absl::Status CheckHealth(absl::Time deadline);
  // One round of housekeeping, as its thread does once a minute.
  absl::Status Housekeep();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shopdesk::runtime
