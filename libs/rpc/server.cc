#include "libs/rpc/server.h"

#include <cstdio>
#include <fstream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/authorization.h"
#include "libs/rpc/client.h"
#include "libs/rpc/config.h"
#include "libs/rpc/feed_service.h"
#include "libs/rpc/operations.h"
#include "libs/rpc/remote_source.h"
#include "libs/rpc/tls.h"

namespace shopdesk::rpc {
namespace {

using config::v1::ServerConfig;

constexpr absl::Duration kHealthInterval = absl::Seconds(1);
constexpr absl::Duration kHealthDeadline = absl::Seconds(5);

// Health and reflection are switches of the process in gRPC; set before the first server.
void PrepareGrpc(bool reflection) {
  static const bool health = [] {
    grpc::EnableDefaultHealthCheckService(true);
    // Linked in so that reflection can describe the health service.
    return grpc::health::v1::HealthCheckRequest::descriptor() != nullptr;
  }();
  static_cast<void>(health);
  if (!reflection) return;
  static const bool reflecting = [] {
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  static_cast<void>(reflecting);
}

void Configure(grpc::ServerBuilder& builder, const ServerConfig& config) {
  builder.SetMaxReceiveMessageSize(config.limits().message_bytes());
  // Without this a second process on the same port would share its calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10000);
  // So that clients meet new replicas.
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 30 * 60000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 60000);
  // Reflection is the only synchronous service.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
}

// Never seen half written: written aside and renamed.
absl::Status WritePortFile(const std::string& file, int grpc_port, int metrics_port) {
  const std::string aside = absl::StrCat(file, ".new");
  {
    std::ofstream stream(aside, std::ios::trunc);
    stream << "grpc=" << grpc_port << "\nmetrics=" << metrics_port << "\n";
    if (!stream.flush()) return absl::UnavailableError(absl::StrCat("can't write ", aside));
  }
  if (std::rename(aside.c_str(), file.c_str()) != 0) {
    return absl::UnavailableError(absl::StrCat("can't write ", file));
  }
  return absl::OkStatus();
}

// Only a database that never had one gets a new key ring, and none that others open too: each would
// make its own.
absl::StatusOr<privacy::KeyRing> LoadKeys(const ServerConfig& config, sql::Database& database) {
  if (database.dialect() == sql::Dialect::kPostgres) {
    return privacy::KeyRing::Load(config.key_ring_file(), /*create=*/false);
  }
  bool had = false;
  RETURN_IF_ERROR(database.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(had, privacy::HasKeyRing(txn));
    return absl::OkStatus();
  }));
  return privacy::KeyRing::Load(config.key_ring_file(), /*create=*/!had);
}

}  // namespace

class Server::Impl {
 public:
  Impl(std::string name, const google::protobuf::Message& given, ServerConfig config)
      : name(std::move(name)),
        given(given.New()),
        config(std::move(config)),
        logger(LogOptionsOf(this->name, this->config)) {
    this->given->CopyFrom(given);
  }

  absl::Status Compose(Server& server, const ServiceDefinition& definition);
  absl::Status Listen();
  absl::Status Serve();
  void WatchHealth();
  void SetHealth(bool serving);
  void Shutdown();

  const std::string name;
  const std::unique_ptr<google::protobuf::Message> given;
  const ServerConfig config;
  observe::Logger logger;
  observe::Metrics metrics;
  std::unique_ptr<observe::MetricsServer> metrics_server;
  // Null without TLS.
  std::unique_ptr<AuthorizationFile> authorization;
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  std::unique_ptr<runtime::Runtime> runtime;
  std::unique_ptr<Host> host;
  std::unique_ptr<grpc::Server> grpc_server;
  int grpc_port = 0;
  bool served = false;

  Mutex mutex;
  CondVar wake;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  // Only the health thread, and before it starts.
  absl::Status health = absl::UnavailableError("not checked yet");
  std::thread health_thread;
};

absl::Status Server::Impl::Compose(Server& server, const ServiceDefinition& definition) {
  ASSIGN_OR_RETURN(std::unique_ptr<sql::Database> database, OpenDatabase(config));
  RETURN_IF_ERROR(runtime::MigrateDatabase(*database, definition.sqlite_migrations,
                                           definition.postgres_migrations));
  ASSIGN_OR_RETURN(privacy::KeyRing keys, LoadKeys(config, *database));
  runtime = std::make_unique<runtime::Runtime>(
      runtime::Runtime::Options{.service = name,
                                .controlled_clock = config.controlled_clock(),
                                .follower_lease = absl::Milliseconds(config.follower_lease_ms())},
      std::move(database), std::move(keys), metrics, logger);
  RETURN_IF_ERROR(runtime->Load());
  credentials = grpc::InsecureChannelCredentials();
  if (config.has_tls()) {
    ASSIGN_OR_RETURN(authorization,
                     AuthorizationFile::Open(config.tls().authorization_file(), metrics, logger));
    credentials = MakeChannelCredentials(ClientCertificatesOf(config.tls()));
  }
  HostOptions options = HostOptionsOf(config);
  options.authorization = authorization.get();
  host = std::make_unique<Host>(*runtime, options);
  RETURN_IF_ERROR(definition.compose(server));
  AddFeedService(*host);
  AddOperationsService(*host);
  if (config.controlled_clock()) AddClockService(*host);
  return absl::OkStatus();
}

