#include "libs/rpc/client.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/rpc/client_metrics.h"
#include "libs/rpc/metadata.h"
#include "libs/rpc/status.h"

namespace shopdesk::rpc {
namespace {

// Answers may hold pages of events; requests are limited by the callee.
constexpr int kMaxResponseBytes = 64 << 20;

// In what gRPC says of a message, or of metadata, that are too large: so they will be the next
// time.
constexpr absl::string_view kTooLarge[] = {"larger than max", "metadata size"};

// What no service of ours says, whose errors have a reason: the call was cut on its way, or gRPC
// itself had no room for it.
bool IsCutByGrpc(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::CANCELLED) return true;
  return status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
         ReasonOf(FromGrpc(status)).empty() &&
         std::none_of(std::begin(kTooLarge), std::end(kTooLarge), [&](absl::string_view what) {
           return absl::StrContains(status.error_message(), what);
         });
}

}  // namespace

std::string ServiceConfigJson() {
  return R"({
    "loadBalancingConfig": [{"round_robin": {}}],
    "healthCheckConfig": {"serviceName": ""},
    "methodConfig": [{
      "name": [{}],
      "retryPolicy": {
        "maxAttempts": 4,
        "initialBackoff": "0.05s",
        "maxBackoff": "1s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"]
      }
    }]
  })";
}

grpc::ChannelArguments MakeChannelArguments(const std::string& service_config) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(service_config);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10000);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(kMaxResponseBytes);
  return arguments;
}

std::shared_ptr<grpc::Channel> MakeChannel(
    const std::string& target, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
    const std::string& service_config) {
  return grpc::CreateCustomChannel(target, credentials, MakeChannelArguments(service_config));
}

std::shared_ptr<grpc::Channel> MakeChannel(
    const std::string& target, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
    const std::string& peer, observe::Metrics& metrics, WaitLimit limit) {
  // The first sees what the others answer.
  auto interceptors = MeasureCalls(peer, metrics);
  interceptors.push_back(LimitWaiting(peer, limit));
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      target, credentials, MakeChannelArguments(), std::move(interceptors));
}

absl::Status internal::CallAndWait(const runtime::Context& ctx,
                                   absl::FunctionRef<void(grpc::ClientContext&, CallDone)> start) {
  grpc::ClientContext context;
  SetCallMetadata(context, ctx.service(), ctx.actor(), ctx.call().traceparent);
  context.set_deadline(
      absl::ToChronoTime(std::min(ctx.call().deadline, absl::Now() + kCallTimeout)));
  Mutex mutex;
  CondVar finished;
  absl::optional<grpc::Status> result;
  start(context, [&](grpc::Status status) {
    MutexLock lock(mutex);
    result = std::move(status);
    finished.NotifyOne();
  });
  MutexLock lock(mutex);
  while (!result.has_value()) finished.Wait(mutex);
  if (IsCutByGrpc(*result)) {
    return UnavailableError(
        absl::StrCat("the called service ended the call: ", result->error_message()));
  }
  return FromGrpc(*result);
}

}  // namespace shopdesk::rpc
