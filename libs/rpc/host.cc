#include "libs/rpc/host.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/call.h"

namespace shopdesk::rpc {

using google::protobuf::Message;

Host::Core::Core(Runtime& runtime, const HostOptions& options)
    : runtime(runtime),
      options(options),
      query_pool(options.query_threads, options.max_queued),
      workflow_pool(options.workflow_threads, options.max_queued),
      stream_pool(options.max_streams, 0) {
  prometheus::Gauge& gauge =
      runtime.metrics().Gauge("grpc_server_in_flight", "RPCs started and not yet finished.");
  runtime.metrics().OnScrape([&gauge, in_flight = in_flight] {
    gauge.Set(static_cast<double>(in_flight->load(std::memory_order_relaxed)));
  });
}

const Method* Host::Core::Find(const google::protobuf::Descriptor& request_type) const {
  const auto found = methods.find(&request_type);
  return found == methods.end() ? nullptr : found->second.get();
}

void Host::Core::Register(const std::shared_ptr<StreamCore>& stream) {
  MutexLock lock(mutex);
  std::erase_if(open_streams, [](const auto& open) { return open.expired(); });
  open_streams.push_back(stream);
}

Host::Host(Runtime& runtime, const HostOptions& options)
    : runtime_(runtime),
      reads_inline_(runtime.database().dialect() == sql::Dialect::kSqlite),
      core_(std::make_unique<Core>(runtime, options)) {}

Host::~Host() { Stop(); }

absl::Status Host::AddMethods(const google::protobuf::ServiceDescriptor& service) {
  for (int i = 0; i < service.method_count(); ++i) {
    const google::protobuf::MethodDescriptor& method = *service.method(i);
    auto [found, inserted] = core_->methods.emplace(method.input_type(), nullptr);
    if (!inserted) {
      return absl::InvalidArgumentError(absl::StrCat(
          method.full_name(), " shares its request type with ", found->second->path()));
    }
    found->second = std::make_unique<Method>(method, runtime_.metrics());
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* Host::RunRead(grpc::CallbackServerContext* context,
                                        const Message& request, Message& response,
                                        absl::FunctionRef<absl::Status(ReadContext&)> body) {
  UnaryCall unary(*core_, request, response, *context);
  grpc::ServerUnaryReactor* reactor = unary.reactor();
  absl::Status status = unary.call().Admit(request);
  if (status.ok()) status = runtime_.Read(unary.call().info(), body);
  unary.Finish(std::move(status));
  return reactor;
}

grpc::ServerUnaryReactor* Host::RunQuery(grpc::CallbackServerContext* context,
                                         const Message& request, Message& response,
                                         absl::AnyInvocable<absl::Status(ReadContext&)> body) {
  auto unary = std::make_unique<UnaryCall>(*core_, request, response, *context);
  grpc::ServerUnaryReactor* reactor = unary->reactor();
  if (absl::Status status = unary->call().Admit(request); !status.ok()) {
    unary->Finish(std::move(status));
    return reactor;
  }
  core_->query_pool.Submit([this, unary = std::move(unary), body = std::move(body)]() mutable {
    absl::Status status = unary->CheckWanted();
    if (status.ok()) {
      status = runtime_.Read(unary->call().info(), [&](ReadContext& ctx) { return body(ctx); });
    }
    unary->Finish(std::move(status));
  });
  return reactor;
}

grpc::ServerUnaryReactor* Host::RunWrite(grpc::CallbackServerContext* context,
                                         const Message& request, Message& response,
                                         std::string affinity,
                                         absl::AnyInvocable<absl::Status(WriteContext&)> body) {
  auto unary = std::make_unique<UnaryCall>(*core_, request, response, *context);
  grpc::ServerUnaryReactor* reactor = unary->reactor();
  if (absl::Status status = unary->call().Admit(request); !status.ok()) {
    unary->Finish(std::move(status));
    return reactor;
  }
  if (core_->writes.fetch_add(1, std::memory_order_relaxed) >= core_->options.max_writes) {
    core_->writes.fetch_sub(1, std::memory_order_relaxed);
    return reactor;  // The dropped call answers that it was refused.
  }
  const CallInfo& info = unary->call().info();
  runtime_.Write(info, &request, &response, affinity, std::move(body),
                 [core = core_.get(), unary = std::move(unary)](absl::Status status) mutable {
                   core->writes.fetch_sub(1, std::memory_order_relaxed);
                   unary->Finish(std::move(status));
                 });
  return reactor;
}

grpc::ServerUnaryReactor* Host::RunWorkflow(
    grpc::CallbackServerContext* context, const Message& request, Message& response, PoolKind pool,
    absl::AnyInvocable<absl::Status(WorkflowContext&)> body) {
  auto unary = std::make_unique<UnaryCall>(*core_, request, response, *context);
  grpc::ServerUnaryReactor* reactor = unary->reactor();
  if (absl::Status status = unary->call().Admit(request); !status.ok()) {
    unary->Finish(std::move(status));
    return reactor;
  }
  Pool& threads = pool == PoolKind::kWorkflow ? core_->workflow_pool : core_->query_pool;
  threads.Submit(
      [this, unary = std::move(unary), body = std::move(body), &request, &response]() mutable {
        absl::Status status = unary->CheckWanted();
        if (status.ok()) {
          status = runtime_.Workflow(unary->call().info(), &request, &response,
                                     [&](WorkflowContext& ctx) { return body(ctx); });
        }
        unary->Finish(std::move(status));
      });
  return reactor;
}

void Host::Drain() {
  core_->draining.store(true);
  std::vector<std::weak_ptr<StreamCore>> open;
  {
    MutexLock lock(core_->mutex);
    open = core_->open_streams;
  }
  for (const auto& stream : open) {
    if (std::shared_ptr<StreamCore> core = stream.lock()) core->OnDrain();
  }
}

bool Host::draining() const { return core_->draining.load(); }

void Host::Stop() {
  core_->stream_pool.Stop();
  core_->workflow_pool.Stop();
  core_->query_pool.Stop();
}

}  // namespace shopdesk::rpc
