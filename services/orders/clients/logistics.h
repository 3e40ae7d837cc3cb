#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/buyer.pb.h"
#include "shopdesk/logistics/v1/intercept.pb.h"
#include "shopdesk/logistics/v1/notice.pb.h"
#include "shopdesk/logistics/v1/quote.pb.h"
#include "shopdesk/logistics/v1/return_insurance.pb.h"
#include "shopdesk/logistics/v1/return_shipment.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace grpc {
class Channel;
}

// What orders needs of logistics. Calls block; errors are logistics' own, with their reasons.
// Thread-safe.
namespace shopdesk::orders::clients {

class Logistics {
 public:
  virtual ~Logistics() = default;
  virtual absl::StatusOr<logistics::v1::QuoteResponse> Quote(
      const runtime::Context& ctx, const logistics::v1::QuoteRequest& request) = 0;
  virtual absl::StatusOr<logistics::v1::Shipment> CreateShipment(
      const runtime::Context& ctx, const logistics::v1::CreateShipmentRequest& request) = 0;
  virtual absl::StatusOr<logistics::v1::Shipment> CreateReturnShipment(
      const runtime::Context& ctx, const logistics::v1::CreateReturnShipmentRequest& request) = 0;
  virtual absl::StatusOr<logistics::v1::Shipment> CorrectWaybill(
      const runtime::Context& ctx, const logistics::v1::CorrectWaybillRequest& request) = 0;
  virtual absl::StatusOr<logistics::v1::ReturnInsurance> ClaimReturnInsurance(
      const runtime::Context& ctx, const logistics::v1::ClaimReturnInsuranceRequest& request) = 0;
  virtual absl::StatusOr<logistics::v1::Shipment> GetShipment(const runtime::Context& ctx,
                                                              absl::string_view name) = 0;
  virtual absl::StatusOr<logistics::v1::Shipment> ChangeCodAmount(
      const runtime::Context& ctx, const logistics::v1::ChangeCodAmountRequest& request) = 0;
  virtual absl::StatusOr<logistics::v1::Intercept> RequestIntercept(
      const runtime::Context& ctx, const logistics::v1::RequestInterceptRequest& request) = 0;
  virtual absl::StatusOr<logistics::v1::Notice> SendNotice(
      const runtime::Context& ctx, const logistics::v1::SendNoticeRequest& request) = 0;
  virtual absl::StatusOr<logistics::v1::ListNoticesResponse> ListNotices(
      const runtime::Context& ctx, const logistics::v1::ListNoticesRequest& request) = 0;
  virtual absl::StatusOr<logistics::v1::Notice> CancelNotice(
      const runtime::Context& ctx, const logistics::v1::CancelNoticeRequest& request) = 0;
  virtual absl::Status EraseOrder(const runtime::Context& ctx,
                                  const logistics::v1::EraseOrderRequest& request) = 0;
  virtual absl::Status EraseBuyer(const runtime::Context& ctx,
                                  const logistics::v1::EraseBuyerRequest& request) = 0;
  // Whom a shipment goes to now, in clear.
  virtual absl::StatusOr<logistics::v1::HandOverReceiverResponse> HandOverReceiver(
      const runtime::Context& ctx, absl::string_view shipment) = 0;
};

// Asks for the cheapest way to send goods of the order to `destination`, by the courier that it
// wishes. What is sent stands in `consignment` (domain/shipping/consignment.h).
logistics::v1::QuoteRequest MakeQuoteRequest(const v1::Order& order,
                                             const type::v1::PostalAddress& destination,
                                             const logistics::v1::QuoteRequest& consignment);
// Between whom a parcel goes, in clear.
struct Parties {
  type::v1::Receiver receiver;
  // Without a name: nobody said.
  type::v1::Receiver sender;
};
// Makes an intended parcel's shipment, which goes in the place of a lost one if `replaces` isn't
// empty: the same request whenever it is made again.
logistics::v1::CreateShipmentRequest MakeShipmentRequest(
    const v1::Order& order, const v1::Parcel& parcel, const Parties& parties,
    const logistics::v1::QuoteRequest& consignment, absl::string_view replaces = "");

std::unique_ptr<Logistics> MakeLogistics(std::shared_ptr<grpc::Channel> channel);

}  // namespace shopdesk::orders::clients
