#include "services/orders/clients/logistics.h"

#include <string>

#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/rpc/client.h"
#include "shopdesk/logistics/v1/buyer.grpc.pb.h"
#include "shopdesk/logistics/v1/intercept.grpc.pb.h"
#include "shopdesk/logistics/v1/notice.grpc.pb.h"
#include "shopdesk/logistics/v1/quote.grpc.pb.h"
#include "shopdesk/logistics/v1/return_insurance.grpc.pb.h"
#include "shopdesk/logistics/v1/return_shipment.grpc.pb.h"
#include "shopdesk/logistics/v1/shipment.grpc.pb.h"

namespace shopdesk::orders::clients {
namespace {

using logistics::v1::BuyerService;
using logistics::v1::InterceptService;
using logistics::v1::NoticeService;
using logistics::v1::QuoteService;
using logistics::v1::ReturnInsuranceService;
using logistics::v1::ReturnShipmentService;
using logistics::v1::ShipmentService;

class GrpcLogistics final : public Logistics {
 public:
  explicit GrpcLogistics(const std::shared_ptr<grpc::Channel>& channel)
      : buyers_(BuyerService::NewStub(channel)),
        intercepts_(InterceptService::NewStub(channel)),
        notices_(NoticeService::NewStub(channel)),
        quotes_(QuoteService::NewStub(channel)),
        insurances_(ReturnInsuranceService::NewStub(channel)),
        returns_(ReturnShipmentService::NewStub(channel)),
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
  absl::StatusOr<logistics::v1::Shipment> CreateReturnShipment(
      const runtime::Context& ctx,
      const logistics::v1::CreateReturnShipmentRequest& request) override {
    return rpc::Invoke(ctx, returns_->async(),
                       &ReturnShipmentService::Stub::async::CreateReturnShipment, request);
  }
  absl::StatusOr<logistics::v1::Shipment> CorrectWaybill(
      const runtime::Context& ctx, const logistics::v1::CorrectWaybillRequest& request) override {
    return rpc::Invoke(ctx, returns_->async(), &ReturnShipmentService::Stub::async::CorrectWaybill,
                       request);
  }
  absl::StatusOr<logistics::v1::ReturnInsurance> ClaimReturnInsurance(
      const runtime::Context& ctx,
      const logistics::v1::ClaimReturnInsuranceRequest& request) override {
    return rpc::Invoke(ctx, insurances_->async(),
                       &ReturnInsuranceService::Stub::async::ClaimReturnInsurance, request);
  }
  absl::StatusOr<logistics::v1::Shipment> GetShipment(const runtime::Context& ctx,
                                                      absl::string_view name) override {
    logistics::v1::GetShipmentRequest request;
    request.set_name(std::string(name));
    return rpc::Invoke(ctx, shipments_->async(), &ShipmentService::Stub::async::GetShipment,
                       request);
  }
  absl::StatusOr<logistics::v1::Shipment> ChangeCodAmount(
      const runtime::Context& ctx, const logistics::v1::ChangeCodAmountRequest& request) override {
    return rpc::Invoke(ctx, shipments_->async(), &ShipmentService::Stub::async::ChangeCodAmount,
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
  absl::StatusOr<logistics::v1::ListNoticesResponse> ListNotices(
      const runtime::Context& ctx, const logistics::v1::ListNoticesRequest& request) override {
    return rpc::Invoke(ctx, notices_->async(), &NoticeService::Stub::async::ListNotices, request);
  }
  absl::StatusOr<logistics::v1::Notice> CancelNotice(
      const runtime::Context& ctx, const logistics::v1::CancelNoticeRequest& request) override {
    return rpc::Invoke(ctx, notices_->async(), &NoticeService::Stub::async::CancelNotice, request);
  }
  absl::Status EraseOrder(const runtime::Context& ctx,
                          const logistics::v1::EraseOrderRequest& request) override {
    return rpc::Invoke(ctx, buyers_->async(), &BuyerService::Stub::async::EraseOrder, request)
        .status();
  }
  absl::Status EraseBuyer(const runtime::Context& ctx,
                          const logistics::v1::EraseBuyerRequest& request) override {
    return rpc::Invoke(ctx, buyers_->async(), &BuyerService::Stub::async::EraseBuyer, request)
        .status();
  }
  absl::StatusOr<logistics::v1::HandOverReceiverResponse> HandOverReceiver(
      const runtime::Context& ctx, absl::string_view shipment) override {
    logistics::v1::HandOverReceiverRequest request;
    request.set_name(std::string(shipment));
    return rpc::Invoke(ctx, shipments_->async(), &ShipmentService::Stub::async::HandOverReceiver,
                       request);
  }

 private:
  const std::unique_ptr<BuyerService::Stub> buyers_;
  const std::unique_ptr<InterceptService::Stub> intercepts_;
  const std::unique_ptr<NoticeService::Stub> notices_;
  const std::unique_ptr<QuoteService::Stub> quotes_;
  const std::unique_ptr<ReturnInsuranceService::Stub> insurances_;
  const std::unique_ptr<ReturnShipmentService::Stub> returns_;
  const std::unique_ptr<ShipmentService::Stub> shipments_;
};

// MODE_UNSPECIFIED, which leaves the choice to logistics, for none.
logistics::v1::Mode::Value ModeOf(const std::string& name) {
  logistics::v1::Mode::Value mode = logistics::v1::Mode::MODE_UNSPECIFIED;
  logistics::v1::Mode::Value_Parse(name, &mode);
  return mode;
}

}  // namespace

logistics::v1::QuoteRequest MakeQuoteRequest(const v1::Order& order,
                                             const type::v1::PostalAddress& destination,
                                             const logistics::v1::QuoteRequest& consignment) {
  logistics::v1::QuoteRequest request = consignment;
  request.set_parent(ShopNameOf(order.name()));
  *request.mutable_destination() = destination;
  request.mutable_destination()->clear_street();
  request.set_carrier_id(order.delivery().carrier_id());
  request.set_mode(ModeOf(order.delivery().mode()));
  request.set_max_offers(1);
  return request;
}

logistics::v1::CreateShipmentRequest MakeShipmentRequest(
    const v1::Order& order, const v1::Parcel& parcel, const Parties& parties,
    const logistics::v1::QuoteRequest& consignment, absl::string_view replaces) {
  logistics::v1::CreateShipmentRequest request;
  request.set_parent(ShopNameOf(order.name()));
  request.set_shipment_id(std::string(LastSegment(parcel.shipment())));
  request.set_order(order.name());
  request.set_carrier_id(parcel.carrier_id());
  request.set_mode(ModeOf(parcel.mode()));
  request.set_waybill_number(parcel.waybill_number());
  *request.mutable_receiver() = parties.receiver;
  if (!parties.sender.name().empty()) *request.mutable_sender() = parties.sender;
  request.set_buyer(order.buyer());
  request.set_language_code(order.language_code());
  request.set_gift(order.verification().gift());
  *request.mutable_parcels() = consignment.parcels();
  *request.mutable_goods_value() = consignment.goods_value();
  if (consignment.has_declared_value()) {
    *request.mutable_declared_value() = consignment.declared_value();
  }
  if (consignment.has_cod_amount()) *request.mutable_cod_amount() = consignment.cod_amount();
  request.set_replaces(std::string(replaces));
  request.set_request_id(DerivedId({"orders", "create_shipment", parcel.shipment()}));
  return request;
}

std::unique_ptr<Logistics> MakeLogistics(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcLogistics>(channel);
}

}  // namespace shopdesk::orders::clients
