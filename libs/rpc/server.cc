#include "libs/rpc/server.h"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdio>
#include <fstream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/descriptor.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "libs/base/clock_watch.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/observe/http_server.h"
#include "libs/observe/process_metrics.h"
#include "libs/observe/version.h"
#include "libs/rpc/authorization.h"
#include "libs/rpc/client.h"
#include "libs/rpc/config.h"
#include "libs/rpc/connections.h"
#include "libs/rpc/feed_service.h"
#include "libs/rpc/free_memory.h"
#include "libs/rpc/goaway.h"
#include "libs/rpc/health.h"
#include "libs/rpc/listener.h"
#include "libs/rpc/operations.h"
#include "libs/rpc/remote_source.h"
#include "libs/rpc/self_call.h"
#include "libs/rpc/tls.h"

namespace shopdesk::rpc {
namespace {

using config::v1::ServerConfig;

constexpr absl::Duration kHealthInterval = absl::Seconds(1);
constexpr absl::Duration kHealthDeadline = absl::Seconds(5);
// How often the service calls itself; it takes itself for deaf when it was in vain for so long.
constexpr absl::Duration kSelfCallInterval = absl::Seconds(2);
constexpr absl::Duration kSelfCallTimeout = absl::Seconds(5);
constexpr absl::Duration kDeafAfter = absl::Seconds(12);
// For how long a write that was refused for want of room tells that others will be.
constexpr absl::Duration kFullFor = absl::Seconds(10);
// How often the tables are looked at that somebody else is to bring up to date.
constexpr absl::Duration kSchemaInterval = absl::Seconds(1);
// For how long a start tries to reach its database: a busy server, or one that fails over, answers
// within that.
constexpr absl::Duration kDatabasePatience = absl::Seconds(20);
// No call is open for this long, and clients were asked to open none: they have seen it.
constexpr absl::Duration kQuietTime = absl::Milliseconds(300);
// In which the last answers get to the clients' machines.
constexpr absl::Duration kFlushTime = absl::Milliseconds(500);
// For the last line of a log whose disk may hang; then a signal ends the process.
constexpr unsigned kLastWordSeconds = 5;
// Metadata of one call: names, an actor, a trace. What gRPC takes by default, said.
constexpr int kMetadataBytes = 8 << 10;
// A connection that hasn't begun to speak HTTP/2 by then is closed.
constexpr int kHandshakeMs = 10000;

constexpr sql::Statement kCheckRead = {"rpc.check_read", "SELECT 1"};

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
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             config.limits().calls_per_connection());
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10000);
  builder.AddChannelArgument(
      GRPC_ARG_MAX_CONNECTION_IDLE_MS,
      static_cast<int>(std::min<int64_t>(config.limits().connection_idle_ms(), INT_MAX)));
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

// Only a new process can find out what the database's files hold. But for the log nothing is waited
// for, and not for long: what was acknowledged is in the files.
void EndProcess(observe::Logger& logger, const absl::Status& why) {
  alarm(kLastWordSeconds);
  logger.Log(observe::Level::kError, "the database can't go on, the process ends",
             {{"error", std::string(why.message())}, {"reason", ReasonOf(why)}});
  logger.Flush();
  _exit(1);
}

// A full disk is a reason to refuse writes, and none to take the reads from everybody.
Health::Meaning MeaningOf(const absl::Status& write) {
  return ReasonOf(write) == "STORAGE_FULL" ? Health::Meaning::kImpaired
                                           : Health::Meaning::kNotReady;
}

}  // namespace

class Server::Impl {
 public:
  Impl(const ServiceDefinition& definition, const google::protobuf::Message& given,
       ServerConfig complete, Stopped stopped)
      : name(definition.name),
        definition(definition),
        given(given.New()),
        config(std::move(complete)),
        stopped(std::move(stopped)),
        logger(LogOptionsOf(name, config)),
        health(metrics, logger),
        connections({.connections = config.limits().connections(),
                     .held_bytes = config.limits().held_bytes()}) {
    this->given->CopyFrom(given);
  }

  absl::Status ServePages();
  absl::Status PrepareTables(sql::Database& database);
  absl::Status CheckTables(sql::Database& database);
  absl::Status Compose(Server& server);
  absl::Status Listen();
  absl::Status Serve();
  void AddMetrics();
  // Runs `check` every so often until the server stops.
  template <class Check>
  void Repeat(absl::Duration interval, Check check);
  void CheckDatabase();
  absl::Status CheckRoom();
  void CheckListener();
  void AwaitQuiet(absl::Duration limit);
  void Drain();
  void Shutdown();

