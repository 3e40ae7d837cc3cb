#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "libs/observe/metrics.h"
#include "libs/rpc/client_limit.h"
#include "libs/rpc/metadata.h"
#include "libs/rpc/status.h"
#include "libs/runtime/context.h"

namespace shopdesk::rpc {

// The retry and balancing config of services among themselves, as JSON; a test checks it with
// gRPC's own parser.
std::string ServiceConfigJson();

// How MakeChannel's channels behave, but for what proves who calls.
grpc::ChannelArguments MakeChannelArguments(
    const std::string& service_config = ServiceConfigJson());

// A channel to a service: round robin over the addresses of `target`, health checking, retry of
// UNAVAILABLE (every write carries a request_id) by service config.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target,
                                           const std::shared_ptr<grpc::ChannelCredentials>&
                                               credentials = grpc::InsecureChannelCredentials(),
                                           const std::string& service_config = ServiceConfigJson());

// The same for the service `peer`, whose calls are counted (client_metrics.h) and limited
// (client_limit.h); `metrics` must outlive it.
std::shared_ptr<grpc::Channel> MakeChannel(
    const std::string& target, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
    const std::string& peer, observe::Metrics& metrics, WaitLimit limit);

// A call that a request waits for takes at most this: who doesn't answer in this time is down.
inline constexpr absl::Duration kCallTimeout = absl::Seconds(10);

namespace internal {

using CallDone = std::function<void(grpc::Status)>;

// Starts a call and waits for its end; the metadata and the deadline are those of `ctx`.
absl::Status CallAndWait(const runtime::Context& ctx,
                         absl::FunctionRef<void(grpc::ClientContext&, CallDone)> start);

}  // namespace internal

// One call on behalf of `ctx`, which it waits for: passes on actor, caller, trace and what is left
// of the deadline (at most kCallTimeout); an error is the callee's with its details, but
// UNAVAILABLE where it says CANCELLED: nobody here gave the call up, it was cut on its way.
//
//   rpc::Invoke(ctx, stub_->async(), &StockService::Stub::async::ReserveStock, request)
//
// gRPC's own threads poll for all callers, where each synchronous call would poll by itself.
template <class Async, class Request, class Response>
absl::StatusOr<Response> Invoke(const runtime::Context& ctx, Async* stub,
                                void (Async::*method)(grpc::ClientContext*, const Request*,
                                                      Response*, std::function<void(grpc::Status)>),
                                const Request& request) {
  Response response;
  const absl::Status status =
      internal::CallAndWait(ctx, [&](grpc::ClientContext& context, internal::CallDone done) {
        (stub->*method)(&context, &request, &response, std::move(done));
      });
  if (!status.ok()) return status;
  return response;
}

}  // namespace shopdesk::rpc
