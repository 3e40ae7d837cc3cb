#include "libs/rpc/config.h"

#include <arpa/inet.h>
#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/text_config.h"
#include "libs/rpc/tls.h"

namespace shopdesk::rpc {
namespace {

using config::v1::ServerConfig;

constexpr int64_t kDefaultMmapBytes = int64_t{1} << 30;

absl::Status CheckAddress(absl::string_view field, const std::string& address) {
  const size_t colon = address.rfind(':');
  uint32_t port = 0;
  if (colon != std::string::npos && colon > 0 &&
      absl::SimpleAtoi(address.substr(colon + 1), &port) && port <= 65535) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": \"", address, "\" must be host:port, e.g. 127.0.0.1:7001"));
}

bool IsLoopback(absl::string_view address) {
  const std::string host(address.substr(0, address.rfind(':')));
  in_addr numeric;
  if (inet_pton(AF_INET, host.c_str(), &numeric) == 1) return ntohl(numeric.s_addr) >> 24 == 127;
  return host == "localhost" || host == "[::1]";
}

// Whoever reaches a service without TLS may do everything.
absl::Status CheckTransport(const ServerConfig& config) {
  if (config.has_tls()) return CheckTls(config.tls());
  if (config.insecure_non_loopback() || IsLoopback(config.listen().grpc())) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("listen.grpc: others reach \"", config.listen().grpc(),
                   "\", and without tls callers are believed whatever they say; set tls, or "
                   "insecure_non_loopback: true where nobody else can reach it"));
}

// Fills in `fallback` for 0, and refuses what is below 0.
template <class Get, class Set>
absl::Status Complete(absl::string_view field, int64_t fallback, Get get, Set set) {
  if (get() < 0) return absl::InvalidArgumentError(absl::StrCat(field, ": must not be negative"));
  if (get() == 0) set(fallback);
  return absl::OkStatus();
}

