#include "libs/rpc/self_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "libs/base/error.h"
#include "libs/observe/listen.h"

namespace shopdesk::rpc {
namespace {

std::string TargetOf(absl::string_view address, int port) {
  std::string host = observe::HostOf(address);
  if (host == "0.0.0.0" || host == "::") host = "127.0.0.1";
  if (host.find(':') != std::string::npos) host = absl::StrCat("[", host, "]");
  return absl::StrCat(host, ":", port);
}

}  // namespace

SelfCall::SelfCall(absl::string_view address, int port,
                   std::shared_ptr<grpc::ChannelCredentials> credentials)
    : target_(TargetOf(address, port)), credentials_(std::move(credentials)) {}

absl::Status SelfCall::Try(absl::Duration timeout) const {
  grpc::ChannelArguments arguments;
  // Else an earlier call's connection would be taken.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const auto stub = grpc::health::v1::Health::NewStub(
      grpc::CreateCustomChannel(target_, credentials_, arguments));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  grpc::health::v1::HealthCheckResponse response;
  const grpc::Status status =
      stub->Check(&context, grpc::health::v1::HealthCheckRequest(), &response);
  if (status.ok() || status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
    return absl::OkStatus();
  }
  return UnavailableError(
      absl::StrCat("the service can't reach its own listener: ", status.error_message()));
}

}  // namespace shopdesk::rpc
