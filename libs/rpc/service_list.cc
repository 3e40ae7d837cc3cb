#include "libs/rpc/service_list.h"

#include <utility>

#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/server_initializer.h"

namespace shopdesk::rpc {
namespace {

using TellFn = std::function<void(const std::vector<std::string>&)>;

class TellPlugin final : public grpc::ServerBuilderPlugin {
 public:
  explicit TellPlugin(TellFn tell) : tell_(std::move(tell)) {}

  std::string name() override { return "shopdesk_services"; }
  void InitServer(grpc::ServerInitializer* initializer) override {
    tell_(*initializer->GetServiceList());
  }
  // The server takes calls by now.
  void Finish(grpc::ServerInitializer*) override {}
  void ChangeArguments(const std::string&, void*) override {}

 private:
  const TellFn tell_;
};

class TellOption final : public grpc::ServerBuilderOption {
 public:
  explicit TellOption(TellFn tell) : tell_(std::move(tell)) {}

  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->push_back(std::make_unique<TellPlugin>(tell_));
  }

 private:
  const TellFn tell_;
};

}  // namespace

std::unique_ptr<grpc::ServerBuilderOption> TellServices(TellFn tell) {
  return std::make_unique<TellOption>(std::move(tell));
}

}  // namespace shopdesk::rpc
