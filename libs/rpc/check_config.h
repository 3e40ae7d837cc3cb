#pragma once

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "shopdesk/config/v1/server.pb.h"

// What --check_config looks at beyond the fields; internal to libs/rpc.
namespace shopdesk::rpc {

// Whether the files that a complete configuration names are there and hold what they are to hold.
// Nothing is connected to, nothing written; a SQLite database without a key ring is opened to see
// whether it had one. INVALID_ARGUMENT names the field.
absl::Status CheckFiles(const config::v1::ServerConfig& complete);
// Whether its log file, if it names one, can be appended to or made.
absl::Status CheckLogFile(const config::v1::ServerConfig& config);

// Whether the database answers and is one of the key ring's, and the peers of the service's
// configuration take a connection. UNAVAILABLE names the field.
absl::Status CheckConnections(const google::protobuf::Message& config,
                              const config::v1::ServerConfig& complete);

}  // namespace shopdesk::rpc
