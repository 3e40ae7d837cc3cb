#include "services/orders/clients/logistics.h"

#include <string>
#include <utility>

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

class GrpcLogistics final : public Logistics {
 public:
  explicit GrpcLogistics(const std::shared_ptr<grpc::Channel>& channel)
      : intercepts_(InterceptService::NewStub(channel)),
        notices_(NoticeService::NewStub(channel)),
        quotes_(QuoteService::NewStub(channel)),
        shipments_(ShipmentService::NewStub(channel)) {}

  absl::StatusOr<logistics::v1::QuoteResponse> Quote(
      const runtime::Context& ctx, const logistics::v1::QuoteRequest& request) override {
    return rpc::Invoke(ctx, quotes_->async(), &QuoteService::Stub::async::Quote, request);
  }
  absl::StatusOr<logistics::v1::Shipment> CreateShipment(
      const runtime::Context& ctx, const logistics::v1::CreateShipmentRequest& request) override {
    return rpc::Invoke(ctx, shipments_->async(), &ShipmentService::Stub::async::CreateShipment,
                       request);
  }
  absl::StatusOr<logistics::v1::Shipment> GetShipment(const runtime::Context& ctx,
                                                      absl::string_view name) override {
    logistics::v1::GetShipmentRequest request;
    request.set_name(std::string(name));
    return rpc::Invoke(ctx, shipments_->async(), &ShipmentService::Stub::async::GetShipment,
                       request);
  }
  absl::StatusOr<logistics::v1::Intercept> RequestIntercept(
      const runtime::Context& ctx, const logistics::v1::RequestInterceptRequest& request) override {
    return rpc::Invoke(ctx, intercepts_->async(), &InterceptService::Stub::async::RequestIntercept,
                       request);
  }
  absl::StatusOr<logistics::v1::Notice> SendNotice(
      const runtime::Context& ctx, const logistics::v1::SendNoticeRequest& request) override {
    return rpc::Invoke(ctx, notices_->async(), &NoticeService::Stub::async::SendNotice, request);
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
