#include "services/feedback/clients/logistics.h"

#include "libs/rpc/client.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"
#include "shopdesk/logistics/v1/claim.grpc.pb.h"
#include "shopdesk/logistics/v1/intercept.grpc.pb.h"
#include "shopdesk/logistics/v1/shipment.grpc.pb.h"

namespace shopdesk::feedback::clients {
namespace {

using logistics::v1::CarrierService;
using logistics::v1::ClaimService;
using logistics::v1::InterceptService;
using logistics::v1::ShipmentService;

class GrpcLogistics final : public Logistics {
 public:
  explicit GrpcLogistics(const std::shared_ptr<grpc::Channel>& channel)
      : carriers_(CarrierService::NewStub(channel)),
        shipments_(ShipmentService::NewStub(channel)),
        intercepts_(InterceptService::NewStub(channel)),
        claims_(ClaimService::NewStub(channel)) {}

  absl::StatusOr<logistics::v1::Carrier> GetCarrier(const runtime::Context& ctx,
                                                    const std::string& name) override {
    logistics::v1::GetCarrierRequest request;
    request.set_name(name);
    return rpc::Invoke(ctx, carriers_->async(), &CarrierService::Stub::async::GetCarrier, request);
  }

  absl::StatusOr<logistics::v1::Shipment> GetShipment(const runtime::Context& ctx,
                                                      const std::string& name) override {
    logistics::v1::GetShipmentRequest request;
    request.set_name(name);
    return rpc::Invoke(ctx, shipments_->async(), &ShipmentService::Stub::async::GetShipment,
                       request);
  }

  absl::StatusOr<logistics::v1::Intercept> RequestIntercept(
      const runtime::Context& ctx, const logistics::v1::RequestInterceptRequest& request) override {
    return rpc::Invoke(ctx, intercepts_->async(), &InterceptService::Stub::async::RequestIntercept,
                       request);
  }

  absl::StatusOr<logistics::v1::Claim> CreateClaim(
      const runtime::Context& ctx, const logistics::v1::CreateClaimRequest& request) override {
    return rpc::Invoke(ctx, claims_->async(), &ClaimService::Stub::async::CreateClaim, request);
  }

 private:
  const std::unique_ptr<CarrierService::Stub> carriers_;
  const std::unique_ptr<ShipmentService::Stub> shipments_;
  const std::unique_ptr<InterceptService::Stub> intercepts_;
  const std::unique_ptr<ClaimService::Stub> claims_;
};

}  // namespace

std::unique_ptr<Logistics> MakeLogistics(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcLogistics>(channel);
}

}  // namespace shopdesk::feedback::clients
