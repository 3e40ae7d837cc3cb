#include "services/orders/clients/logistics.h"

#include <string>
#include <utility>

#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "shopdesk/logistics/v1/intercept.grpc.pb.h"
#include "shopdesk/logistics/v1/notice.grpc.pb.h"
#include "shopdesk/logistics/v1/quote.grpc.pb.h"
#include "shopdesk/logistics/v1/shipment.grpc.pb.h"

namespace shopdesk::orders::clients {
namespace {

using logistics::v1::InterceptService;
using logistics::v1::NoticeService;
using logistics::v1::QuoteService;
using logistics::v1::ShipmentService;

constexpr absl::Duration kTimeout = absl::Seconds(10);

class GrpcLogistics final : public Logistics {
 public:
  explicit GrpcLogistics(const std::shared_ptr<grpc::Channel>& channel)
      : intercepts_(InterceptService::NewStub(channel)),
        notices_(NoticeService::NewStub(channel)),
        quotes_(QuoteService::NewStub(channel)),
        shipments_(ShipmentService::NewStub(channel)) {}

  absl::StatusOr<logistics::v1::QuoteResponse> Quote(
      const rpc::Context& ctx, const logistics::v1::QuoteRequest& request) override {
    logistics::v1::QuoteResponse response;
    RETURN_IF_ERROR(rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      quotes_->async()->Quote(&context, &request, &response, std::move(done));
    }));
    return response;
  }
  absl::StatusOr<logistics::v1::Shipment> CreateShipment(
      const rpc::Context& ctx, const logistics::v1::CreateShipmentRequest& request) override {
    logistics::v1::Shipment response;
    RETURN_IF_ERROR(rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      shipments_->async()->CreateShipment(&context, &request, &response, std::move(done));
    }));
    return response;
  }
  absl::StatusOr<logistics::v1::Shipment> GetShipment(const rpc::Context& ctx,
                                                      absl::string_view name) override {
    logistics::v1::GetShipmentRequest request;
    request.set_name(std::string(name));
    logistics::v1::Shipment response;
    RETURN_IF_ERROR(rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      shipments_->async()->GetShipment(&context, &request, &response, std::move(done));
    }));
    return response;
  }
  absl::StatusOr<logistics::v1::Intercept> RequestIntercept(
      const rpc::Context& ctx, const logistics::v1::RequestInterceptRequest& request) override {
    logistics::v1::Intercept response;
    RETURN_IF_ERROR(rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      intercepts_->async()->RequestIntercept(&context, &request, &response, std::move(done));
    }));
    return response;
  }
  absl::StatusOr<logistics::v1::Notice> SendNotice(
      const rpc::Context& ctx, const logistics::v1::SendNoticeRequest& request) override {
    logistics::v1::Notice response;
    RETURN_IF_ERROR(rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      notices_->async()->SendNotice(&context, &request, &response, std::move(done));
    }));
    return response;
  }

 private:
  const std::unique_ptr<InterceptService::Stub> intercepts_;
  const std::unique_ptr<NoticeService::Stub> notices_;
  const std::unique_ptr<QuoteService::Stub> quotes_;
  const std::unique_ptr<ShipmentService::Stub> shipments_;
};

}  // namespace

std::unique_ptr<Logistics> MakeLogistics(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcLogistics>(channel);
}

}  // namespace shopdesk::orders::clients
