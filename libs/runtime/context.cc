#include "libs/runtime/context.h"

#include <utility>

#include "libs/base/id.h"
#include "libs/base/status_macros.h"

namespace shopdesk::runtime {

absl::Time Context::machine_now() const { return engine_.machine_clock().Now(); }

std::string Context::DerivedId(absl::string_view tag) const {
  return shopdesk::DerivedId({call_.caller, call_.method, call_.request_id, tag});
}

const privacy::Vault& Context::vault() const { return engine_.vault(); }

const std::string& Context::service() const { return engine_.service(); }

void WriteContext::EmitMessage(const google::protobuf::Message& resource, absl::string_view name,
                               absl::string_view type) {
  event::v1::Event& event = events_.emplace_back();
  event.set_resource_name(std::string(name));
  event.set_type(std::string(type));
  event.mutable_resource()->PackFrom(resource);
  *event.mutable_actor() = call().actor;
  event.set_traceparent(call().traceparent);
  *event.mutable_event_time() = ToProto(now());
}

void WriteContext::Schedule(absl::string_view kind, absl::string_view resource_name,
                            absl::Time due) {
  timers_.push_back({std::string(kind), std::string(resource_name), due});
}

void WriteContext::Cancel(absl::string_view kind, absl::string_view resource_name) {
  timers_.push_back({std::string(kind), std::string(resource_name), absl::InfinitePast()});
}

absl::Status WriteContext::Savepoint(absl::FunctionRef<absl::Status()> fn) {
  const size_t events = events_.size();
  const size_t timers = timers_.size();
  absl::Status status = txn_.Savepoint(fn);
  if (!status.ok()) {
    events_.resize(events);
    timers_.resize(timers);
  }
  return status;
}

// Timers are rows and take locks; the sequences of events come after all locks of the transaction,
// so that on PostgreSQL the events of one resource stand in the order of its changes.
absl::Status WriteContext::Flush() {
  for (const TimerChange& change : timers_) {
    if (change.due == absl::InfinitePast()) {
      RETURN_IF_ERROR(engine_.timers().Cancel(txn_, change.kind, change.resource_name));
    } else {
      RETURN_IF_ERROR(
          engine_.timers().Schedule(txn_, change.kind, change.resource_name, change.due));
    }
  }
  for (const event::v1::Event& event : events_) {
    RETURN_IF_ERROR(engine_.events().Append(txn_, event));
  }
  if (events_.empty()) return absl::OkStatus();
  std::vector<prometheus::Counter*> counters;
  for (const event::v1::Event& event : events_) {
    counters.push_back(&engine_.event_counters().Of(event.type()));
  }
  txn_.OnCommit([counters = std::move(counters)] {
    for (prometheus::Counter* counter : counters) counter->Increment();
  });
  return absl::OkStatus();
}

absl::Status WorkflowContext::Read(absl::FunctionRef<absl::Status(ReadContext&)> fn) {
  return engine_.Read(call_, fn);
}

absl::Status WorkflowContext::Write(absl::FunctionRef<absl::Status(WriteContext&)> fn) {
  return engine_.WriteAndRecord(call_, "", nullptr, {}, fn);
}

absl::Status WorkflowContext::Finish(google::protobuf::Message& response,
                                     absl::FunctionRef<absl::Status(WriteContext&)> fn,
                                     sql::Reads reads) {
  return engine_.WriteAndRecord(call_, request_hash_, &response, std::move(reads), fn);
}

}  // namespace shopdesk::runtime
