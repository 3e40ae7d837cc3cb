#include "services/orders/followers/return_shipment.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/handlers/refund/refund_waybill.h"
#include "services/orders/handlers/refund/return_address.h"
#include "services/orders/store/refund/refund.h"

namespace shopdesk::orders::followers {
namespace {

using logistics::v1::Shipment;
using v1::Refund;

absl::StatusOr<Shipment> CreateReturn(runtime::WorkflowContext& ctx, const Refund& refund,
                                      const type::v1::Receiver& receiver,
                                      clients::Logistics& logistics) {
  logistics::v1::CreateReturnShipmentRequest request;
  request.set_parent(ShopNameOf(refund.name()));
  request.set_shipment_id(absl::StrCat("return-", LastSegment(refund.name())));
  request.set_order(std::string(ParentOf(refund.name())));
  request.set_refund(refund.name());
  request.set_carrier_id(refund.return_carrier_id());
  request.set_waybill_number(refund.return_waybill_number());
  *request.mutable_receiver() = receiver;
  request.set_buyer(refund.buyer());
  request.set_request_id(ctx.DerivedId("return_shipment"));
  return logistics.CreateReturnShipment(ctx, request);
}

absl::StatusOr<Shipment> CorrectReturn(runtime::WorkflowContext& ctx, const Refund& refund,
                                       clients::Logistics& logistics) {
  logistics::v1::CorrectWaybillRequest request;
  request.set_name(refund.return_shipment());
  request.set_carrier_id(refund.return_carrier_id());
  request.set_waybill_number(refund.return_waybill_number());
  request.set_request_id(ctx.DerivedId("return_waybill"));
  return logistics.CorrectWaybill(ctx, request);
}

}  // namespace

absl::StatusOr<type::v1::Receiver> ReturnReceiverOf(runtime::WorkflowContext& ctx,
                                                    const Refund& refund,
                                                    absl::string_view purpose) {
  type::v1::Receiver receiver;
  if (refund.return_location().empty()) return receiver;
  const std::string name =
      handlers::ReturnAddressName(ShopNameOf(refund.name()), refund.return_location());
  const absl::Status opened = ctx.Write([&](runtime::WriteContext& write) -> absl::Status {
    receiver.Clear();
    RETURN_IF_ERROR(runtime::Audit(write, name, handlers::kReturnAddressSlot, purpose));
    return write.vault().Open(write.txn(), name, handlers::kReturnAddressSlot, receiver);
  });
  if (!absl::IsNotFound(opened)) RETURN_IF_ERROR(opened);
  return receiver;
}

absl::StatusOr<Effect> ClaimReturnFreight(runtime::WorkflowContext& ctx,
                                          const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(const Refund refund, Unpack<Refund>(event));
  if (refund.return_freight_payer() != v1::ReturnFreightPayer::BUYER ||
      refund.return_freight().minor() <= 0) {
    return Effect();
  }
  logistics::v1::ClaimReturnInsuranceRequest request;
  request.set_name(absl::StrCat(ShopNameOf(refund.name()), "/returnInsurances/",
                                LastSegment(ParentOf(refund.name()))));
  request.set_refund(refund.name());
  *request.mutable_freight() = refund.return_freight();
  request.set_request_id(ctx.DerivedId("return_insurance"));
  const absl::Status claimed = peers.logistics.ClaimReturnInsurance(ctx, request).status();
  if (IsGone(claimed)) return Effect();
  RETURN_IF_ERROR(claimed);
  return Effect([name = refund.name()](runtime::WriteContext& write) {
    return handlers::RecordInsured(write, name);
  });
}

absl::StatusOr<Effect> FollowReturn(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                    const Peers& peers) {
  Refund refund;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(refund, store::LoadRefund(read.txn(), event.resource_name()));
    return absl::OkStatus();
  }));
  if (refund.state() != v1::RefundState::WAIT_SELLER_CONFIRM_GOODS) return Effect();
  absl::StatusOr<Shipment> made;
  if (refund.return_shipment().empty()) {
    ASSIGN_OR_RETURN(const type::v1::Receiver receiver, ReturnReceiverOf(ctx, refund, "return"));
    // The shop tells no address: nobody knows where the parcel goes.
    if (receiver.name().empty()) return Effect();
    made = CreateReturn(ctx, refund, receiver, peers.logistics);
  } else {
    made = CorrectReturn(ctx, refund, peers.logistics);
  }
  const std::string name = refund.name();
  if (made.ok()) {
    return Effect([name, shipment = made->name()](runtime::WriteContext& write) {
      return handlers::RecordReturnShipment(write, name, shipment);
    });
  }
  if (IsTransient(made.status())) return made.status();
  return Effect([name, reason = ReasonOf(made.status())](runtime::WriteContext& write) {
    return handlers::RecordUntracked(write, name, reason);
  });
}

}  // namespace shopdesk::orders::followers