  const std::string name;
  const ServiceDefinition definition;
  const std::unique_ptr<google::protobuf::Message> given;
  const ServerConfig config;
  const Stopped stopped;
  observe::Logger logger;
  observe::Metrics metrics;
  Health health;
  Connections connections;
  // Null without TLS.
  std::unique_ptr<AuthorizationFile> authorization;
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  std::unique_ptr<runtime::Runtime> runtime;
  std::unique_ptr<Host> host;
  std::unique_ptr<Listener> listener;
  std::unique_ptr<grpc::Server> grpc_server;
  std::unique_ptr<SelfCall> self_call;
  std::unique_ptr<observe::HttpServer> pages;
  bool served = false;

  Mutex mutex;
  CondVar wake;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  // Only the listener's thread, and before it starts.
  absl::Duration answered;
  // Only by CheckRoom: the runtime's counter of refusals, what it was, how long that tells.
  prometheus::Counter& refused_for_room = metrics.Counter(
      "shopdesk_database_errors_total", "Reads and writes that failed by the database's fault.",
      {{"reason", "STORAGE_FULL"}});
  double refused_seen = 0;
  Countdown full{absl::ZeroDuration()};
  std::vector<std::thread> checkers;
};

// First of all: a probe is answered while a big database is brought up to date.
absl::Status Server::Impl::ServePages() {
  AddMetrics();
  observe::HttpPages offered;
  offered.quick["/livez"] = [this] { return health.Live(); };
  offered.quick["/readyz"] = [this] { return health.Ready(); };
  offered.slow["/metrics"] = [this] {
    return observe::HttpAnswer{.type = "text/plain; version=0.0.4; charset=utf-8",
                               .body = metrics.Render()};
  };
  ASSIGN_OR_RETURN(pages,
                   observe::HttpServer::Start(config.listen().metrics(), std::move(offered)));
  return absl::OkStatus();
}

void Server::Impl::AddMetrics() {
  observe::AddProcessMetrics(metrics);
  metrics
      .Gauge("shopdesk_build_info", "1; the labels say what runs.",
             {{"version", observe::kVersion}, {"commit", observe::kCommit}, {"service", name}})
      .Set(1);
  prometheus::Gauge& open = metrics.Gauge("shopdesk_queue_depth", "What is queued or running.",
                                          {{"queue", "connections"}});
  metrics.Gauge("shopdesk_queue_limit", "At how much more is refused.", {{"queue", "connections"}})
      .Set(config.limits().connections());
  metrics.OnScrape([this, &open] { open.Set(static_cast<double>(connections.Count())); });
  prometheus::Counter& lost =
      metrics.Counter("shopdesk_log_lines_lost_total",
                      "Log lines that were not written: the disk was full, or slow for long.");
  metrics.OnScrape([this, &lost] {
    lost.Increment(std::max(0.0, static_cast<double>(logger.lost()) - lost.Value()));
  });
  if (!config.has_tls()) return;
  prometheus::Gauge& end =
      metrics.Gauge("shopdesk_tls_certificate_not_after_seconds",
                    "When the service's certificate ends, in Unix time; 0: it can't be read.");
  metrics.OnScrape([this, &end] {
    const absl::StatusOr<absl::Time> time = CertificateEnd(config.tls().cert_file());
    end.Set(time.ok() ? static_cast<double>(absl::ToUnixSeconds(*time)) : 0);
  });
}

absl::Status Server::Impl::CheckTables(sql::Database& database) {
  return runtime::CheckDatabaseMigrated(database, definition.sqlite_migrations,
                                        definition.postgres_migrations);
}

absl::Status Server::Impl::PrepareTables(sql::Database& database) {
  const bool apart = config.storage().migrations() == config::v1::Storage::APART;
  const Countdown patience(apart ? absl::InfiniteDuration() : kDatabasePatience);
  while (true) {
    const absl::Status status =
        apart ? CheckTables(database)
              : runtime::MigrateDatabase(database, definition.sqlite_migrations,
                                         definition.postgres_migrations);
    health.Report("schema", status);
    if (status.ok()) return status;
    const bool waits = IsTransient(status) || (apart && ReasonOf(status) == "DATABASE_OLDER");
    if (!waits || patience.over()) return status;
    if (stopped(kSchemaInterval)) return absl::CancelledError("stopped before it served");
  }
}

