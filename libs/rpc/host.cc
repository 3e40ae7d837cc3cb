#include "libs/rpc/host.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/call.h"
#include "libs/rpc/core.h"
#include "libs/rpc/read_stream.h"
#include "libs/rpc/wire.h"
#include "libs/rpc/write_stream.h"

namespace shopdesk::rpc {
namespace {

using google::protobuf::MethodDescriptor;
using runtime::ReadContext;
using runtime::WorkflowContext;
using runtime::WriteContext;

using internal::Streaming;

absl::Status RoutingError(absl::string_view method, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(method, " ", what));
}

// The route of a method of the service, to be filled; null, with an error kept, if there is none
// to fill.
Route* AddRoute(HostCore& core, ServiceRoutes& service, absl::string_view name,
                const internal::MessageTypes& types, Streaming streaming, Operation operation) {
  const std::string path = absl::StrCat(service.descriptor->full_name(), ".", name);
  const MethodDescriptor* method = service.descriptor->FindMethodByName(std::string(name));
  if (method == nullptr) {
    core.routing.Update(RoutingError(path, "is not in the protos"));
    return nullptr;
  }
  if (method->input_type() != types.request.GetDescriptor() ||
      method->output_type() != types.response.GetDescriptor() ||
      method->client_streaming() != (streaming == Streaming::kBoth) ||
      method->server_streaming() != (streaming != Streaming::kNone)) {
    core.routing.Update(RoutingError(path, "has other messages than its handler"));
    return nullptr;
  }
  Route& route = service.routes[method->index()];
  if (route.method != nullptr) {
    core.routing.Update(RoutingError(path, "is routed twice"));
    return nullptr;
  }
  const bool streams = streaming == Streaming::kBoth;
  core.routing.Update(Access(*method).CheckDeclared());
  route.method = std::make_unique<Method>(*method, types.request, types.response,
                                          streams ? runtime::Rows::kByHandler : types.rows,
                                          operation, core.runtime.metrics());
  return &route;
}

// Runs `run(call)` on the pool; its status is the call's.
template <class Run>
grpc::ServerUnaryReactor* RunOn(Pool& pool, std::unique_ptr<UnaryCall> call, Run run) {
  grpc::ServerUnaryReactor* reactor = call->reactor();
  if (absl::Status status = call->Admit(); !status.ok()) {
    call->Finish(std::move(status));
    return reactor;
  }
  call->Detach();
  pool.Submit([call = std::move(call), run = std::move(run)]() mutable {
    absl::Status status = call->CheckWanted();
    if (status.ok()) status = run(*call);
    call->Finish(std::move(status));
  });
  return reactor;
}

absl::Status RunRead(HostCore& core, const internal::ReadFn& fn, UnaryCall& call) {
  return core.runtime.Read(call.info(), [&](ReadContext& ctx) -> absl::Status {
    if (call.info().own_only) {
      RETURN_IF_ERROR(
          core.runtime.owners().Check(ctx.txn(), call.info().actor.id(), call.request()));
    }
    return fn(ctx, call.request(), call.response());
  });
}

absl::Status RunWorkflow(HostCore& core, const internal::WorkflowFn& fn, UnaryCall& call) {
  return core.runtime.Workflow(
      call.info(), &call.request(), &call.response(),
      [&](WorkflowContext& ctx) { return fn(ctx, call.request(), call.response()); });
}

grpc::ServerUnaryReactor* RunWrite(HostCore& core, const internal::WriteFn& fn,
                                   const internal::AnnounceFn& announce,
                                   std::unique_ptr<UnaryCall> call) {
  grpc::ServerUnaryReactor* reactor = call->reactor();
  if (absl::Status status = call->Admit(); !status.ok()) {
    call->Finish(std::move(status));
    return reactor;
  }
  if (core.writes.fetch_add(1, std::memory_order_relaxed) >= core.options.max_writes) {
    core.writes.fetch_sub(1, std::memory_order_relaxed);
    return reactor;  // The dropped call answers that it was refused.
  }
  UnaryCall& running = *call;
  running.Detach();
  sql::Reads reads;
  // SQLite reads where it is needed.
  const bool reads_ahead = core.runtime.database().dialect() == sql::Dialect::kPostgres;
  if (announce != nullptr && reads_ahead) announce(running.request(), reads);
  core.runtime.Write(
      running.info(), &running.request(), &running.response(), std::move(reads),
      [&fn, &running](WriteContext& ctx) { return fn(ctx, running.request(), running.response()); },
      [&core, call = std::move(call)](absl::Status status) mutable {
        core.writes.fetch_sub(1, std::memory_order_relaxed);
        call->Finish(std::move(status));
      });
  return reactor;
}

// What makes a call of gRPC's a UnaryCall.
template <class Run>
Route::Unary UnaryRoute(HostCore& core, const Method& method, Run run) {
  return [&core, &method, run = std::move(run)](grpc::CallbackServerContext& context,
                                                const grpc::ByteBuffer& request,
                                                grpc::ByteBuffer& response) {
    return run(std::make_unique<UnaryCall>(core, method, context, request, response));
  };
}

std::function<StreamReactor*(grpc::CallbackServerContext&)> ItemRoute(HostCore& core,
                                                                      const Method& method,
                                                                      ItemWork work) {
  return [&core, &method, work = std::make_shared<const ItemWork>(std::move(work))](
             grpc::CallbackServerContext& context) {
    return StartItemStream(core, method, context, *work);
  };
}

}  // namespace