#define SHOPDESK_COMPLETE(message, field, fallback)               \
  RETURN_IF_ERROR(Complete(                                       \
      #field, fallback, [&] { return int64_t{message.field()}; }, \
      [&](int64_t value) { message.set_##field(value); }))

absl::Status CompleteStorage(const ServiceDefinition& definition, config::v1::Storage& storage) {
  if (storage.data_dir().empty()) storage.set_data_dir("var/data");
  if (storage.backend_case() != config::v1::Storage::kPostgres) {
    config::v1::Sqlite& sqlite = *storage.mutable_sqlite();
    if (sqlite.file().empty()) {
      sqlite.set_file(
          absl::StrCat(storage.data_dir(), "/", definition.name, "/", definition.name, ".db"));
    }
    SHOPDESK_COMPLETE(sqlite, readers, 4);
    SHOPDESK_COMPLETE(sqlite, mmap_bytes, kDefaultMmapBytes);
    return absl::OkStatus();
  }
  config::v1::Postgres& postgres = *storage.mutable_postgres();
  if (postgres.dsn().empty() == postgres.dsn_file().empty()) {
    return absl::InvalidArgumentError("storage.postgres: give one of dsn and dsn_file");
  }
  if (postgres.schema().empty()) postgres.set_schema(definition.name);
  SHOPDESK_COMPLETE(postgres, connections, 8);
  if (postgres.connections() < 2) {
    return absl::InvalidArgumentError("storage.postgres.connections: at least 2");
  }
  return absl::OkStatus();
}

// On PostgreSQL there may be replicas, whose keys must be the same.
absl::Status CompleteKeyRing(const ServiceDefinition& definition, ServerConfig& config) {
  if (!config.key_ring_file().empty()) return absl::OkStatus();
  if (config.storage().has_postgres()) {
    return absl::InvalidArgumentError(
        "key_ring_file: is required with storage.postgres, the same for all replicas; make one: "
        "shopdesk keyring new FILE");
  }
  config.set_key_ring_file(
      absl::StrCat(config.storage().data_dir(), "/", definition.name, "/keyring"));
  return absl::OkStatus();
}

// File descriptors that aren't connections': the database's, the log's, those of channels and
// pages.
constexpr int64_t kOtherDescriptors = 256;

int64_t DescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  return static_cast<int64_t>(std::min<rlim_t>(limit.rlim_cur, 1 << 20));
}

int32_t ConnectionsWithin(int64_t descriptors) {
  return static_cast<int32_t>(std::max(descriptors - kOtherDescriptors, descriptors / 2));
}

absl::Status CompleteLimits(const ServiceDefinition& definition, config::v1::Limits& limits) {
  SHOPDESK_COMPLETE(limits, writes, 4096);
  SHOPDESK_COMPLETE(limits, pool_queue, 1024);
  SHOPDESK_COMPLETE(limits, query_threads, 4);
  SHOPDESK_COMPLETE(limits, workflow_threads, 32);
  SHOPDESK_COMPLETE(limits, streams, 64);
  SHOPDESK_COMPLETE(limits, message_bytes, definition.message_bytes);
  SHOPDESK_COMPLETE(limits, connections, 4096);
  SHOPDESK_COMPLETE(limits, calls_per_connection, 128);
  SHOPDESK_COMPLETE(limits, held_bytes, int64_t{256} << 20);
  SHOPDESK_COMPLETE(limits, stream_idle_ms, 60000);
  SHOPDESK_COMPLETE(limits, connection_idle_ms, 300000);
  limits.set_connections(std::min(limits.connections(), ConnectionsWithin(DescriptorLimit())));
  return absl::OkStatus();
}

absl::StatusOr<observe::Level> ParseLevel(const std::string& name) {
  if (name == "debug") return observe::Level::kDebug;
  if (name == "info") return observe::Level::kInfo;
  if (name == "warn") return observe::Level::kWarn;
  if (name == "error") return observe::Level::kError;
  return absl::InvalidArgumentError(
      absl::StrCat("log.level: \"", name, "\" must be debug, info, warn or error"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ReadConfig(
    const ServiceDefinition& definition, const std::string& file) {
  const google::protobuf::Message& type =
      definition.config != nullptr ? *definition.config : ServerConfig::default_instance();
  std::unique_ptr<google::protobuf::Message> config(type.New());
  if (file.empty()) return config;
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(file));
  if (const absl::Status parsed = ParseTextConfig(text, *config); !parsed.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(file, ":", parsed.message()));
  }
  return config;
}

const ServerConfig& ServerPart(const google::protobuf::Message& config) {
  const google::protobuf::FieldDescriptor* server =
      config.GetDescriptor()->FindFieldByName("server");
  return static_cast<const ServerConfig&>(
      server != nullptr ? config.GetReflection()->GetMessage(config, server) : config);
}

absl::StatusOr<ServerConfig> WithDefaults(const ServiceDefinition& definition,
                                          ServerConfig config) {
  config::v1::Listen& listen = *config.mutable_listen();
  if (listen.grpc().empty()) listen.set_grpc(absl::StrCat("127.0.0.1:", definition.grpc_port));
  if (listen.metrics().empty()) {
    listen.set_metrics(absl::StrCat("127.0.0.1:", definition.metrics_port));
  }
  RETURN_IF_ERROR(CheckAddress("listen.grpc", listen.grpc()));
  RETURN_IF_ERROR(CheckAddress("listen.metrics", listen.metrics()));
  RETURN_IF_ERROR(CheckTransport(config));
  if (config.verify().has_interval_seconds() && config.verify().interval_seconds() < 60) {
    return absl::InvalidArgumentError("verify.interval_seconds: must be at least 60");
  }
  RETURN_IF_ERROR(CompleteStorage(definition, *config.mutable_storage()));
  RETURN_IF_ERROR(CompleteKeyRing(definition, config));
  RETURN_IF_ERROR(CompleteLimits(definition, *config.mutable_limits()));
  config::v1::Log& log = *config.mutable_log();
  if (log.level().empty()) log.set_level("info");
  RETURN_IF_ERROR(ParseLevel(log.level()).status());
  if (!log.has_sample()) log.set_sample(1000);
  if (!log.has_slow_ms()) log.set_slow_ms(500);
  if (!config.has_reflection()) config.set_reflection(true);
  if (!config.has_drain_ms()) config.set_drain_ms(5000);
  if (config.follower_lease_ms() == 0) config.set_follower_lease_ms(10000);
  if (config.follower_lease_ms() < 1000) {
    return absl::InvalidArgumentError("follower_lease_ms: at least 1000");
  }
  if (config.drain_ms() < 0 || config.drain_wait_ms() < 0 || log.sample() < 0 ||
      log.slow_ms() < 0) {
    return absl::InvalidArgumentError(
        "drain_ms, drain_wait_ms, log.sample, log.slow_ms: must not be negative");
  }
  return config;
}

std::vector<std::pair<std::string, std::string>> PeersOf(const google::protobuf::Message& config) {
  std::vector<std::pair<std::string, std::string>> peers;
  const google::protobuf::FieldDescriptor* field = config.GetDescriptor()->FindFieldByName("peers");
  if (field == nullptr) return peers;
  const google::protobuf::Message& message = config.GetReflection()->GetMessage(config, field);
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* peer = message.GetDescriptor()->field(i);
    peers.emplace_back(peer->name(), message.GetReflection()->GetString(message, peer));
  }
  return peers;
}

std::string PeerTarget(const google::protobuf::Message& config, const std::string& peer) {
  for (const auto& [name, target] : PeersOf(config)) {
    if (name == peer) return target;
  }
  return "";
}

absl::Status CheckPeers(const google::protobuf::Message& config, const ServerConfig& complete) {
  if (IsLoopback(complete.listen().grpc())) return absl::OkStatus();
  for (const auto& [name, target] : PeersOf(config)) {
    if (!target.empty()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("peers.", name,
                     ": is required where listen.grpc is no loopback address, e.g. "
                     "\"dns:///shopdesk-",
                     name, ":7001\" with the port that it listens on"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> DsnOf(const config::v1::Postgres& postgres) {
  if (postgres.dsn_file().empty()) return postgres.dsn();
  ASSIGN_OR_RETURN(std::string dsn, ReadTextFile(postgres.dsn_file()));
  absl::StripAsciiWhitespace(&dsn);
  return dsn;
}

absl::StatusOr<std::unique_ptr<sql::Database>> OpenDatabase(
    const ServerConfig& config, std::function<void(const absl::Status&)> fatal) {
  const config::v1::Storage& storage = config.storage();
  if (storage.has_sqlite()) {
    return sql::OpenSqlite({storage.sqlite().file(), storage.sqlite().readers(),
                            storage.sqlite().mmap_bytes(), std::move(fatal)});
  }
  const config::v1::Postgres& postgres = storage.postgres();
  ASSIGN_OR_RETURN(const std::string dsn, DsnOf(postgres));
  return sql::OpenPostgres({dsn, postgres.schema(), postgres.connections()});
}

HostOptions HostOptionsOf(const ServerConfig& config) {
  const config::v1::Limits& limits = config.limits();
  return {
      .max_writes = limits.writes(),
      .max_queued = limits.pool_queue(),
      .query_threads = limits.query_threads(),
      .workflow_threads = limits.workflow_threads(),
      .max_streams = limits.streams(),
      .log_sample = config.log().sample(),
      .slow = absl::Milliseconds(config.log().slow_ms()),
      .stream_idle = absl::Milliseconds(limits.stream_idle_ms()),
  };
}

observe::Logger::Options LogOptionsOf(const std::string& service, const ServerConfig& config) {
  return {.service = service,
          .level = ParseLevel(config.log().level()).value_or(observe::Level::kInfo),
          .file = config.log().file()};
}

}  // namespace shopdesk::rpc
