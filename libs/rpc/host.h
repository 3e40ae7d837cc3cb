#pragma once

#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "libs/rpc/handler.h"
#include "libs/rpc/host_options.h"
#include "libs/runtime/context.h"
#include "libs/runtime/runtime.h"
#include "libs/runtime/sink.h"
#include "libs/runtime/validate.h"

namespace grpc {
class ServerBuilder;
}

namespace shopdesk::rpc {

class HostCore;
class Routes;
enum class Operation;
struct Route;

// The adapters between gRPC's callback API and handlers. For every call an adapter does: who calls
// (the certificate's name, or what the metadata say), whether the authorization file and the
// method's own (shopdesk.option.v1.method) let him, and that a buyer reaches only what is his; the
// deadline (too little left is refused: DEADLINE_EXCEEDED,
// DEADLINE_TOO_SHORT), parsing and validation by field options (and request_id, which must be there
// where the request has such a field), admission (full: RESOURCE_EXHAUSTED, OVERLOADED, with
// RetryInfo), idempotency, the status with its details, metrics, a log line for errors, slow calls
// and one in N, and it finishes the call exactly once. An error without ErrorInfo gets one; what
// INTERNAL errors say is logged and not answered.
//
// The messages are parsed and serialized here, below gRPC's generated code, so that a service is a
// table and not a class (docs/adr/0006).
class Host {
 public:
  Host(runtime::Runtime& runtime, const HostOptions& options);
  ~Host();

  // The routing table of a gRPC service, e.g. "shopdesk.catalog.v1.StockService", to be filled
  // before RegisterServices.
  Routes Service(absl::string_view full_name);

  // Adds all services to a server; the host must outlive it. INVALID_ARGUMENT if a table lacks one
  // of its service's methods, or has one that the service lacks, that takes other messages or that
  // doesn't say who may call it.
  absl::Status RegisterServices(grpc::ServerBuilder& builder);
  // The full names of the services.
  std::vector<std::string> ServiceNames() const;

  // Ends the streams at their next message and makes them refuse new ones.
  void Drain();
  // Ends streams whose clients neither send nor take anything; to be called about once a second.
  void EndIdleStreams();
  // Answers UNAVAILABLE to all calls that are open; what works on them goes on for nobody.
  void Cut();
  // Calls that gRPC has not done with: open, or their answer is still being sent.
  int64_t Unsent() const;
  // Runs what is queued and ends the threads; after the gRPC server has shut down. Idempotent.
  void Stop();

  runtime::Runtime& runtime();

 private:
  std::unique_ptr<HostCore> core_;
};

namespace internal {

// The messages of a handler.
template <class Fn>
struct Signature;
template <class Context, class Q, class R, class... Deps>
struct Signature<absl::Status (*)(Context&, const Q&, R*, Deps...)> {
  using Request = Q;
  using Response = R;
  static R* Answer(google::protobuf::Message& response) { return static_cast<R*>(&response); }
};
template <class Context, class Q, class R, class... Deps>
struct Signature<absl::Status (*)(Context&, const Q&, runtime::Sink<R>, Deps...)> {
  using Request = Q;
  using Response = R;
  static runtime::Sink<R> Answer(runtime::MessageSink& sink) { return runtime::Sink<R>(sink); }
};

enum class Streaming { kNone, kAnswers, kBoth };
// Which pool runs a workflow.
enum class Threads { kQuery, kWorkflow };

struct MessageTypes {
  const google::protobuf::Message& request;
  const google::protobuf::Message& response;
  runtime::Rows rows = runtime::Rows::kWithRequest;
};

template <class Fn>
MessageTypes TypesOf(Fn) {
  using S = Signature<Fn>;
  return {S::Request::default_instance(), S::Response::default_instance()};
}

// What a handler takes besides is held for as long as the host: a shared_ptr and a temporary by
// value, all else by reference. A shared_ptr is handed over as what it points to.
template <class T>
struct Held {
  using Type = T;
};
template <class T>
struct Held<std::shared_ptr<T>&> {
  using Type = std::shared_ptr<T>;
};
template <class T>
struct Held<const std::shared_ptr<T>&> {
  using Type = std::shared_ptr<T>;
};
template <class T>
T& Deref(T& value) {
  return value;
}
template <class T>
T& Deref(std::shared_ptr<T>& pointer) {
  return *pointer;
}

// A handler as a function of plain messages.
template <class Context, class Fn, class... Deps>
auto Bind(Fn fn, Deps&&... deps) {
  using S = Signature<Fn>;
  auto held =
      std::make_shared<std::tuple<typename Held<Deps>::Type...>>(std::forward<Deps>(deps)...);
  return [fn, held = std::move(held)](Context& ctx, const google::protobuf::Message& request,
                                      auto& response) {
    return std::apply(
        [&](auto&... deps) {
          return fn(ctx, static_cast<const typename S::Request&>(request), S::Answer(response),
                    Deref(deps)...);
        },
        *held);
  };
}

}  // namespace internal

// One gRPC service, a line an RPC:
//
//   rpc::Routes stock = host.Service("shopdesk.catalog.v1.StockService");
//   stock.Read("GetStockLevel", handlers::GetStockLevel);
//   stock.Workflow("CountStock", handlers::CountStock, *clients.warehouse);
//
// A handler is a plain function that a test calls without any of this: its context, the request,
// where the response goes, and what the line names besides.
class Routes {
 public:
  Routes(HostCore& core, absl::string_view service);

