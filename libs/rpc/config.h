#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "libs/observe/log.h"
#include "libs/rpc/definition.h"
#include "libs/rpc/host_options.h"
#include "libs/sql/database.h"
#include "shopdesk/config/v1/server.pb.h"

// From a configuration file to what it configures; internal to libs/rpc.
namespace shopdesk::rpc {

// The service's configuration from a file in protobuf text format; the default one for an empty
// name. INVALID_ARGUMENT that names line and field if anything in it is unknown or malformed;
// NOT_FOUND if it can't be read.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ReadConfig(
    const ServiceDefinition& definition, const std::string& file);

// The part that all services have (ServiceDefinition::config).
const config::v1::ServerConfig& ServerPart(const google::protobuf::Message& config);

// The configuration with every default filled in; INVALID_ARGUMENT for values that can't be.
absl::StatusOr<config::v1::ServerConfig> WithDefaults(const ServiceDefinition& definition,
                                                      config::v1::ServerConfig config);

// The services that it calls, by the names of its configuration's fields in `peers`, with their
// targets, empty where unset.
std::vector<std::pair<std::string, std::string>> PeersOf(const google::protobuf::Message& config);
std::string PeerTarget(const google::protobuf::Message& config, const std::string& peer);
// INVALID_ARGUMENT for a peer that is unset where others reach this service: on a machine of its
// own the default, loopback, would be nobody.
absl::Status CheckPeers(const google::protobuf::Message& config,
                        const config::v1::ServerConfig& complete);

// Of a complete configuration; `fatal` as of sql::SqliteOptions.
absl::StatusOr<std::unique_ptr<sql::Database>> OpenDatabase(
    const config::v1::ServerConfig& config, std::function<void(const absl::Status&)> fatal);
absl::StatusOr<std::string> DsnOf(const config::v1::Postgres& postgres);
HostOptions HostOptionsOf(const config::v1::ServerConfig& config);
observe::Logger::Options LogOptionsOf(const std::string& service,
                                      const config::v1::ServerConfig& config);

}  // namespace shopdesk::rpc
