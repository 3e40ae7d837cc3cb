#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"

namespace shopdesk::rpc {

// "INVALID_ARGUMENT"
std::string CodeName(grpc::StatusCode code);

// The status as a client gets it: with an ErrorInfo in any case, and no internals.
absl::Status Presentable(absl::Status status);

// DEADLINE_EXCEEDED (STREAM_IDLE): the client of a stream neither sent nor took anything for so
// long.
absl::Status StreamIdleError(absl::Duration idle);

// absl::Status with payloads from a gRPC status with details, and back.
absl::Status FromGrpc(const grpc::Status& status);
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace shopdesk::rpc