absl::Status Server::Impl::Listen() {
  ASSIGN_OR_RETURN(metrics_server,
                   observe::MetricsServer::Start(config.listen().metrics(), metrics));
  PrepareGrpc(config.reflection());
  grpc::ServerBuilder builder;
  Configure(builder, config);
  builder.AddListeningPort(
      config.listen().grpc(),
      config.has_tls() ? MakeServerCredentials(config.tls()) : grpc::InsecureServerCredentials(),
      &grpc_port);
  RETURN_IF_ERROR(host->RegisterServices(builder));
  grpc_server = builder.BuildAndStart();
  if (grpc_server == nullptr || grpc_port == 0) {
    return absl::UnavailableError(
        absl::StrCat("can't listen on ", config.listen().grpc(),
                     ": is another program using it? Set listen.grpc to another address"));
  }
  return absl::OkStatus();
}

absl::Status Server::Impl::Serve() {
  RETURN_IF_ERROR(runtime->Start());
  health = runtime->CheckHealth(absl::Now() + kHealthDeadline);
  SetHealth(health.ok());
  health_thread = std::thread([this] { WatchHealth(); });
  if (!config.listen().port_file().empty()) {
    RETURN_IF_ERROR(WritePortFile(config.listen().port_file(), grpc_port, metrics_server->port()));
  }
  served = true;
  if (!config.has_tls()) {
    logger.Log(observe::Level::kWarn, "without tls callers are believed, whoever they say they are",
               {{"listen", config.listen().grpc()}});
  }
  logger.Log(
      observe::Level::kInfo, "serving",
      {{"grpc_port", int64_t{grpc_port}}, {"metrics_port", int64_t{metrics_server->port()}}});
  return absl::OkStatus();
}

void Server::Impl::SetHealth(bool serving) {
  grpc::HealthCheckServiceInterface* service = grpc_server->GetHealthCheckService();
  service->SetServingStatus("", serving);
  for (const std::string& served : host->ServiceNames()) service->SetServingStatus(served, serving);
}

void Server::Impl::WatchHealth() {
  while (true) {
    {
      MutexLock lock(mutex);
      const absl::Time next = absl::Now() + kHealthInterval;
      while (!stopping && absl::Now() < next) wake.WaitFor(mutex, next - absl::Now());
      if (stopping) return;
    }
    if (authorization != nullptr) authorization->Refresh();
    const absl::Status now = runtime->CheckHealth(absl::Now() + kHealthDeadline);
    if (now.ok() == health.ok()) continue;
    health = now;
    logger.Log(health.ok() ? observe::Level::kInfo : observe::Level::kError,
               health.ok() ? "healthy again" : "not healthy",
               {{"error", std::string(health.message())}});
    SetHealth(health.ok());
  }
}

void Server::Impl::Shutdown() {
  {
    MutexLock lock(mutex);
    if (std::exchange(stopping, true)) return;
    wake.NotifyAll();
  }
  if (health_thread.joinable()) health_thread.join();
  if (grpc_server != nullptr) {
    SetHealth(false);
    host->Drain();
    grpc_server->Shutdown(absl::ToChronoTime(absl::Now() + absl::Milliseconds(config.drain_ms())));
  }
  if (host != nullptr) host->Stop();
  if (runtime != nullptr) runtime->Stop();
  if (!config.listen().port_file().empty()) std::remove(config.listen().port_file().c_str());
  if (served) logger.Log(observe::Level::kInfo, "stopped");
  logger.Flush();
  metrics_server.reset();
}

Server::Server() = default;

Server::~Server() { Shutdown(); }

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServiceDefinition& definition,
                                                      const google::protobuf::Message& config) {
  ASSIGN_OR_RETURN(ServerConfig complete, WithDefaults(definition, ServerPart(config)));
  std::unique_ptr<Server> server(new Server);
  server->impl_ = std::make_unique<Impl>(definition.name, config, std::move(complete));
  RETURN_IF_ERROR(server->impl_->Compose(*server, definition));
  RETURN_IF_ERROR(server->impl_->Listen());
  RETURN_IF_ERROR(server->impl_->Serve());
  return server;
}

Host& Server::host() { return *impl_->host; }
runtime::Runtime& Server::runtime() { return *impl_->runtime; }
const ServerConfig& Server::server_config() const { return impl_->config; }
const google::protobuf::Message& Server::given_config() const { return *impl_->given; }
int Server::grpc_port() const { return impl_->grpc_port; }
int Server::metrics_port() const { return impl_->metrics_server->port(); }
void Server::Shutdown() { impl_->Shutdown(); }

std::shared_ptr<grpc::Channel> Server::Connect(const std::string& target) {
  return MakeChannel(target, impl_->credentials);
}

std::unique_ptr<event::Source> Server::FollowFeed(std::shared_ptr<grpc::Channel> channel) {
  return MakeRemoteSource(std::move(channel), impl_->name);
}

}  // namespace shopdesk::rpc
