#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/rpc/host.h"
#include "libs/rpc/server.h"
#include "libs/sql/database.h"
#include "shopdesk/config/v1/config.pb.h"

// From a configuration file to what it configures; internal to libs/rpc.
namespace shopdesk::rpc {

// Reads a file in protobuf text format. INVALID_ARGUMENT that names line and field if anything in
// it is unknown or malformed; NOT_FOUND if it can't be read.
absl::StatusOr<config::v1::ServerConfig> ReadConfig(const std::string& file);

// The configuration with every default filled in; INVALID_ARGUMENT for values that can't be.
absl::StatusOr<config::v1::ServerConfig> WithDefaults(const ServiceDefinition& definition,
                                                      config::v1::ServerConfig config);

// Of a complete configuration.
absl::StatusOr<std::unique_ptr<sql::Database>> OpenDatabase(const config::v1::ServerConfig& config);
HostOptions HostOptionsOf(const config::v1::ServerConfig& config);
observe::Logger::Options LogOptionsOf(const std::string& service,
                                      const config::v1::ServerConfig& config);

}  // namespace shopdesk::rpc
