#include "services/orders/handlers/shipping/shipping.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/packing/packing_job.h"
#include "services/orders/domain/placing/placing.h"
#include "services/orders/domain/pricing/courier.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/shipping/consignment.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/domain/trade/sender.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/return_address.h"
#include "services/orders/handlers/shipping/packed.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/sender.h"
#include "services/orders/store/packing/packing_job.h"

namespace shopdesk::orders::handlers {
namespace {

using logistics::v1::Shipment;
using v1::Order;
using v1::Parcel;

// When the timer looks after a parcel whose shipment was left half made: the call that makes it has
// ended by then.
constexpr absl::Duration kIntentTime = absl::Minutes(10);

domain::ShipRequest RequestOf(const v1::ShipOrderRequest& request, const std::string& shipment) {
  domain::ShipRequest wanted;
  wanted.shipment = shipment;
  wanted.lines = request.lines();
  wanted.carrier_id = request.carrier_id();
  wanted.mode = request.mode();
  wanted.waybill_number = request.waybill_number();
  wanted.seen_remark = request.seen_remark();
  if (request.has_declared_value()) wanted.declared_value = request.declared_value();
  return wanted;
}

// The order with the intended parcel, and between whom it goes, for the call to logistics.
struct Intent {
  Order order;
  clients::Parties parties;
};

// The first step: durable before logistics is asked. A repeated call finds its parcel.
absl::Status Intend(runtime::WriteContext& ctx, const v1::ShipOrderRequest& request,
                    const domain::ShipRequest& wanted, Intent& intent) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name()));
  const Parcel* parcel = domain::FindParcel(change.order, wanted.shipment);
  if (parcel == nullptr) {
    RETURN_IF_ERROR(CheckEtag(request.etag(), change.order));
    if (!change.order.merged_parcel().empty()) return domain::MergedError(change.order);
    ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
    domain::ShipRequest packed = wanted;
    // What stands in the way of the order itself is told first.
    RETURN_IF_ERROR(domain::CheckGate(change.order, policy, MomentOf(ctx)));
    RETURN_IF_ERROR(ShipAsPacked(ctx, change.order, packed));
    RETURN_IF_ERROR(domain::IntendParcel(change.order, policy, packed, MomentOf(ctx)));
    ASSIGN_OR_RETURN(const domain::Senders senders, LoadSenders(ctx.txn(), ShopOf(request.name())));
    RETURN_IF_ERROR(
        domain::CheckOneSender(change.order, change.order.parcels().rbegin()->lines(), senders));
    RETURN_IF_ERROR(SaveChange(ctx, change, ""));
    ctx.Schedule(kShipIntentTimer, request.name(), ctx.now() + kIntentTime);
  }
  if (parcel == nullptr || parcel->state() == Parcel::INTENDED) {
    RETURN_IF_ERROR(ctx.vault().Audit(ctx.txn(), ctx.now(), ctx.actor(), ctx.call().caller,
                                      request.name(), kReceiverSlot, "ship"));
    RETURN_IF_ERROR(OpenParties(ctx.txn(), ctx.vault(), change.order,
                                *domain::FindParcel(change.order, wanted.shipment),
                                intent.parties));
  }
  intent.order = std::move(change.order);
  return absl::OkStatus();
}

// What would be sent, if nothing stands in the way; else the order as it was placed, or what is
// sent from one of several addresses: the step that intends the parcel says what does.
logistics::v1::QuoteRequest ConsignWanted(const OrderAndPolicy& seen,
                                          const domain::ShipRequest& wanted,
                                          const domain::Moment& moment) {
  Order order = seen.order;
  const absl::Status intended = domain::IntendParcel(order, seen.policy, wanted, moment);
  if (!intended.ok()) return domain::ConsignAll(order, seen.policy, seen.senders).front();
  const Parcel& parcel = *order.parcels().rbegin();
  logistics::v1::QuoteRequest consignment = domain::Consign(order, parcel);
  domain::SendFrom(seen.senders, domain::FindLine(order, parcel.lines(0).line())->location(),
                   consignment);
  return consignment;
}

// By express, unless somebody chose, if a courier takes it to the address; a repeated call keeps
// what it chose then.
absl::Status ChooseDefault(runtime::WorkflowContext& ctx, clients::Logistics& logistics,
                           const v1::ShipOrderRequest& request, domain::ShipRequest& wanted) {
  if (!request.carrier_id().empty() || !request.mode().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const OrderAndPolicy seen, LoadOrderAndPolicy(ctx, request.name()));
  const Order& order = seen.order;
  const bool made = domain::FindParcel(order, wanted.shipment) != nullptr;
  if (made || !domain::DefaultsToExpress(order, seen.policy)) return absl::OkStatus();
  logistics::v1::QuoteRequest query = clients::MakeQuoteRequest(
      order, order.receiver().address(), ConsignWanted(seen, wanted, MomentOf(ctx)));
  query.set_mode(domain::kExpressMode);
  ASSIGN_OR_RETURN(const logistics::v1::QuoteResponse quote, logistics.Quote(ctx, query));
  if (!quote.offers().empty()) wanted.mode = logistics::v1::Mode::Value_Name(domain::kExpressMode);
  return absl::OkStatus();
}

void CancelIntentTimer(runtime::WriteContext& ctx, const Order& order) {
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.state() == Parcel::INTENDED) return;
  }
  ctx.Cancel(kShipIntentTimer, order.name());
}

}  // namespace

