#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
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
  // Waits for so long, or until somebody wants the server to stop; whether he does.
  using Stopped = std::function<bool(absl::Duration wait)>;

  // Opens, migrates (or waits for who does: storage.migrations), composes, and serves. Port 0 takes
  // a free port. `config` is of the definition's type. CANCELLED if `stopped` said so before it
  // served.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServiceDefinition& definition,
                                                       const google::protobuf::Message& config,
                                                       Stopped stopped = SleepOn);
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
  // A channel to another service, with this one's certificate where it has one: to the target in
  // the configuration's field peers.<peer>, or to `fallback` where that is unset.
  std::shared_ptr<grpc::Channel> Connect(const std::string& peer, const std::string& fallback);
  // A source that follows another service's feed, all shops.
  std::unique_ptr<event::Source> FollowFeed(std::shared_ptr<grpc::Channel> channel);

  int grpc_port() const;
  int metrics_port() const;
  // The log file was moved away: opens a new one.
  void ReopenLog();
  // NOT_SERVING at once; goes on for drain_wait_ms; asks clients to go and waits for calls up to
  // drain_ms; answers UNAVAILABLE to those that are open still; finishes queued writes, stops
  // timers and followers, closes the database, metrics last. Idempotent.
  void Shutdown();

 private:
  static bool SleepOn(absl::Duration wait);
  Server();
  const google::protobuf::Message& given_config() const;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The program of a service: flags --config FILE, --check_config, --connect, --migrate, --version,
// --help; serves until SIGTERM or SIGINT, drains, and returns the exit status; SIGHUP opens its log
// file anew. Every failure to start is one line on standard error that says what to do, of JSON as
// the log's where that isn't a terminal, and one in the log file where there is one.
int Main(int argc, char** argv, const ServiceDefinition& definition);

}  // namespace shopdesk::rpc
