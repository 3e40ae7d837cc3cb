#pragma once

#include <memory>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/grpcpp.h"
#include "libs/rpc/core.h"

// Between gRPC's bytes and messages; internal to libs/rpc.
namespace shopdesk::rpc {

// INVALID_ARGUMENT (UNPARSABLE) if the bytes are no message of that type.
absl::Status ParseMessage(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);
void SerializeMessage(const google::protobuf::Message& message, grpc::ByteBuffer& bytes);

// The routes as gRPC takes them: each method raw, so that one instance of gRPC's templates serves
// all. `routes` must outlive the service.
std::unique_ptr<grpc::Service> MakeRawService(const ServiceRoutes& routes);

}  // namespace shopdesk::rpc