absl::Status Server::Impl::Compose(Server& server) {
  ASSIGN_OR_RETURN(
      std::unique_ptr<sql::Database> database,
      OpenDatabase(config, [this](const absl::Status& why) { EndProcess(logger, why); }));
  RETURN_IF_ERROR(PrepareTables(*database));
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
  options.connections = &connections;
  host = std::make_unique<Host>(*runtime, options);
  RETURN_IF_ERROR(definition.compose(server));
  AddFeedService(*host);
  AddOperationsService(*host);
  if (config.controlled_clock()) AddClockService(*host);
  return absl::OkStatus();
}

absl::Status Server::Impl::Listen() {
  ASSIGN_OR_RETURN(listener, Listener::Open(config.listen().grpc(), connections, logger));
  PrepareGrpc(config.reflection());
  grpc::ServerBuilder builder;
  Configure(builder, config);
  grpc::ResourceQuota quota(name);
  // Twice what connections may hold: before gRPC gives up calls, whose ever they are, we close the
  // connection that holds most.
  quota.Resize(2 * static_cast<size_t>(config.limits().held_bytes()));
  builder.SetResourceQuota(quota);
  listener->AddTo(builder, config.has_tls() ? MakeServerCredentials(config.tls())
                                            : grpc::InsecureServerCredentials());
  RETURN_IF_ERROR(host->RegisterServices(builder));
  grpc_server = builder.BuildAndStart();
  if (grpc_server == nullptr) return InternalError("gRPC doesn't start");
  return absl::OkStatus();
}

absl::Status Server::Impl::Serve() {
  RETURN_IF_ERROR(runtime->Start());
  CheckDatabase();
  listener->Start();
  health.TellReady([this](bool ready) {
    grpc::HealthCheckServiceInterface* service = grpc_server->GetHealthCheckService();
    service->SetServingStatus("", ready);
    for (const std::string& each : host->ServiceNames()) service->SetServingStatus(each, ready);
  });
  self_call = std::make_unique<SelfCall>(
      config.listen().grpc(), listener->port(),
      config.has_tls() ? MakeSelfCredentials(config.tls()) : grpc::InsecureChannelCredentials());
  RETURN_IF_ERROR(self_call->Try(kSelfCallTimeout));
  answered = SteadyNow();
  health.ReportListener(absl::OkStatus());
  checkers.emplace_back([this] { Repeat(kHealthInterval, [this] { CheckDatabase(); }); });
  checkers.emplace_back([this] { Repeat(kSelfCallInterval, [this] { CheckListener(); }); });
  if (!config.listen().port_file().empty()) {
    RETURN_IF_ERROR(WritePortFile(config.listen().port_file(), listener->port(), pages->port()));
  }
  served = true;
  if (!config.has_tls()) {
    logger.Log(observe::Level::kWarn, "without tls callers are believed, whoever they say they are",
               {{"listen", config.listen().grpc()}});
  }
  logger.Log(observe::Level::kInfo, "serving",
             {{"grpc_port", int64_t{listener->port()}},
              {"metrics_port", int64_t{pages->port()}},
              {"version", std::string(observe::kVersion)},
              {"commit", std::string(observe::kCommit)}});
  return absl::OkStatus();
}

template <class Check>
void Server::Impl::Repeat(absl::Duration interval, Check check) {
  while (true) {
    {
      MutexLock lock(mutex);
      const absl::Duration next = SteadyNow() + interval;
      while (!stopping && SteadyNow() < next) wake.WaitFor(mutex, next - SteadyNow());
      if (stopping) return;
    }
    check();
  }
}

void Server::Impl::CheckDatabase() {
  if (authorization != nullptr) authorization->Refresh();
  host->EndIdleStreams();
  ReleaseFreeMemory();
  sql::Database& database = runtime->database();
  absl::Status write = CheckBy(
      kHealthDeadline, [&](absl::Time deadline) { return database.CheckWritable(deadline); });
  if (write.ok()) write = CheckRoom();
  health.Report("database_write", write, MeaningOf(write));
  health.Report("database_read", CheckBy(kHealthDeadline, [&](absl::Time deadline) {
                  return database.Read(deadline, [](sql::Transaction& txn) {
                    return txn.Query(kCheckRead, {},
                                     [](const sql::Row&) { return absl::OkStatus(); });
                  });
                }));
  // What else the runtime says: followers that don't get on.
  if (write.ok()) {
    health.Report("followers",
                  CheckBy(kHealthDeadline,
                          [&](absl::Time deadline) { return runtime->CheckHealth(deadline); }),
                  Health::Meaning::kImpaired);
  }
}

// The probe finds room where others find none: PostgreSQL gives it the place of the last one again.
absl::Status Server::Impl::CheckRoom() {
  const double refused = refused_for_room.Value();
  if (refused > std::exchange(refused_seen, refused)) full = Countdown(kFullFor);
  if (full.over()) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, "STORAGE_FULL",
               "writes are refused: the database has no room left");
}

