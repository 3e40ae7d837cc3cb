#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/grpcpp.h"
#include "libs/event/log.h"
#include "libs/rpc/definition.h"
#include "libs/rpc/host.h"
#include "libs/runtime/runtime.h"
#include "shopdesk/config/v1/server.pb.h"

namespace shopdesk::rpc {

// A running service: configuration, database, runtime, gRPC server with health, reflection,
// EventFeed, Operations and (where configured) ClockControl, metrics endpoint. In-process in tests,
// and the whole of a service's program through Main.
class Server {
 public:
  // Opens, migrates, composes, and serves. Port 0 takes a free port. `config` is of the
  // definition's type.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServiceDefinition& definition,
                                                       const google::protobuf::Message& config);
  ~Server();

  // For compose.
  Host& host();
  runtime::Runtime& runtime();
  // Of the definition's type, as given.
  template <class Config>
  const Config& config() const {
    return static_cast<const Config&>(given_config());
  }
  // What is common, with all defaults.
  const config::v1::ServerConfig& server_config() const;
  // A channel to another service, with this one's certificate where it has one.
  std::shared_ptr<grpc::Channel> Connect(const std::string& target);
  // A source that follows another service's feed, all shops.
  std::unique_ptr<event::Source> FollowFeed(std::shared_ptr<grpc::Channel> channel);

  int grpc_port() const;
  int metrics_port() const;
  // NOT_SERVING, wait for calls up to drain_ms, finish queued writes, stop timers and followers,
  // close the database, metrics last. Idempotent.
  void Shutdown();

 private:
  Server();
  const google::protobuf::Message& given_config() const;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The program of a service: flags --config FILE, --check_config, --migrate, --help; serves until
// SIGTERM or SIGINT, drains, and returns the exit status. Every failure to start is one line on
// standard error that says what to do.
int Main(int argc, char** argv, const ServiceDefinition& definition);

}  // namespace shopdesk::rpc