  // fn: absl::Status(ReadContext&, const Request&, Response*, deps...). Point look-ups: on the gRPC
  // thread with SQLite, on the query pool with PostgreSQL.
  template <class Fn, class... Deps>
  void Read(absl::string_view method, Fn fn, Deps&&... deps) {
    AddRead(method, internal::TypesOf(fn),
            internal::Bind<runtime::ReadContext>(fn, std::forward<Deps>(deps)...));
  }
  // The same signature; always on the query pool: lists, searches, figures.
  template <class Fn, class... Deps>
  void Query(absl::string_view method, Fn fn, Deps&&... deps) {
    AddQuery(method, internal::TypesOf(fn),
             internal::Bind<runtime::ReadContext>(fn, std::forward<Deps>(deps)...));
  }
  // fn: absl::Status(WriteContext&, const Request&, Response*, deps...). One transaction; answered
  // once it is durable.
  template <class Fn, class... Deps>
  void Write(absl::string_view method, Fn fn, Deps&&... deps) {
    AddWrite(method, internal::TypesOf(fn), nullptr,
             internal::Bind<runtime::WriteContext>(fn, std::forward<Deps>(deps)...));
  }
  // As Write, for requests that are lists of rows: the handler checks each by itself, as of a
  // WriteStream, so that a bad row is answered and refuses no other.
  template <class Fn, class... Deps>
  void WriteRows(absl::string_view method, Fn fn, Deps&&... deps) {
    internal::MessageTypes types = internal::TypesOf(fn);
    types.rows = runtime::Rows::kByHandler;
    AddWrite(method, types, nullptr,
             internal::Bind<runtime::WriteContext>(fn, std::forward<Deps>(deps)...));
  }
  // As Write, for what is called very often: `announce` tells what the handler will read, so that
  // PostgreSQL makes many of them in one transaction.
  template <class Request, class Fn, class... Deps>
  void WriteMany(void (*announce)(const Request&, sql::Reads&), absl::string_view method, Fn fn,
                 Deps&&... deps) {
    AddWrite(
        method, internal::TypesOf(fn),
        [announce](const google::protobuf::Message& request, sql::Reads& reads) {
          announce(static_cast<const Request&>(request), reads);
        },
        internal::Bind<runtime::WriteContext>(fn, std::forward<Deps>(deps)...));
  }
  // fn: absl::Status(WorkflowContext&, const Request&, Response*, deps...). On the workflow pool;
  // may call other services and block.
  template <class Fn, class... Deps>
  void Workflow(absl::string_view method, Fn fn, Deps&&... deps) {
    AddWorkflow(method, internal::TypesOf(fn), internal::Threads::kWorkflow,
                internal::Bind<runtime::WorkflowContext>(fn, std::forward<Deps>(deps)...));
  }
  // As Workflow, for work of this service only that takes its transactions itself: on the query
  // pool, so that it never waits behind workflows that wait for other services.
  template <class Fn, class... Deps>
  void Inquire(absl::string_view method, Fn fn, Deps&&... deps) {
    AddWorkflow(method, internal::TypesOf(fn), internal::Threads::kQuery,
                internal::Bind<runtime::WorkflowContext>(fn, std::forward<Deps>(deps)...));
  }
  // fn as for Write. Bidirectional: each request message is one Write and is answered, in order,
  // once durable; several are in flight at once. A failed one ends the stream with its error after
  // the answers of those before it; later ones may have been done (repeat them: they have their
  // request_id).
  template <class Fn, class... Deps>
  void WriteStream(absl::string_view method, Fn fn, Deps&&... deps) {
    AddWriteStream(method, internal::TypesOf(fn),
                   internal::Bind<runtime::WriteContext>(fn, std::forward<Deps>(deps)...));
  }
  // fn as for Workflow. As WriteStream, but each request message is one Workflow: few are in flight
  // at once, on the workflow pool.
  template <class Fn, class... Deps>
  void WorkflowStream(absl::string_view method, Fn fn, Deps&&... deps) {
    AddWorkflowStream(method, internal::TypesOf(fn),
                      internal::Bind<runtime::WorkflowContext>(fn, std::forward<Deps>(deps)...));
  }
  // fn: absl::Status(WorkflowContext&, const Request&, Sink<Response>, deps...). On a thread of the
  // stream pool.
  template <class Fn, class... Deps>
  void ReadStream(absl::string_view method, Fn fn, Deps&&... deps) {
    AddReadStream(method, internal::TypesOf(fn),
                  internal::Bind<runtime::WorkflowContext>(fn, std::forward<Deps>(deps)...));
  }
  // Methods without a line are answered UNIMPLEMENTED: for the servers of tests.
  void LeaveOthersOut();

 private:
  using Types = const internal::MessageTypes&;
  // The route to fill; null if there is none, which RegisterServices tells.
  Route* Add(absl::string_view method, Types types, internal::Streaming streaming,
             Operation operation);
  void AddRead(absl::string_view method, Types types, internal::ReadFn fn);
  void AddQuery(absl::string_view method, Types types, internal::ReadFn fn);
  void AddWrite(absl::string_view method, Types types, internal::AnnounceFn announce,
                internal::WriteFn fn);
  void AddWorkflow(absl::string_view method, Types types, internal::Threads threads,
                   internal::WorkflowFn fn);
  void AddWriteStream(absl::string_view method, Types types, internal::WriteFn fn);
  void AddWorkflowStream(absl::string_view method, Types types, internal::WorkflowFn fn);
  void AddReadStream(absl::string_view method, Types types, internal::StreamFn fn);

  HostCore& core_;
  const size_t service_;
};

}  // namespace shopdesk::rpc
