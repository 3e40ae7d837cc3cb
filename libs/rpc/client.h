#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "libs/rpc/context.h"

namespace shopdesk::rpc {

// A channel to a service: round robin over the addresses of `target`, health checking, retry of
// UNAVAILABLE (every write carries a request_id) by service config.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target);

// The retry and balancing config that MakeChannel uses, as JSON; a test checks it with gRPC's own
// parser.
std::string ServiceConfigJson();

using CallDone = std::function<void(grpc::Status)>;

// One call on behalf of `ctx`, which it waits for: passes on actor, caller, trace and what is left
// of the deadline (at most `timeout`), and returns the callee's error with its details. `start` is
// `stub->async()->Method(&client_context, &request, &response, std::move(done))`: gRPC's own
// threads poll for all callers, where each synchronous call would poll by itself.
absl::Status Call(const Context& ctx, absl::Duration timeout,
                  absl::FunctionRef<void(grpc::ClientContext&, CallDone)> start);

// absl::Status with payloads from a gRPC status with details, and back.
absl::Status FromGrpc(const grpc::Status& status);
grpc::Status ToGrpc(const absl::Status& status);

// The metadata of a call: "shopdesk-caller", "shopdesk-actor" (kind:id;role=role, id
// percent-escaped, kind one of agent, buyer, service, system), "traceparent".
void SetCallMetadata(grpc::ClientContext& context, absl::string_view caller,
                     const type::v1::Actor& actor, absl::string_view traceparent);
CallInfo ParseCallMetadata(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata);

}  // namespace shopdesk::rpc
