#include "services/feedback/clients/logistics.h"

#include "libs/rpc/client.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"
#include "shopdesk/logistics/v1/intercept.grpc.pb.h"

namespace shopdesk::feedback::clients {
namespace {

using logistics::v1::CarrierService;
using logistics::v1::InterceptService;

class GrpcLogistics final : public Logistics {
 public:
  explicit GrpcLogistics(const std::shared_ptr<grpc::Channel>& channel)
      : carriers_(CarrierService::NewStub(channel)),
        intercepts_(InterceptService::NewStub(channel)) {}

  absl::StatusOr<logistics::v1::Carrier> GetCarrier(const runtime::Context& ctx,
                                                    const std::string& name) override {
    logistics::v1::GetCarrierRequest request;
    request.set_name(name);
    return rpc::Invoke(ctx, carriers_->async(), &CarrierService::Stub::async::GetCarrier, request);
  }

  absl::StatusOr<logistics::v1::Intercept> RequestIntercept(
      const runtime::Context& ctx, const logistics::v1::RequestInterceptRequest& request) override {
    return rpc::Invoke(ctx, intercepts_->async(), &InterceptService::Stub::async::RequestIntercept,
                       request);
  }

 private:
  const std::unique_ptr<CarrierService::Stub> carriers_;
  const std::unique_ptr<InterceptService::Stub> intercepts_;
};

}  // namespace

std::unique_ptr<Logistics> MakeLogistics(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcLogistics>(channel);
}

}  // namespace shopdesk::feedback::clients
