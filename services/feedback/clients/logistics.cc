#include "services/feedback/clients/logistics.h"

#include "libs/rpc/client.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"

namespace shopdesk::feedback::clients {
namespace {

using logistics::v1::CarrierService;

class GrpcLogistics final : public Logistics {
 public:
  explicit GrpcLogistics(const std::shared_ptr<grpc::Channel>& channel)
      : carriers_(CarrierService::NewStub(channel)) {}

  absl::StatusOr<logistics::v1::Carrier> GetCarrier(const runtime::Context& ctx,
                                                    const std::string& name) override {
    logistics::v1::GetCarrierRequest request;
    request.set_name(name);
    return rpc::Invoke(ctx, carriers_->async(), &CarrierService::Stub::async::GetCarrier, request);
  }

 private:
  const std::unique_ptr<CarrierService::Stub> carriers_;
};

}  // namespace

std::unique_ptr<Logistics> MakeLogistics(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcLogistics>(channel);
}

}  // namespace shopdesk::feedback::clients
