#include "services/logistics/handlers/shipment/pickup.h"

#include <algorithm>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/shipment/pickup.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/carrier/carrier.h"
#include "services/logistics/store/shipment/pickup.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/shop/insert.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::Pickup;

// Bookings: usual, at most; each has its shipments.
constexpr PageLimits kPickupPage{50, 1000};

absl::Status TellPickup(runtime::WriteContext& ctx, const Pickup& pickup) {
  ctx.Emit(pickup, domain::PickupEvent(pickup.state()));
  if (pickup.state() == Pickup::MISSED) {
    return work::Open(ctx, kMissedPickup,
                      {.resource = pickup.name(), .due = FromProto(pickup.end_time())});
  }
  if (pickup.state() == Pickup::CONFIRMED) return absl::OkStatus();
  ctx.Cancel(kPickupDue, pickup.name());
  return work::Close(ctx, kMissedPickup, pickup.name());
}

// Loads a booking, takes a step, and saves what came of it.
template <class Request>
absl::Status ChangePickup(runtime::WriteContext& ctx, const Request& request,
                          absl::string_view event, Pickup& pickup) {
  ASSIGN_OR_RETURN(pickup, store::LoadPickupForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), pickup));
  RETURN_IF_ERROR(domain::StepPickup(event, ctx.now(), pickup));
  *pickup.mutable_actor() = ctx.actor();
  return absl::OkStatus();
}

absl::Status SaveAndTell(runtime::WriteContext& ctx, Pickup& pickup) {
  RETURN_IF_ERROR(store::SavePickup(ctx.txn(), pickup));
  return TellPickup(ctx, pickup);
}

}  // namespace

absl::Status BookPickup(runtime::WriteContext& ctx, const v1::BookPickupRequest& request,
                        Pickup* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  RETURN_IF_ERROR(domain::CheckPickup(request, ctx.now()));
  RETURN_IF_ERROR(
      store::LoadCarrier(ctx.txn(), domain::CarrierName(shop, request.carrier_id())).status());
  for (const std::string& name : request.shipments()) {
    ASSIGN_OR_RETURN(const v1::Shipment shipment, store::LoadShipment(ctx.txn(), name));
    RETURN_IF_ERROR(domain::CheckFetchable(request.carrier_id(), shipment));
  }
  *response =
      domain::MakePickup(request, domain::PickupName(shop, ctx.DerivedId("pickup")), ctx.now());
  *response->mutable_actor() = ctx.actor();
  // Nobody may read the note in clear, so its original isn't kept.
  privacy::MaskMessage(*response);
  RETURN_IF_ERROR(store::AbortIfTaken(store::InsertPickup(ctx.txn(), *response)));
  ctx.Schedule(kPickupDue, response->name(), FromProto(response->end_time()));
  ctx.Emit(*response, domain::PickupEvent(response->state()));
  return absl::OkStatus();
}

absl::Status ConfirmPickup(runtime::WriteContext& ctx, const v1::ConfirmPickupRequest& request,
                           Pickup* response) {
  RETURN_IF_ERROR(ChangePickup(ctx, request, "confirm", *response));
  if (!request.carrier_reference().empty()) {
    response->set_carrier_reference(request.carrier_reference());
  }
  return SaveAndTell(ctx, *response);
}

absl::Status CompletePickup(runtime::WriteContext& ctx, const v1::CompletePickupRequest& request,
                            Pickup* response) {
  RETURN_IF_ERROR(ChangePickup(ctx, request, "complete", *response));
  return SaveAndTell(ctx, *response);
}

absl::Status CancelPickup(runtime::WriteContext& ctx, const v1::CancelPickupRequest& request,
                          Pickup* response) {
  RETURN_IF_ERROR(ChangePickup(ctx, request, "cancel", *response));
  return SaveAndTell(ctx, *response);
}

absl::Status GetPickup(runtime::ReadContext& ctx, const v1::GetPickupRequest& request,
                       Pickup* response) {
  ASSIGN_OR_RETURN(*response, store::LoadPickup(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListPickups(runtime::ReadContext& ctx, const v1::ListPickupsRequest& request,
                         v1::ListPickupsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::PickupFilter filter = {std::string(LastSegment(request.shipment())),
                                      request.state()};
  return ListPage(
      request, kPickupPage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListPickups(ctx.txn(), shop, filter, before, limit);
      },
      store::CreationKeyOf<Pickup>, *response, *response->mutable_pickups());
}

absl::Status OnPickupDue(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(Pickup pickup, store::LoadPickupForUpdate(ctx.txn(), due.resource_name));
  if (!domain::PickupMachine().Can(pickup.state(), "miss")) return absl::OkStatus();
  bool all_fetched = true;
  for (const std::string& name : pickup.shipments()) {
    ASSIGN_OR_RETURN(const v1::Shipment shipment, store::LoadShipment(ctx.txn(), name));
    all_fetched = all_fetched && domain::IsFetched(shipment);
  }
  RETURN_IF_ERROR(domain::StepPickup(all_fetched ? "complete" : "miss", ctx.now(), pickup));
  *pickup.mutable_actor() = ctx.actor();
  return SaveAndTell(ctx, pickup);
}

}  // namespace shopdesk::logistics::handlers
