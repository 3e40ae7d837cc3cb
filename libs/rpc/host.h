#pragma once

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/grpcpp.h"
#include "libs/rpc/context.h"
#include "libs/rpc/runtime.h"
#include "libs/rpc/stream.h"

namespace shopdesk::rpc {

// Passed to Write for a hot row: PostgreSQL batches waiting writes of one key into one transaction.
struct Affinity {
  std::string key;
};

// Where a ReadStream's handler puts its answers: blocks until the message is taken; fails when the
// client has gone or the server drains.
template <class Response>
using Sink = absl::FunctionRef<absl::Status(const Response&)>;

struct HostOptions {
  // Writes queued or running at once.
  int max_writes = 4096;
  // Queries and workflows queued at once, each.
  int max_queued = 1024;
  int query_threads = 4;
  int workflow_threads = 32;
  // Open streams; each ReadStream has a thread.
  int max_streams = 64;
  // One in so many successful calls is logged; 0 none.
  int log_sample = 1000;
  // Calls slower than this are logged; streams never are.
  absl::Duration slow = absl::Milliseconds(500);
};

// The adapters between gRPC's callback API and handlers. A service's routing table (service.cc) has
// one line an RPC:
//
//   grpc::ServerUnaryReactor* GetProduct(grpc::CallbackServerContext* c,
//                                        const GetProductRequest* q, Product* r) override {
//     return host_.Read(c, q, r, handlers::GetProduct);
//   }
//
// An adapter does, for every call: method and caller from the metadata, the deadline (too little
// left is refused: DEADLINE_EXCEEDED, DEADLINE_TOO_SHORT), validation by field options (and
// request_id, which must be there where the request has such a field), admission (full:
// RESOURCE_EXHAUSTED, OVERLOADED, with RetryInfo), idempotency, the status with its details,
// metrics, a log line for errors, slow calls and one in N, and it finishes the call exactly once.
// An error without ErrorInfo gets one; what INTERNAL errors say is logged and not answered.
//
// `deps` are passed on by reference and must outlive the server. Handlers are plain functions and
// are called in tests without any of this (runtime.h).
class Host {
 public:
  Host(Runtime& runtime, const HostOptions& options);
  ~Host();

  // fn: absl::Status(ReadContext&, const Request&, Response*, deps...). Point look-ups: on the
  // gRPC thread with SQLite, on the query pool with PostgreSQL.
  template <class Request, class Response, class Fn, class... Deps>
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, const Request* request,
                                 Response* response, Fn fn, Deps&... deps) {
    if (!reads_inline_) return Query(context, request, response, std::move(fn), deps...);
    return RunRead(context, *request, *response,
                   [&](ReadContext& ctx) { return fn(ctx, *request, response, deps...); });
  }

  // The same signature; always on the query pool: lists, searches, figures.
  template <class Request, class Response, class Fn, class... Deps>
  grpc::ServerUnaryReactor* Query(grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, Fn fn, Deps&... deps) {
    return RunQuery(context, *request, *response,
                    [fn = std::move(fn), request, response, &... deps = deps](ReadContext& ctx) {
                      return fn(ctx, *request, response, deps...);
                    });
  }

  // fn: absl::Status(WriteContext&, const Request&, Response*, deps...). One transaction; answered
  // once it is durable.
  template <class Request, class Response, class Fn, class... Deps>
  grpc::ServerUnaryReactor* Write(grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, Affinity affinity, Fn fn, Deps&... deps) {
    return RunWrite(context, *request, *response, std::move(affinity.key),
                    [fn = std::move(fn), request, response, &... deps = deps](WriteContext& ctx) {
                      return fn(ctx, *request, response, deps...);
                    });
  }
  template <class Request, class Response, class Fn, class... Deps>
  requires(!std::is_same_v<Fn, Affinity>) grpc::ServerUnaryReactor* Write(
      grpc::CallbackServerContext* context, const Request* request, Response* response, Fn fn,
      Deps&... deps) {
    return Write(context, request, response, Affinity{}, std::move(fn), deps...);
  }

  // fn: absl::Status(WorkflowContext&, const Request&, Response*, deps...). On the workflow pool;
  // may call other services and block.
  template <class Request, class Response, class Fn, class... Deps>
  grpc::ServerUnaryReactor* Workflow(grpc::CallbackServerContext* context, const Request* request,
                                     Response* response, Fn fn, Deps&... deps) {
    return RunWorkflow(context, *request, *response, PoolKind::kWorkflow,
                       [fn = std::move(fn), request, response, &... deps = deps](
                           WorkflowContext& ctx) { return fn(ctx, *request, response, deps...); });
  }

