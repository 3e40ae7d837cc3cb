#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/service_type.h"
#include "libs/rpc/host.h"
#include "libs/rpc/runtime.h"
#include "shopdesk/config/v1/config.pb.h"

namespace shopdesk::rpc {

class Server;

// What makes a service out of the common program.
struct ServiceDefinition {
  // "catalog"
  std::string name;
  int grpc_port = 0;
  int metrics_port = 0;
  absl::Span<const sql::Migration> sqlite_migrations;
  absl::Span<const sql::Migration> postgres_migrations;
  // Registers gRPC services, timers, followers, snapshots: called once, with migrations applied,
  // before anything is served.
  std::function<absl::Status(Server&)> compose;
};

// A running service: configuration, database, runtime, gRPC server with health, reflection,
// EventFeed, Operations and (where configured) ClockControl, metrics endpoint. In-process in tests,
// and the whole of a service's program through Main.
class Server {
 public:
  // Opens, migrates, composes, and serves. Port 0 takes a free port.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServiceDefinition& definition,
                                                       const config::v1::ServerConfig& config);
  ~Server();

  // For compose.
  void Add(std::unique_ptr<grpc::Service> service);
  Host& host();
  Runtime& runtime();
  const config::v1::ServerConfig& config() const;
  // The target of a service that this one calls: config.peers, or loopback and its default port.
  std::string PeerTarget(absl::string_view service) const;
  // A source that follows another service's feed, all shops.
  std::unique_ptr<event::Source> FollowFeed(std::shared_ptr<grpc::Channel> channel);

  int grpc_port() const;
  int metrics_port() const;
  // NOT_SERVING, wait for calls up to drain_ms, finish queued writes, stop timers and followers,
  // close the database, metrics last. Idempotent.
  void Shutdown();

 private:
  Server();
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The program of a service: flags --config FILE, --check_config, --migrate, --help; serves until
// SIGTERM or SIGINT, drains, and returns the exit status. Every failure to start is one line on
// standard error that says what to do.
int Main(int argc, char** argv, const ServiceDefinition& definition);

}  // namespace shopdesk::rpc
