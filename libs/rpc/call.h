#pragma once

#include <atomic>
#include <memory>

#include "absl/status/statusor.h"
#include "google/protobuf/arena.h"
#include "google/protobuf/message.h"
#include "grpcpp/grpcpp.h"
#include "libs/base/mutex.h"
#include "libs/rpc/authorization.h"
#include "libs/rpc/connections.h"
#include "libs/rpc/core.h"

// One call from its coming to its end; internal to libs/rpc.
namespace shopdesk::rpc {

// One call from its coming to its end: what it brings, whether it is let in, and its one status.
class Call {
 public:
  Call(HostCore& core, const Method& method, grpc::CallbackServerContext& context);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // Who calls, and whether he may; before anything else.
  absl::Status Authorize();
  // Validation, and the deadline that the handler has. Fields that only the server fills are
  // cleared in `request`.
  absl::Status Admit(google::protobuf::Message& request);
  // Of a message in a stream: validation, and its own runtime::CallInfo.
  absl::StatusOr<runtime::CallInfo> AdmitItem(google::protobuf::Message& request) const;
  // Whether there is time for the call at all.
  absl::Status CheckDeadline() const;
  // Counts and logs the outcome, and makes the status to finish with. Once.
  grpc::Status Conclude(absl::Status status);

  const runtime::CallInfo& info() const { return info_; }
  const Method& method() const { return method_; }
  HostCore& core() const { return core_; }
  // What the connection is accounted with; never null.
  const std::shared_ptr<Connection>& connection() const { return connection_; }
  bool cancelled() const { return context_.IsCancelled(); }
  // Whether it is one of the suite's services that calls.
  bool IsFromService() const { return method_.access().IsForService(info_.caller); }

 private:
  absl::Status Validate(google::protobuf::Message& request) const;
  // Fills in the shop, and what mutating calls have besides: their id, and a trace for their
  // events.
  void Identify(const google::protobuf::Message& request, runtime::CallInfo& info) const;
  void Log(const absl::Status& status, absl::Duration took);

  HostCore& core_;
  const Method& method_;
  grpc::CallbackServerContext& context_;
  const int64_t start_ns_;
  const std::shared_ptr<Connection> connection_;
  runtime::CallInfo info_;
  // What the authorization file says of the caller; null where callers are believed.
  std::shared_ptr<const Authorization> authorization_;
  const CallerRules* caller_ = nullptr;
};

// Tells the connection what becomes of its call.
class UnaryReactor final : public grpc::ServerUnaryReactor {
 public:
  UnaryReactor(OpenCalls open, std::shared_ptr<Connection> connection)
      : counted_(std::move(open)), connection_(std::move(connection)) {}

  // The one end, with an answer of so many bytes.
  void Answer(int64_t bytes, grpc::Status status) {
    bytes_ = bytes;
    connection_->unsent_bytes += bytes;
    Finish(std::move(status));
  }

 private:
  void OnCancel() override { cancelled_ = true; }
  void OnDone() override {
    connection_->unsent_bytes -= bytes_;
    if (!cancelled_) ++connection_->ended;
    delete this;
  }

  const Counted counted_;
  const std::shared_ptr<Connection> connection_;
  int64_t bytes_ = 0;
  std::atomic<bool> cancelled_ = false;
};

// A unary call that is finished later. Finishes by itself, as overloaded, if it is dropped unrun.
// Thread-safe where Cut is concerned.
class UnaryCall final : public OpenCall {
 public:
  // gRPC keeps `response` until the call has ended.
  UnaryCall(HostCore& core, const Method& method, grpc::CallbackServerContext& context,
            const grpc::ByteBuffer& request, grpc::ByteBuffer& response);
  UnaryCall(const UnaryCall&) = delete;
  UnaryCall& operator=(const UnaryCall&) = delete;
  ~UnaryCall() override;

  // Who may call, deadline, parsing, validation.
  absl::Status Admit();
  // From now on it may be cut: it is going to another thread.
  void Detach();
  const runtime::CallInfo& info() const { return call_.info(); }
  const google::protobuf::Message& request() const { return request_; }
  google::protobuf::Message& response() { return *response_; }
  grpc::ServerUnaryReactor* reactor();
  // Whether anybody still waits for the answer.
  absl::Status CheckWanted();
  void Finish(absl::Status status);
  void Cut() override;

 private:
  google::protobuf::ArenaOptions ArenaOptions();

  Call call_;
  // Where small requests live, without an allocation of their own.
  alignas(8) char block_[1024];
  google::protobuf::Arena arena_;
  google::protobuf::Message& request_;
  // Not on the arena: handlers move what they loaded into it.
  const std::unique_ptr<google::protobuf::Message> response_;
  const absl::Status parsed_;
  grpc::ByteBuffer& answer_;
  bool detached_ = false;
  Mutex mutex_;
  // Null once it is finished; gRPC's objects are gone then.
  UnaryReactor* reactor_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::rpc