  // As Workflow, for work of this service only that takes its transactions itself: on the query
  // pool, so that it never waits behind workflows that wait for other services.
  template <class Request, class Response, class Fn, class... Deps>
  grpc::ServerUnaryReactor* Inquire(grpc::CallbackServerContext* context, const Request* request,
                                    Response* response, Fn fn, Deps&... deps) {
    return RunWorkflow(context, *request, *response, PoolKind::kQuery,
                       [fn = std::move(fn), request, response, &... deps = deps](
                           WorkflowContext& ctx) { return fn(ctx, *request, response, deps...); });
  }

  // fn as for Write. Bidirectional: each request message is one Write and is answered, in order,
  // once durable; several are in flight at once. A failed one ends the stream with its error after
  // the answers of those before it; later ones may have been done (repeat them: they have their
  // request_id).
  template <class Request, class Response, class Fn, class... Deps>
  grpc::ServerBidiReactor<Request, Response>* WriteStream(grpc::CallbackServerContext* context,
                                                          Fn fn, Deps&... deps) {
    auto* reactor = new BidiReactor<Request, Response>();
    auto core = MakeWriteStream(context, Request::default_instance(), Response::default_instance(),
                                *reactor,
                                [fn = std::move(fn), &... deps = deps](
                                    WriteContext& ctx, const google::protobuf::Message& request,
                                    google::protobuf::Message& response) {
                                  return fn(ctx, static_cast<const Request&>(request),
                                            static_cast<Response*>(&response), deps...);
                                });
    reactor->Attach(core);
    core->Start();
    return reactor;
  }

  // fn: absl::Status(WorkflowContext&, const Request&, Sink<Response>, deps...). On a thread of the
  // stream pool.
  template <class Response, class Request, class Fn, class... Deps>
  grpc::ServerWriteReactor<Response>* ReadStream(grpc::CallbackServerContext* context,
                                                 const Request* request, Fn fn, Deps&... deps) {
    auto* reactor = new WriteReactor<Response>();
    auto core = MakeReadStream(
        context, *request, *reactor,
        [fn = std::move(fn), request, &... deps = deps](WorkflowContext& ctx, MessageSink sink) {
          return fn(
              ctx, *request, [&](const Response& response) { return sink(response); }, deps...);
        });
    reactor->Attach(core);
    core->Start();
    return reactor;
  }

  // Before serving: makes the methods of a service known. INVALID_ARGUMENT if two methods have the
  // same request type: a call is told by it.
  absl::Status AddMethods(const google::protobuf::ServiceDescriptor& service);
  // Ends the streams at their next message and makes them refuse new ones.
  void Drain();
  bool draining() const;
  // Runs what is queued and ends the threads; after the gRPC server has shut down. Idempotent.
  void Stop();

  Runtime& runtime() { return runtime_; }

  class Core;

 private:
  enum class PoolKind { kQuery, kWorkflow };
  using MessageSink = absl::FunctionRef<absl::Status(const google::protobuf::Message&)>;
  using StreamWriteFn = std::function<absl::Status(WriteContext&, const google::protobuf::Message&,
                                                   google::protobuf::Message&)>;
  using StreamReadFn = std::function<absl::Status(WorkflowContext&, MessageSink)>;
  class WriteStreamCore;
  class ReadStreamCore;

  grpc::ServerUnaryReactor* RunRead(grpc::CallbackServerContext* context,
                                    const google::protobuf::Message& request,
                                    google::protobuf::Message& response,
                                    absl::FunctionRef<absl::Status(ReadContext&)> body);
  grpc::ServerUnaryReactor* RunQuery(grpc::CallbackServerContext* context,
                                     const google::protobuf::Message& request,
                                     google::protobuf::Message& response,
                                     absl::AnyInvocable<absl::Status(ReadContext&)> body);
  grpc::ServerUnaryReactor* RunWrite(grpc::CallbackServerContext* context,
                                     const google::protobuf::Message& request,
                                     google::protobuf::Message& response, std::string affinity,
                                     absl::AnyInvocable<absl::Status(WriteContext&)> body);
  grpc::ServerUnaryReactor* RunWorkflow(grpc::CallbackServerContext* context,
                                        const google::protobuf::Message& request,
                                        google::protobuf::Message& response, PoolKind pool,
                                        absl::AnyInvocable<absl::Status(WorkflowContext&)> body);
  std::shared_ptr<StreamCore> MakeWriteStream(grpc::CallbackServerContext* context,
                                              const google::protobuf::Message& request_type,
                                              const google::protobuf::Message& response_type,
                                              StreamTransport& transport, StreamWriteFn body);
  std::shared_ptr<StreamCore> MakeReadStream(grpc::CallbackServerContext* context,
                                             const google::protobuf::Message& request,
                                             StreamTransport& transport, StreamReadFn body);

  Runtime& runtime_;
  const bool reads_inline_;
  std::unique_ptr<Core> core_;
};

}  // namespace shopdesk::rpc
