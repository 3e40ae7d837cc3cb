#include "services/orders/handlers/packing/merged_shipping.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/work/work.h"
#include "services/orders/domain/packing/merged_parcel.h"
#include "services/orders/domain/pricing/courier.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/shipping/consignment.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/packing/merged_parcel.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/shipping/packed.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using logistics::v1::Shipment;
using v1::MergedParcel;
using v1::Order;
using v1::Parcel;

// When the timer looks after a parcel whose shipment was left half made.
constexpr absl::Duration kMergedIntentTime = absl::Minutes(10);

// What the shipment is insured for, shared among its orders by what their goods were sold for.
absl::Status Insure(const v1::Policy& policy, const absl::optional<type::v1::Money>& asked,
                    std::vector<OrderChange>& changes) {
  std::vector<int64_t> goods;
  type::v1::Money all = MakeMoney(changes.front().order.total().currency_code(), 0);
  for (const OrderChange& change : changes) {
    goods.push_back(domain::GoodsValue(change.order, *change.order.parcels().rbegin()).minor());
    all.set_minor(all.minor() + goods.back());
  }
  ASSIGN_OR_RETURN(const absl::optional<type::v1::Money> declared,
                   domain::DeclaredValue(policy, asked, all));
  if (!declared.has_value()) return absl::OkStatus();
  // Presents only: any share is as good.
  if (all.minor() == 0) goods.assign(goods.size(), 1);
  ASSIGN_OR_RETURN(const std::vector<int64_t> shares, Allocate(declared->minor(), goods));
  for (size_t i = 0; i < changes.size(); ++i) {
    *changes[i].order.mutable_parcels()->rbegin()->mutable_declared_value() =
        MakeMoney(declared->currency_code(), shares[i]);
  }
  return absl::OkStatus();
}

// The first step: each order intends the one shipment. A repeated call finds it.
absl::Status IntendAll(runtime::WriteContext& ctx, const v1::ShipMergedParcelRequest& request,
                       const domain::ShipRequest& wanted, MergedParcel& parcel) {
  ASSIGN_OR_RETURN(MergedChange change, LoadMergedForChange(ctx, request.name()));
  parcel = change.parcel;
  if (parcel.state() == MergedParcel::SHIPPED && parcel.shipment() == wanted.shipment) {
    return absl::OkStatus();
  }
  const std::string first = change.orders.front().order.name();
  RETURN_IF_ERROR(ctx.vault().Audit(ctx.txn(), ctx.now(), ctx.actor(), ctx.call().caller, first,
                                    kReceiverSlot, "ship"));
  if (parcel.shipment() == wanted.shipment) return absl::OkStatus();
  RETURN_IF_ERROR(CheckEtag(request.etag(), change.parcel));
  RETURN_IF_ERROR(domain::IntendMerged(change.parcel, wanted.shipment));
  RETURN_IF_ERROR(CheckSameReceiver(ctx, change.orders));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  for (OrderChange& member : change.orders) {
    domain::ShipRequest packed = wanted;
    // It is insured as a whole.
    packed.declared_value = MakeMoney(member.order.total().currency_code(), 0);
    RETURN_IF_ERROR(domain::CheckGate(member.order, policy, MomentOf(ctx)));
    RETURN_IF_ERROR(ShipAsPacked(ctx, member.order, packed));
    RETURN_IF_ERROR(domain::IntendParcel(member.order, policy, packed, MomentOf(ctx)));
    member.order.mutable_parcels()->rbegin()->set_merged_parcel(request.name());
  }
  RETURN_IF_ERROR(Insure(policy, wanted.declared_value, change.orders));
  for (OrderChange& member : change.orders) RETURN_IF_ERROR(SaveChange(ctx, member, ""));
  // One of them is enough to go on with all.
  ctx.Schedule(kShipIntentTimer, change.orders.front().order.name(), ctx.now() + kMergedIntentTime);
  RETURN_IF_ERROR(SaveMerged(ctx, change.parcel, events::kMergedParcelShipping));
  parcel = std::move(change.parcel);
  return absl::OkStatus();
}

// The orders of a parcel that is being shipped, and between whom it goes.
struct MergedIntent {
  MergedParcel parcel;
  std::vector<Order> orders;
  clients::Parties parties;
};

logistics::v1::CreateShipmentRequest RequestFor(const MergedIntent& intent) {
  std::vector<domain::SharedPart> parts;
  for (const Order& order : intent.orders) {
    parts.push_back({order, *domain::FindParcel(order, intent.parcel.shipment())});
  }
  const auto& [first, parcel] = parts.front();
  logistics::v1::CreateShipmentRequest request =
      clients::MakeShipmentRequest(first, parcel, intent.parties, domain::Consign(parts));
  for (size_t i = 1; i < intent.orders.size(); ++i) {
    request.add_merged_orders(intent.orders[i].name());
  }
  return request;
}

absl::Status RefundFreight(runtime::WriteContext& ctx, const v1::Policy& policy,
                           MergedParcel::Member& member) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, member.order()));
  domain::RefundRequest request;
  request.kind = v1::RefundKind::MONEY_ONLY;
  request.reason = v1::RefundReason::NO_REASON;
  request.freight_only = true;
  request.freight_minor = member.saved_freight().minor();
  v1::Refund refund;
  refund.set_note("freight saved: it went in one parcel with other orders");
  RETURN_IF_ERROR(GiveRefundOn(ctx, change, request, policy, "merged-freight", &refund));
  RETURN_IF_ERROR(SaveRefundedOrder(ctx, change, refund));
  member.set_refund(refund.name());
  return absl::OkStatus();
}

