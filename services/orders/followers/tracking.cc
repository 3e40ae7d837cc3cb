#include "services/orders/followers/tracking.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/event/follower.h"
#include "services/orders/clients/logistics_events.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/shipping/tracking.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/followers/carrier_money.h"
#include "services/orders/handlers/packing/hand_over.h"
#include "services/orders/handlers/packing/merged_shipping.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/refund_waybill.h"
#include "services/orders/handlers/shipping/replacement.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/trade/order.h"
#include "shopdesk/logistics/v1/intercept.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

namespace shopdesk::orders::followers {
namespace {

using handlers::OrderChange;
using logistics::v1::HandOverReceiverResponse;
using logistics::v1::Shipment;

// Says nothing that the order doesn't know from the shipment's making.
bool IsNews(const Shipment& shipment) {
  return shipment.status() > logistics::v1::TrackingStatus::INFO_RECEIVED;
}

// Logistics was restored to before what the order knows of the parcel: the carrier's news since
// then are true all the same.
bool IsOfThePast(const Shipment& shipment, const v1::Parcel& parcel) {
  return parcel.has_state_time() && shipment.has_status_time() &&
         FromProto(shipment.status_time()) < FromProto(parcel.state_time());
}

absl::Status ApplyTo(runtime::WriteContext& ctx, const std::string& order, const Shipment& shipment,
                     int64_t sequence, bool snapshot) {
  absl::StatusOr<OrderChange> change = handlers::LoadForChange(ctx, order);
  // A shipment for something that is no order here.
  if (absl::IsNotFound(change.status())) return absl::OkStatus();
  RETURN_IF_ERROR(change.status());
  const v1::Parcel* parcel = domain::FindParcel(change->order, shipment.name());
  if (parcel == nullptr) return handlers::RecordReplacementTracking(ctx, shipment, sequence);
  if (snapshot && IsOfThePast(shipment, *parcel)) return absl::OkStatus();
  if (parcel->state() == v1::Parcel::INTENDED) {
    // The call that made the shipment was cut off before it could say so.
    v1::Order shipped;
    RETURN_IF_ERROR(handlers::RecordShipped(ctx, order, shipment, &shipped));
    ASSIGN_OR_RETURN(*change, handlers::LoadForChange(ctx, order));
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, handlers::LoadPolicy(ctx.txn(), ShopOf(order)));
  const v1::Parcel before = *domain::FindParcel(change->order, shipment.name());
  ASSIGN_OR_RETURN(const std::string type,
                   domain::ApplyTracking(change->order, policy, shipment, sequence,
                                         handlers::MomentOf(ctx), change->ledger));
  const v1::Parcel after = *domain::FindParcel(change->order, shipment.name());
  if (type.empty() && after.event_sequence() == before.event_sequence()) return absl::OkStatus();
  RETURN_IF_ERROR(handlers::SaveChange(ctx, *change, type));
  const bool unreturned = domain::IsCod(change->order) && before.state() == v1::Parcel::RETURNED &&
                          after.state() != v1::Parcel::RETURNED;
  if (unreturned) ctx.Emit(change->order, events::kOrderParcelUnreturned);
  return absl::OkStatus();
}

// To all whose goods are in it, in the order of their names.
absl::Status Apply(runtime::WriteContext& ctx, const Shipment& shipment, int64_t sequence,
                   bool snapshot) {
  if (shipment.merged_orders().empty()) {
    return ApplyTo(ctx, shipment.order(), shipment, sequence, snapshot);
  }
  ASSIGN_OR_RETURN(const absl::optional<v1::Order> first,
                   store::FindOrder(ctx.txn(), shipment.order()));
  const v1::Parcel* parcel =
      first.has_value() ? domain::FindParcel(*first, shipment.name()) : nullptr;
  if (parcel != nullptr && parcel->state() == v1::Parcel::INTENDED) {
    // The call that made the shipment was cut off before it could say so.
    RETURN_IF_ERROR(handlers::RecordMergedShipped(ctx, parcel->merged_parcel(), shipment));
  }
  for (const std::string& order : domain::OrdersIn(shipment)) {
    RETURN_IF_ERROR(ApplyTo(ctx, order, shipment, sequence, snapshot));
  }
  return absl::OkStatus();
}

// Whom the shipment goes to, if its orders may not know him: events hold him masked. nullopt too
// where he was erased since.
absl::StatusOr<absl::optional<HandOverReceiverResponse>> AskNewReceiver(
    runtime::WorkflowContext& ctx, const Shipment& shipment, clients::Logistics& logistics) {
  bool is_new = false;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(is_new, handlers::HasNewReceiver(read, shipment));
    return absl::OkStatus();
  }));
  if (!is_new) return absl::nullopt;
  absl::StatusOr<HandOverReceiverResponse> now = logistics.HandOverReceiver(ctx, shipment.name());
  if (absl::IsNotFound(now.status())) return absl::nullopt;
  RETURN_IF_ERROR(now.status());
  return *std::move(now);
}

