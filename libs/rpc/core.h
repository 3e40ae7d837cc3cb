#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/service_type.h"
#include "libs/base/mutex.h"
#include "libs/observe/log_limiter.h"
#include "libs/rpc/access.h"
#include "libs/rpc/connections.h"
#include "libs/rpc/host_options.h"
#include "libs/rpc/pool.h"
#include "libs/rpc/stream.h"
#include "libs/rpc/stream_shares.h"
#include "libs/runtime/runtime.h"
#include "libs/runtime/validate.h"

// What the adapters share; internal to libs/rpc.
namespace shopdesk::rpc {

// A call that another thread works on.
class OpenCall {
 public:
  virtual ~OpenCall() = default;
  // Answers UNAVAILABLE in place of whoever still works on it, whose answer comes too late then.
  virtual void Cut() = 0;
};

// What a method does, as its latency is told apart by.
enum class Operation { kRead, kWrite, kWorkflow, kStream };

// A method that is served: its messages, its rules and its metrics. Immutable but for the counters.
class Method {
 public:
  Method(const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request,
         const google::protobuf::Message& response, runtime::Rows rows, Operation operation,
         observe::Metrics& metrics);

  const google::protobuf::MethodDescriptor& descriptor() const { return descriptor_; }
  // "/shopdesk.catalog.v1.StockService/ReserveStock"
  const std::string& path() const { return path_; }
  // What new messages are made from.
  const google::protobuf::Message& request() const { return request_; }
  const google::protobuf::Message& response() const { return response_; }
  const runtime::Validator& validator() const { return validator_; }
  const Access& access() const { return access_; }
  // The request's request_id; null if requests have none.
  const google::protobuf::FieldDescriptor* request_id() const { return request_id_; }
  // The shop (escaped id) that has to be known for the request; empty: none has, as for all shops
  // ("shops/-") and for the policy itself, which makes the shop known.
  std::string ShopOf(const google::protobuf::Message& request) const;
  prometheus::Counter& started() const { return started_; }
  // Null for streams.
  prometheus::Histogram* seconds() const { return seconds_; }
  prometheus::Counter& handled(grpc::StatusCode code) const;

 private:
  static constexpr int kCodes = 17;

  const google::protobuf::MethodDescriptor& descriptor_;
  const google::protobuf::Message& request_;
  const google::protobuf::Message& response_;
  const std::string service_;
  const std::string name_;
  const std::string path_;
  const runtime::Validator validator_;
  const Access access_;
  const google::protobuf::FieldDescriptor* const request_id_;
  const std::vector<const google::protobuf::FieldDescriptor*> named_;
  prometheus::Counter& started_;
  prometheus::Histogram* seconds_ = nullptr;
  std::array<prometheus::Counter*, kCodes> handled_ = {};
};

// A method with what runs its calls: one of the two functions.
struct Route {
  using Unary = std::function<grpc::ServerUnaryReactor*(grpc::CallbackServerContext& context,
                                                        const grpc::ByteBuffer& request,
                                                        grpc::ByteBuffer& response)>;

  std::unique_ptr<Method> method;
  Unary unary;
  std::function<StreamReactor*(grpc::CallbackServerContext& context)> bidi;
  std::function<AnswerReactor*(grpc::CallbackServerContext& context,
                               const grpc::ByteBuffer& request)>
      answers;
};

struct ServiceRoutes {
  const google::protobuf::ServiceDescriptor* descriptor;
  // One for each method of the descriptor, in its order; empty for a method without a line in the
  // routing table.
  std::vector<Route> routes;
  // The service may have methods without a line; otherwise it doesn't start with one.
  bool partial = false;
};

// The fields that lead from a request to the name of what it is about, in a shop that has to be
// known: the first that holds such a name, or the `name` of the resource that it carries. Empty:
// requests of the type name none.
std::vector<const google::protobuf::FieldDescriptor*> NamedBy(
    const google::protobuf::Descriptor& request);

class HostCore {
 public:
  HostCore(runtime::Runtime& runtime, const HostOptions& options);

  // Adds a stream to those that OpenStreams answers, until it ends.
  void Register(const std::shared_ptr<StreamCore>& stream);
  std::vector<std::shared_ptr<StreamCore>> OpenStreams();
  // Calls that another thread works on.
  void AddDetached(OpenCall& call);
  void RemoveDetached(OpenCall& call);
  void CutDetached();
  // What the call's connection is accounted with.
  std::shared_ptr<Connection> ConnectionOf(const grpc::CallbackServerContext& context) const;

  runtime::Runtime& runtime;
  const HostOptions options;
  const bool reads_inline;
  // Filled before anything is served.
  std::vector<ServiceRoutes> services;
  absl::Status routing;
  std::vector<std::unique_ptr<grpc::Service>> grpc_services;
  std::atomic<int64_t> writes = 0;
  std::atomic<uint64_t> succeeded = 0;
  observe::LogLimiter log_limiter;
  StreamShares streams;
  std::atomic<bool> draining = false;
  // Shared with the metrics, which outlive the host.
  const std::shared_ptr<std::atomic<int64_t>> in_flight = std::make_shared<std::atomic<int64_t>>(0);
  const OpenCalls open_calls = std::make_shared<std::atomic<int64_t>>(0);
  Mutex mutex;
  std::vector<std::weak_ptr<StreamCore>> open_streams ABSL_GUARDED_BY(mutex);
  absl::flat_hash_set<OpenCall*> detached ABSL_GUARDED_BY(mutex);
  Pool query_pool;
  Pool workflow_pool;
  // A thread for each place, made when it is needed, and for those that gave theirs up and are
  // about to end.
  Pool stream_pool;

 private:
  // Of callers whose connection nobody counts.
  const std::shared_ptr<Connection> uncounted_ = std::make_shared<Connection>();
};

}  // namespace shopdesk::rpc