void Server::Impl::CheckListener() {
  const int64_t refused = listener->refused();
  absl::Status status = self_call->Try(kSelfCallTimeout);
  // Who refuses isn't deaf.
  if (listener->refused() > refused) status = absl::OkStatus();
  if (status.ok()) answered = SteadyNow();
  if (status.ok() || SteadyNow() - answered >= kDeafAfter) health.ReportListener(status);
}

// Until no call is open and clients have had the time to see that they are to open none.
void Server::Impl::AwaitQuiet(absl::Duration limit) {
  const absl::Duration start = SteadyNow();
  absl::Duration quiet_since = start;
  while (SteadyNow() - start < limit && connections.Count() > 0) {
    if (host->Unsent() > 0) quiet_since = SteadyNow();
    if (SteadyNow() - quiet_since >= kQuietTime) return;
    absl::SleepFor(absl::Milliseconds(5));
  }
}

// The order matters: who is told that it stops goes on being served; who is asked to go finishes
// what he began; what is cut then is told so. Only at last does gRPC's own shutdown cancel things,
// when nothing is left that it could.
void Server::Impl::Drain() {
  health.Drain();
  if (served) absl::SleepFor(absl::Milliseconds(config.drain_wait_ms()));
  host->Drain();
  listener->StopAccepting();
  SendGoaways(*grpc_server);
  AwaitQuiet(absl::Milliseconds(config.drain_ms()));
  host->Cut();
  const absl::Duration start = SteadyNow();
  while (SteadyNow() - start < kFlushTime && host->Unsent() > 0) {
    absl::SleepFor(absl::Milliseconds(5));
  }
  connections.CloseAll();
  grpc_server->Shutdown(absl::ToChronoTime(absl::Now() + kFlushTime));
}

void Server::Impl::Shutdown() {
  {
    MutexLock lock(mutex);
    if (std::exchange(stopping, true)) return;
    wake.NotifyAll();
  }
  if (grpc_server != nullptr) Drain();
  for (std::thread& checker : checkers) checker.join();
  listener.reset();
  if (host != nullptr) host->Stop();
  if (runtime != nullptr) runtime->Stop();
  if (!config.listen().port_file().empty()) std::remove(config.listen().port_file().c_str());
  if (served) logger.Log(observe::Level::kInfo, "stopped");
  logger.Flush();
  pages.reset();
}

Server::Server() = default;

bool Server::SleepOn(absl::Duration wait) {
  absl::SleepFor(wait);
  return false;
}

Server::~Server() { Shutdown(); }

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServiceDefinition& definition,
                                                      const google::protobuf::Message& config,
                                                      Stopped stopped) {
  ASSIGN_OR_RETURN(ServerConfig complete, WithDefaults(definition, ServerPart(config)));
  RETURN_IF_ERROR(CheckPeers(config, complete));
  std::unique_ptr<Server> server(new Server);
  server->impl_ =
      std::make_unique<Impl>(definition, config, std::move(complete), std::move(stopped));
  Impl& impl = *server->impl_;
  const absl::Status status = [&]() -> absl::Status {
    RETURN_IF_ERROR(impl.ServePages());
    RETURN_IF_ERROR(impl.Compose(*server));
    RETURN_IF_ERROR(impl.Listen());
    return impl.Serve();
  }();
  if (status.ok()) return server;
  return status;
}

Host& Server::host() { return *impl_->host; }
runtime::Runtime& Server::runtime() { return *impl_->runtime; }
const ServerConfig& Server::server_config() const { return impl_->config; }
const google::protobuf::Message& Server::given_config() const { return *impl_->given; }
int Server::grpc_port() const { return impl_->listener->port(); }
int Server::metrics_port() const { return impl_->pages->port(); }
void Server::ReopenLog() { impl_->logger.Reopen(); }
void Server::Shutdown() { impl_->Shutdown(); }

std::shared_ptr<grpc::Channel> Server::Connect(const std::string& peer,
                                               const std::string& fallback) {
  const std::string target = PeerTarget(*impl_->given, peer);
  // One that hangs leaves half of the threads to those who don't need it.
  const WaitLimit limit{std::max(impl_->config.limits().workflow_threads() / 2, 1)};
  return MakeChannel(target.empty() ? fallback : target, impl_->credentials, peer, impl_->metrics,
                     limit);
}

std::unique_ptr<event::Source> Server::FollowFeed(std::shared_ptr<grpc::Channel> channel) {
  return MakeRemoteSource(std::move(channel), impl_->name);
}

}  // namespace shopdesk::rpc
