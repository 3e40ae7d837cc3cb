#pragma once

#include <string>

#include "absl/status/status.h"
#include "grpcpp/grpcpp.h"

namespace shopdesk::rpc {

// "INVALID_ARGUMENT"
std::string CodeName(grpc::StatusCode code);

// The status as a client gets it: with an ErrorInfo in any case, and no internals.
absl::Status Presentable(absl::Status status);

// absl::Status with payloads from a gRPC status with details, and back.
absl::Status FromGrpc(const grpc::Status& status);
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace shopdesk::rpc