// The order's share of the saved freight goes back to the buyer. What can't be given, since it was
// refunded before, somebody settles: the parcel is on its way all the same.
absl::Status GiveFreightBack(runtime::WriteContext& ctx, const v1::Policy& policy,
                             MergedParcel::Member& member) {
  if (member.saved_freight().minor() == 0) return absl::OkStatus();
  const absl::Status given = ctx.Savepoint([&] { return RefundFreight(ctx, policy, member); });
  if (!absl::IsFailedPrecondition(given)) return given;
  ASSIGN_OR_RETURN(const Order order, store::LoadOrder(ctx.txn(), member.order()));
  return work::Open(ctx, kRefundUnpaid, SubjectOf(order, order.name(), ctx.now()));
}

}  // namespace

absl::StatusOr<Shipment> MakeMergedShipment(runtime::WorkflowContext& ctx,
                                            clients::Logistics& logistics,
                                            absl::string_view parcel_name) {
  MergedIntent intent;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    intent = MergedIntent();
    ASSIGN_OR_RETURN(intent.parcel, store::LoadMergedParcel(read.txn(), parcel_name));
    for (const MergedParcel::Member& member : intent.parcel.members()) {
      ASSIGN_OR_RETURN(intent.orders.emplace_back(), store::LoadOrder(read.txn(), member.order()));
    }
    for (const Order& order : intent.orders) {
      if (domain::FindParcel(order, intent.parcel.shipment()) != nullptr) continue;
      return InternalError(
          absl::StrCat(order.name(), " doesn't intend ", intent.parcel.shipment()));
    }
    const Order& first = intent.orders.front();
    return OpenParties(read.txn(), read.vault(), first,
                       *domain::FindParcel(first, intent.parcel.shipment()), intent.parties);
  }));
  const absl::StatusOr<Shipment> made = logistics.CreateShipment(ctx, RequestFor(intent));
  if (!absl::IsAlreadyExists(made.status())) return made;
  // Our own shipment, made by a call that is no longer remembered; or another's waybill number.
  const absl::StatusOr<Shipment> found = logistics.GetShipment(ctx, intent.parcel.shipment());
  if (found.ok() && found->order() == intent.orders.front().name()) return found;
  if (!found.ok() && IsTransient(found.status())) return found.status();
  return made;
}

absl::Status RecordMergedShipped(runtime::WriteContext& ctx, absl::string_view parcel_name,
                                 const Shipment& shipment) {
  ASSIGN_OR_RETURN(MergedChange change, LoadMergedForChange(ctx, parcel_name));
  MergedParcel& parcel = change.parcel;
  if (parcel.state() != MergedParcel::ACCEPTED || parcel.shipment() != shipment.name()) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(domain::ShipMerged(parcel, MomentOf(ctx)));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(parcel_name)));
  for (MergedParcel::Member& member : *parcel.mutable_members()) {
    Order unused;
    RETURN_IF_ERROR(RecordShipped(ctx, member.order(), shipment, &unused));
    RETURN_IF_ERROR(GiveFreightBack(ctx, policy, member));
    RETURN_IF_ERROR(store::DeleteMergeCandidate(ctx.txn(), member.order()));
  }
  return SaveMerged(ctx, parcel, events::kMergedParcelShipped);
}

absl::Status RecordMergedDeclined(runtime::WriteContext& ctx, absl::string_view parcel_name,
                                  absl::string_view shipment) {
  ASSIGN_OR_RETURN(MergedChange change, LoadMergedForChange(ctx, parcel_name));
  if (change.parcel.state() != MergedParcel::ACCEPTED || change.parcel.shipment() != shipment) {
    return absl::OkStatus();
  }
  for (const MergedParcel::Member& member : change.parcel.members()) {
    RETURN_IF_ERROR(RecordDeclined(ctx, member.order(), shipment));
  }
  change.parcel.clear_shipment();
  return SaveMerged(ctx, change.parcel, events::kMergedParcelRefused);
}

absl::Status ShipMergedParcel(runtime::WorkflowContext& ctx,
                              const v1::ShipMergedParcelRequest& request, MergedParcel* response,
                              clients::Logistics& logistics) {
  RETURN_IF_ERROR(domain::ParseMode(request.mode(), "mode").status());
  domain::ShipRequest wanted;
  wanted.shipment =
      absl::StrCat(ShopNameOf(request.name()), "/shipments/", ctx.DerivedId("shipment"));
  wanted.carrier_id = request.carrier_id();
  wanted.mode = request.mode();
  wanted.waybill_number = request.waybill_number();
  if (request.has_declared_value()) wanted.declared_value = request.declared_value();
  MergedParcel parcel;
  RETURN_IF_ERROR(ctx.Write(
      [&](runtime::WriteContext& write) { return IntendAll(write, request, wanted, parcel); }));
  const auto answer = [&](runtime::WriteContext& write) -> absl::Status {
    ASSIGN_OR_RETURN(*response, store::LoadMergedParcel(write.txn(), request.name()));
    return absl::OkStatus();
  };
  // Finished by the timer or by tracking after this call was cut off.
  if (parcel.state() == MergedParcel::SHIPPED) return ctx.Finish(*response, answer);
  const absl::StatusOr<Shipment> made = MakeMergedShipment(ctx, logistics, request.name());
  if (!made.ok()) {
    // What may have been made stays intended: the timer finds out.
    if (IsTransient(made.status())) return made.status();
    RETURN_IF_ERROR(ctx.Write([&](runtime::WriteContext& write) {
      return RecordMergedDeclined(write, request.name(), wanted.shipment);
    }));
    return made.status();
  }
  return ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
    RETURN_IF_ERROR(RecordMergedShipped(write, request.name(), *made));
    return answer(write);
  });
}

}  // namespace shopdesk::orders::handlers