bool IsOpen(logistics::v1::Intercept::State state) {
  return state == logistics::v1::Intercept::ASKED || state == logistics::v1::Intercept::ACCEPTED;
}

// A snapshot holds all intercepts that a shipment ever had. News is what became of the one that the
// parcel knows, and one that is open: only the last can be. One that has ended for the order and is
// open there is of a past that logistics was restored to.
absl::Status RecordPresent(runtime::WriteContext& ctx, const logistics::v1::Intercept& intercept) {
  const absl::StatusOr<v1::Order> order = store::LoadOrder(ctx.txn(), intercept.order());
  // A shipment for something that is no order here.
  if (absl::IsNotFound(order.status())) return absl::OkStatus();
  RETURN_IF_ERROR(order.status());
  const v1::Parcel* parcel = domain::FindParcel(*order, ParentOf(intercept.name()));
  if (parcel == nullptr) return absl::OkStatus();
  const bool open = IsOpen(intercept.state());
  const bool same = parcel->intercept() == intercept.name();
  logistics::v1::Intercept::State known = logistics::v1::Intercept::ASKED;
  logistics::v1::Intercept::State_Parse(parcel->intercept_state(), &known);
  const bool news = same ? !open || IsOpen(known) : open || parcel->intercept().empty();
  return news ? handlers::RecordIntercept(ctx, intercept) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<Effect> Tracking(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                clients::Logistics& logistics) {
  if (TellsOfCarrierMoney(event)) return BookCarrierMoney(event);
  logistics::v1::Intercept intercept;
  if (event.resource().UnpackTo(&intercept)) {
    if (intercept.kind() != logistics::v1::Intercept::ADDRESS_CHANGE) return Effect();
    return Effect([intercept = std::move(intercept),
                   snapshot = event::IsSnapshot(event)](runtime::WriteContext& write) {
      return snapshot ? RecordPresent(write, intercept)
                      : handlers::RecordIntercept(write, intercept);
    });
  }
  Shipment shipment;
  // One that tells of no new status is no news for the order.
  if (event.type() == clients::logistics_events::kShipmentUpdated ||
      event.type() == clients::logistics_events::kShipmentErased ||
      !event.resource().UnpackTo(&shipment)) {
    return Effect();
  }
  const bool snapshot = event::IsSnapshot(event);
  if (!shipment.refund().empty()) {
    if (!IsNews(shipment)) return Effect();
    return Effect([shipment = std::move(shipment)](runtime::WriteContext& write) {
      return handlers::RecordReturnTracking(write, shipment);
    });
  }
  if (shipment.order().empty()) return Effect();
  absl::optional<HandOverReceiverResponse> receiver;
  if (snapshot || event.type() == clients::logistics_events::kShipmentReaddressed) {
    ASSIGN_OR_RETURN(receiver, AskNewReceiver(ctx, shipment, logistics));
  }
  const bool news = snapshot || IsNews(shipment);
  if (!news && !receiver.has_value()) return Effect();
  return Effect([shipment = std::move(shipment), sequence = event.sequence(), snapshot, news,
                 receiver = std::move(receiver)](runtime::WriteContext& write) -> absl::Status {
    if (news) RETURN_IF_ERROR(Apply(write, shipment, sequence, snapshot));
    const bool cancelled = shipment.status() == logistics::v1::TrackingStatus::CANCELLED;
    if (cancelled) RETURN_IF_ERROR(handlers::RecallPacked(write, shipment));
    if (!receiver.has_value()) return absl::OkStatus();
    return handlers::RecordNewReceiver(write, shipment, *receiver);
  });
}

}  // namespace shopdesk::orders::followers