Host::Host(runtime::Runtime& runtime, const HostOptions& options)
    : core_(std::make_unique<HostCore>(runtime, options)) {}

Host::~Host() { Stop(); }

Routes Host::Service(absl::string_view full_name) { return Routes(*core_, full_name); }

absl::Status Host::RegisterServices(grpc::ServerBuilder& builder) {
  absl::Status status = core_->routing;
  for (const ServiceRoutes& service : core_->services) {
    for (size_t i = 0; i < service.routes.size() && !service.partial; ++i) {
      if (service.routes[i].method != nullptr) continue;
      status.Update(RoutingError(service.descriptor->method(static_cast<int>(i))->full_name(),
                                 "has no line in its routing table"));
    }
  }
  if (!status.ok()) return status;
  for (const ServiceRoutes& service : core_->services) {
    core_->grpc_services.push_back(MakeRawService(service));
    builder.RegisterService(core_->grpc_services.back().get());
  }
  return absl::OkStatus();
}

std::vector<std::string> Host::ServiceNames() const {
  std::vector<std::string> names;
  for (const ServiceRoutes& service : core_->services) {
    names.push_back(service.descriptor->full_name());
  }
  return names;
}

void Host::Drain() {
  core_->draining.store(true);
  for (const auto& stream : core_->OpenStreams()) stream->OnDrain();
}

void Host::EndIdleStreams() {
  for (const auto& stream : core_->OpenStreams()) stream->OnTick();
}

void Host::Cut() {
  for (const auto& stream : core_->OpenStreams()) stream->OnCut();
  core_->CutDetached();
}

int64_t Host::Unsent() const { return core_->open_calls->load(std::memory_order_relaxed); }

void Host::Stop() {
  core_->stream_pool.Stop();
  core_->workflow_pool.Stop();
  core_->query_pool.Stop();
}

runtime::Runtime& Host::runtime() { return core_->runtime; }

Routes::Routes(HostCore& core, absl::string_view service)
    : core_(core), service_(core.services.size()) {
  const google::protobuf::ServiceDescriptor* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(std::string(service));
  if (descriptor == nullptr) {
    core.routing.Update(RoutingError(service, "is not in the protos"));
    return;
  }
  core.services.push_back({descriptor, std::vector<Route>(descriptor->method_count())});
}

