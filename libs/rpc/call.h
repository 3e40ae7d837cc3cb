#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/base/mutex.h"
#include "libs/rpc/host.h"
#include "libs/rpc/pool.h"
#include "libs/rpc/validate.h"

// What the adapters share; internal to libs/rpc.
namespace shopdesk::rpc {

// A method that is served: its rules and its metrics. Immutable but for the counters.
class Method {
 public:
  Method(const google::protobuf::MethodDescriptor& method, observe::Metrics& metrics);

  // "/shopdesk.catalog.v1.StockService/ReserveStock"
  const std::string& path() const { return path_; }
  const Validator& validator() const { return validator_; }
  // The request's request_id; null if requests have none.
  const google::protobuf::FieldDescriptor* request_id() const { return request_id_; }
  prometheus::Counter& started() const { return started_; }
  prometheus::Histogram& seconds() const { return seconds_; }
  prometheus::Counter& handled(grpc::StatusCode code) const;

 private:
  static constexpr int kCodes = 17;

  const std::string service_;
  const std::string name_;
  const std::string path_;
  const Validator validator_;
  const google::protobuf::FieldDescriptor* const request_id_;
  observe::Metrics& metrics_;
  prometheus::Counter& started_;
  prometheus::Histogram& seconds_;
  mutable std::array<std::atomic<prometheus::Counter*>, kCodes> handled_ = {};
};

class Host::Core {
 public:
  Core(Runtime& runtime, const HostOptions& options);

  // Null if AddMethods never got its service.
  const Method* Find(const google::protobuf::Descriptor& request_type) const;
  // One of the open streams that Drain tells.
  void Register(const std::shared_ptr<StreamCore>& stream);

  Runtime& runtime;
  const HostOptions options;
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<Method>> methods;
  std::atomic<int64_t> writes = 0;
  std::atomic<int64_t> streams = 0;
  std::atomic<uint64_t> succeeded = 0;
  std::atomic<bool> draining = false;
  // Shared with the metrics, which outlive the host.
  const std::shared_ptr<std::atomic<int64_t>> in_flight = std::make_shared<std::atomic<int64_t>>(0);
  Mutex mutex;
  std::vector<std::weak_ptr<StreamCore>> open_streams ABSL_GUARDED_BY(mutex);
  Pool query_pool;
  Pool workflow_pool;
  Pool stream_pool;
};

// One call from its coming to its end: what it brings, whether it is let in, and its one status.
class Call {
 public:
  Call(Host::Core& core, const google::protobuf::Descriptor& request_type,
       grpc::CallbackServerContext& context);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // Deadline and validation. Fields that only the server fills are cleared in `request`.
  absl::Status Admit(const google::protobuf::Message& request);
  // Of a message in a stream: validation, and its own CallInfo.
  absl::StatusOr<CallInfo> AdmitItem(const google::protobuf::Message& request) const;
  // The same without a request: for streams.
  absl::Status CheckDeadline() const;
  // Counts and logs the outcome, and makes the status to finish with. Once.
  grpc::Status Conclude(absl::Status status);

  const CallInfo& info() const { return info_; }
  Host::Core& core() const { return core_; }
  bool cancelled() const { return context_.IsCancelled(); }

 private:
  absl::Status Validate(const google::protobuf::Message& request) const;
  // Fills in what mutating calls have besides: their id, and a trace for their events.
  void Identify(const google::protobuf::Message& request, CallInfo& info) const;
  void Log(const absl::Status& status, absl::Duration took);

  Host::Core& core_;
  const Method* const method_;
  grpc::CallbackServerContext& context_;
  const int64_t start_ns_;
  CallInfo info_;
};

// A unary call that is finished later. Finishes by itself, as overloaded, if it is dropped unrun.
class UnaryCall {
 public:
  UnaryCall(Host::Core& core, const google::protobuf::Message& request,
            google::protobuf::Message& response, grpc::CallbackServerContext& context);
  ~UnaryCall();

  Call& call() { return call_; }
  grpc::ServerUnaryReactor* reactor() { return reactor_; }
  // Whether anybody still waits for the answer.
  absl::Status CheckWanted() const;
  void Finish(absl::Status status);

 private:
  Call call_;
  google::protobuf::Message& response_;
  grpc::ServerUnaryReactor* reactor_;
};

// The status as a client gets it: with an ErrorInfo in any case, and no internals.
absl::Status Presentable(absl::Status status);

}  // namespace shopdesk::rpc