absl::Status OpenParties(sql::Transaction& txn, const privacy::Vault& vault, const Order& order,
                         const Parcel& parcel, clients::Parties& parties) {
  parties = clients::Parties();
  RETURN_IF_ERROR(vault.Open(txn, order.name(), kReceiverSlot, parties.receiver));
  std::vector<std::string> locations;
  for (const v1::LineQuantity& part : parcel.lines()) {
    const std::string& location = domain::FindLine(order, part.line())->location();
    if (!location.empty()) locations.push_back(location);
  }
  // An order that is older than its lines' locations.
  if (locations.empty() && !order.packing_job().empty()) {
    ASSIGN_OR_RETURN(const v1::PackingJob job, store::LoadPackingJob(txn, order.packing_job()));
    locations = domain::LocationsOf(job);
  }
  ASSIGN_OR_RETURN(const std::string address,
                   SenderAddress(txn, ShopNameOf(order.name()), locations));
  if (address.empty()) return absl::OkStatus();
  return vault.Open(txn, address, kReturnAddressSlot, parties.sender);
}

absl::StatusOr<Shipment> MakeShipment(const runtime::Context& ctx, clients::Logistics& logistics,
                                      const Order& order, const Parcel& parcel,
                                      const clients::Parties& parties, absl::string_view replaces) {
  const absl::StatusOr<Shipment> made = logistics.CreateShipment(
      ctx, clients::MakeShipmentRequest(order, parcel, parties, domain::Consign(order, parcel),
                                        replaces));
  if (!absl::IsAlreadyExists(made.status())) return made;
  // Our own shipment, made by a call that is no longer remembered; or another's waybill number.
  const absl::StatusOr<Shipment> found = logistics.GetShipment(ctx, parcel.shipment());
  if (found.ok() && found->order() == order.name()) return found;
  if (!found.ok() && IsTransient(found.status())) return found.status();
  return made;
}

absl::Status RecordShipped(runtime::WriteContext& ctx, absl::string_view order_name,
                           const Shipment& shipment, Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, order_name));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(order_name)));
  if (domain::FindParcel(change.order, shipment.name()) == nullptr) {
    return InternalError(absl::StrCat(order_name, " has no parcel for ", shipment.name()));
  }
  ASSIGN_OR_RETURN(const bool shipped,
                   domain::ShipParcel(change.order, policy, shipment, MomentOf(ctx)));
  if (shipped) {
    RETURN_IF_ERROR(NotePackedShipped(ctx, change.order, shipment));
    change.order.clear_merged_parcel();
    RETURN_IF_ERROR(SaveChange(ctx, change, events::kOrderShipped));
    CancelIntentTimer(ctx, change.order);
  }
  *response = std::move(change.order);
  return absl::OkStatus();
}

absl::Status RecordDeclined(runtime::WriteContext& ctx, absl::string_view order_name,
                            absl::string_view shipment) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, order_name));
  const int parcels = change.order.parcels_size();
  domain::DropIntent(change.order, shipment);
  if (change.order.parcels_size() == parcels) return absl::OkStatus();
  RETURN_IF_ERROR(NotePackedDeclined(ctx, change.order, shipment));
  RETURN_IF_ERROR(SaveChange(ctx, change, events::kOrderParcelDeclined));
  CancelIntentTimer(ctx, change.order);
  return absl::OkStatus();
}

absl::Status ShipOrder(runtime::WorkflowContext& ctx, const v1::ShipOrderRequest& request,
                       Order* response, clients::Logistics& logistics) {
  RETURN_IF_ERROR(domain::ParseMode(request.mode(), "mode").status());
  const std::string shipment =
      absl::StrCat(ShopNameOf(request.name()), "/shipments/", ctx.DerivedId("shipment"));
  domain::ShipRequest wanted = RequestOf(request, shipment);
  RETURN_IF_ERROR(ChooseDefault(ctx, logistics, request, wanted));
  Intent intent;
  RETURN_IF_ERROR(ctx.Write([&](runtime::WriteContext& write) {
    intent = Intent();
    return Intend(write, request, wanted, intent);
  }));
  const Parcel& parcel = *domain::FindParcel(intent.order, shipment);
  if (parcel.state() != Parcel::INTENDED) {
    // Finished by the timer or by tracking after this call was cut off.
    return ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
      ASSIGN_OR_RETURN(OrderChange change, LoadForChange(write, request.name()));
      *response = std::move(change.order);
      return absl::OkStatus();
    });
  }
  const absl::StatusOr<Shipment> made =
      MakeShipment(ctx, logistics, intent.order, parcel, intent.parties);
  if (!made.ok()) {
    // What may have been made stays intended: the timer finds out.
    if (IsTransient(made.status())) return made.status();
    RETURN_IF_ERROR(ctx.Write([&](runtime::WriteContext& write) {
      return RecordDeclined(write, request.name(), shipment);
    }));
    return made.status();
  }
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return RecordShipped(write, request.name(), *made, response);
  });
}

absl::Status ConfirmReceipt(runtime::WriteContext& ctx, const v1::ConfirmReceiptRequest& request,
                            Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(
      domain::Finish(change.order, domain::kConfirmReceipt, MomentOf(ctx), change.ledger));
  return SaveChange(ctx, change, events::kOrderFinished, response);
}

absl::Status ExtendReceipt(runtime::WriteContext& ctx, const v1::ExtendReceiptRequest& request,
                           Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::ExtendReceipt(change.order, request.days(), MomentOf(ctx)));
  return SaveChange(ctx, change, events::kOrderReceiptExtended, response);
}

}  // namespace shopdesk::orders::handlers