Route* Routes::Add(absl::string_view method, Types types, Streaming streaming,
                   Operation operation) {
  if (service_ >= core_.services.size()) return nullptr;
  return AddRoute(core_, core_.services[service_], method, types, streaming, operation);
}

void Routes::LeaveOthersOut() { core_.services[service_].partial = true; }

void Routes::AddRead(absl::string_view method, Types types, internal::ReadFn fn) {
  if (!core_.reads_inline) return AddQuery(method, types, std::move(fn));
  Route* route = Add(method, types, Streaming::kNone, Operation::kRead);
  if (route == nullptr) return;
  route->unary = UnaryRoute(core_, *route->method,
                            [&core = core_, fn = std::move(fn)](std::unique_ptr<UnaryCall> call) {
                              grpc::ServerUnaryReactor* reactor = call->reactor();
                              absl::Status status = call->Admit();
                              if (status.ok()) status = RunRead(core, fn, *call);
                              call->Finish(std::move(status));
                              return reactor;
                            });
}

void Routes::AddQuery(absl::string_view method, Types types, internal::ReadFn fn) {
  Route* route = Add(method, types, Streaming::kNone, Operation::kRead);
  if (route == nullptr) return;
  route->unary = UnaryRoute(
      core_, *route->method, [&core = core_, fn = std::move(fn)](std::unique_ptr<UnaryCall> call) {
        return RunOn(core.query_pool, std::move(call),
                     [&core, &fn](UnaryCall& running) { return RunRead(core, fn, running); });
      });
}

void Routes::AddWrite(absl::string_view method, Types types, internal::AnnounceFn announce,
                      internal::WriteFn fn) {
  Route* route = Add(method, types, Streaming::kNone, Operation::kWrite);
  if (route == nullptr) return;
  route->unary = UnaryRoute(core_, *route->method,
                            [&core = core_, announce = std::move(announce),
                             fn = std::move(fn)](std::unique_ptr<UnaryCall> call) {
                              return RunWrite(core, fn, announce, std::move(call));
                            });
}

void Routes::AddWorkflow(absl::string_view method, Types types, internal::Threads threads,
                         internal::WorkflowFn fn) {
  Route* route = Add(method, types, Streaming::kNone, Operation::kWorkflow);
  if (route == nullptr) return;
  Pool& pool = threads == internal::Threads::kWorkflow ? core_.workflow_pool : core_.query_pool;
  route->unary = UnaryRoute(
      core_, *route->method,
      [&core = core_, &pool, fn = std::move(fn)](std::unique_ptr<UnaryCall> call) {
        return RunOn(pool, std::move(call),
                     [&core, &fn](UnaryCall& running) { return RunWorkflow(core, fn, running); });
      });
}

void Routes::AddWriteStream(absl::string_view method, Types types, internal::WriteFn fn) {
  Route* route = Add(method, types, Streaming::kBoth, Operation::kStream);
  if (route == nullptr) return;
  route->bidi = ItemRoute(core_, *route->method, WriteItems(core_, std::move(fn)));
}

void Routes::AddWorkflowStream(absl::string_view method, Types types, internal::WorkflowFn fn) {
  Route* route = Add(method, types, Streaming::kBoth, Operation::kStream);
  if (route == nullptr) return;
  route->bidi = ItemRoute(core_, *route->method, WorkflowItems(core_, std::move(fn)));
}

void Routes::AddReadStream(absl::string_view method, Types types, internal::StreamFn fn) {
  Route* route = Add(method, types, Streaming::kAnswers, Operation::kStream);
  if (route == nullptr) return;
  route->answers = [&core = core_, &method = *route->method, fn = std::move(fn)](
                       grpc::CallbackServerContext& context, const grpc::ByteBuffer& request) {
    return StartReadStream(core, method, context, request, fn);
  };
}

}  // namespace shopdesk::rpc
