#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "libs/base/clock.h"
#include "libs/event/log.h"
#include "libs/privacy/vault.h"
#include "libs/runtime/call_info.h"
#include "libs/runtime/event_counters.h"
#include "libs/sql/database.h"
#include "libs/timer/timers.h"
#include "shopdesk/event/v1/event.pb.h"

// What handlers, followers and timers get. Free of gRPC: all of it can be made in a test
// (runtime.h).
namespace shopdesk::runtime {

class ReadContext;
class WriteContext;

// What contexts work with: the parts of a service that a call reaches, and how a workflow makes its
// steps. Runtime is the only one. Thread-safe.
class Engine {
 public:
  // The name of this service, e.g. "orders".
  virtual const std::string& service() const = 0;
  virtual const Clock& machine_clock() const = 0;
  virtual const privacy::Vault& vault() const = 0;
  virtual timer::Timers& timers() = 0;
  virtual event::Log& events() = 0;
  virtual EventCounters& event_counters() = 0;

  // A consistent snapshot.
  virtual absl::Status Read(const CallInfo& call,
                            absl::FunctionRef<absl::Status(ReadContext&)> body) = 0;
  // A Write that is waited for, with an idempotency record under `request_hash`; empty: none.
  // `reads`: what the body will read, as of Runtime::Write.
  virtual absl::Status WriteAndRecord(const CallInfo& call, const std::string& request_hash,
                                      google::protobuf::Message* response, sql::Reads reads,
                                      absl::FunctionRef<absl::Status(WriteContext&)> body) = 0;

 protected:
  ~Engine() = default;
};

class Context {
 public:
  const CallInfo& call() const { return call_; }
  const type::v1::Actor& actor() const { return call_.actor; }
  // Business time: the same throughout the call. What deadlines and records of the domain are made
  // of.
  absl::Time now() const { return now_; }
  // Machine time, for retention only.
  absl::Time machine_now() const;
  // An id that this call makes again when it is repeated: from caller, method, request_id and
  // `tag`. For names of new resources and for outward request ids.
  std::string DerivedId(absl::string_view tag) const;
  const privacy::Vault& vault() const;
  // The name of this service, e.g. "orders".
  const std::string& service() const;

 protected:
  Context(Engine& engine, const CallInfo& call, absl::Time now)
      : engine_(engine), call_(call), now_(now) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() = default;

  Engine& engine_;
  const CallInfo& call_;
  const absl::Time now_;
};

// For Read and Query: a consistent snapshot.
class ReadContext final : public Context {
 public:
  ReadContext(Engine& engine, const CallInfo& call, absl::Time now, sql::Transaction& txn)
      : Context(engine, call, now), txn_(txn) {}
  sql::Transaction& txn() { return txn_; }

 private:
  sql::Transaction& txn_;
};

// For Write, timers, and the effects of followers: one transaction. What is emitted and scheduled
// is written with it, after the function returned OK. The function may run again from the start,
// with a new context.
class WriteContext final : public Context {
 public:
  WriteContext(Engine& engine, const CallInfo& call, absl::Time now, sql::Transaction& txn)
      : Context(engine, call, now), txn_(txn) {}
  sql::Transaction& txn() { return txn_; }

  // Records an event: `resource` is the resource after the change, in its stored (masked) form,
  // with a field `name`; `type` e.g. "order.placed".
  template <class Resource>
  void Emit(const Resource& resource, absl::string_view type) {
    EmitMessage(resource, resource.name(), type);
  }
  // As Emit, for one that is gone: `resource` is as it was last.
  template <class Resource>
  void EmitDeleted(const Resource& resource, absl::string_view type) {
    EmitMessage(resource, resource.name(), type);
    events_.back().set_deleted(true);
  }
  // As Emit, for a resource of whatever type, and its name.
  void EmitMessage(const google::protobuf::Message& resource, absl::string_view name,
                   absl::string_view type);
  // Sets, replaces or cancels a timer of this service (business time).
  void Schedule(absl::string_view kind, absl::string_view resource_name, absl::Time due);
  void Cancel(absl::string_view kind, absl::string_view resource_name);

  // As Transaction::Savepoint; events and timers of a failed `fn` are dropped too.
  absl::Status Savepoint(absl::FunctionRef<absl::Status()> fn);

  // Writes what was emitted and scheduled; called once by the runtime.
  absl::Status Flush();
  // Whether anything was; the runtime wakes who waits for it after the commit.
  bool emitted() const { return !events_.empty(); }
  bool scheduled() const { return !timers_.empty(); }

 private:
  struct TimerChange {
    std::string kind;
    std::string resource_name;
    // InfinitePast cancels.
    absl::Time due;
  };

  sql::Transaction& txn_;
  std::vector<event::v1::Event> events_;
  std::vector<TimerChange> timers_;
};

// For Workflow and for followers before their effect: no transaction of its own; may call other
// services (clients/) and block. Names and outward request ids come from DerivedId, so that a
// repetition after a crash finds its own traces.
class WorkflowContext final : public Context {
 public:
  WorkflowContext(Engine& engine, const CallInfo& call, absl::Time now)
      : Context(engine, call, now) {}

  absl::Status Read(absl::FunctionRef<absl::Status(ReadContext&)> fn);
  // A durable step. Runs `fn` in a Write of its own and waits for the commit.
  absl::Status Write(absl::FunctionRef<absl::Status(WriteContext&)> fn);
  // The last step of a mutating RPC: as Write, and stores the idempotency record with `response`,
  // as it is after `fn`, in the same transaction. If the same request was finished meanwhile,
  // `response` is what was answered then. `reads`: what `fn` will read, if so many calls are
  // finished that they should share transactions (sql::WriteOptions).
  absl::Status Finish(google::protobuf::Message& response,
                      absl::FunctionRef<absl::Status(WriteContext&)> fn, sql::Reads reads = {});

 private:
  friend class Runtime;
  // Set by the runtime for RPCs with a request_id.
  std::string request_hash_;
};

}  // namespace shopdesk::runtime
