#include "libs/testing/test_channel.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "grpcpp/support/client_interceptor.h"
#include "libs/rpc/client.h"

namespace shopdesk::testing {
namespace {

using grpc::experimental::ClientInterceptorFactoryInterface;
using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::Interceptor;
using grpc::experimental::InterceptorBatchMethods;

constexpr char kActorKey[] = "shopdesk-actor";

class DefaultActor final : public Interceptor {
 public:
  explicit DefaultActor(std::string actor) : actor_(std::move(actor)) {}

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      auto& metadata = *methods->GetSendInitialMetadata();
      if (metadata.find(kActorKey) == metadata.end()) metadata.emplace(kActorKey, actor_);
    }
    methods->Proceed();
  }

 private:
  const std::string actor_;
};

class DefaultActorFactory final : public ClientInterceptorFactoryInterface {
 public:
  Interceptor* CreateClientInterceptor(ClientRpcInfo* info) override {
    const bool clock = absl::StartsWith(info->method(), "/shopdesk.clock.v1.ClockControl/");
    return new DefaultActor(clock ? "agent:agent-1;role=operator" : "agent:agent-1;role=owner");
  }
};

}  // namespace

std::shared_ptr<grpc::Channel> MakeTestChannel(const std::string& target) {
  std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(std::make_unique<DefaultActorFactory>());
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      target, grpc::InsecureChannelCredentials(), rpc::MakeChannelArguments(),
      std::move(interceptors));
}

}  // namespace shopdesk::testing
