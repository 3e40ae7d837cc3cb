#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "google/protobuf/message.h"
#include "libs/sql/database.h"

namespace shopdesk::rpc {

class Server;

// What makes a service out of the common program.
struct ServiceDefinition {
  // "catalog"
  std::string name;
  int grpc_port = 0;
  int metrics_port = 0;
  // Largest message, where the configuration doesn't say.
  int32_t message_bytes = 4 << 20;
  // The service's configuration (shopdesk.config.v1), whose field `server` is the ServerConfig that
  // all have. Null: a ServerConfig alone.
  const google::protobuf::Message* config = nullptr;
  absl::Span<const sql::Migration> sqlite_migrations;
  absl::Span<const sql::Migration> postgres_migrations;
  // Registers gRPC services, timers, followers, snapshots: called once, with migrations applied,
  // before anything is served.
  std::function<absl::Status(Server&)> compose;
};

}  // namespace shopdesk::rpc
