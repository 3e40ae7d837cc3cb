#include "services/logistics/domain/shipment/pickup.h"

#include <iterator>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/events.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::Pickup;

// Who books further ahead doesn't know yet what there will be to fetch.
constexpr absl::Duration kFurthestAhead = absl::Hours(24 * 30);

constexpr char kAtTheEnd[] = "the end of the window";

constexpr Transition<Pickup::State> kPickupTransitions[] = {
    {Pickup::BOOKED, "confirm", Pickup::CONFIRMED, "", kAtTheEnd},
    {Pickup::BOOKED, "complete", Pickup::DONE, "also at the end, if all was scanned"},
    {Pickup::BOOKED, "miss", Pickup::MISSED, "the window is over, and not all was scanned"},
    {Pickup::BOOKED, "cancel", Pickup::CANCELLED},
    {Pickup::CONFIRMED, "complete", Pickup::DONE, "also at the end, if all was scanned"},
    {Pickup::CONFIRMED, "miss", Pickup::MISSED, "the window is over, and not all was scanned"},
    {Pickup::CONFIRMED, "cancel", Pickup::CANCELLED},
    {Pickup::MISSED, "complete", Pickup::DONE, "he came later"},
    {Pickup::MISSED, "cancel", Pickup::CANCELLED},
};

constexpr EventCall kPickupCalls[] = {
    {"confirm", "ConfirmPickup"},
    {"complete", "CompletePickup"},
    {"cancel", "CancelPickup"},
};

}  // namespace

const StateMachine<Pickup::State>& PickupMachine() {
  static constexpr StateMachine<Pickup::State> kMachine("Pickup", kPickupTransitions, kPickupCalls);
  return kMachine;
}

absl::Status CheckPickup(const v1::BookPickupRequest& request, absl::Time now) {
  Violations violations;
  const absl::Time end = FromProto(request.end_time());
  if (end <= FromProto(request.start_time()) || end <= now) {
    violations.Add("end_time", "must be after start_time and now");
  } else if (end > now + kFurthestAhead) {
    violations.Add("end_time", "must be at most 30 days ahead");
  }
  std::set<std::string> names;
  for (const std::string& name : request.shipments()) {
    if (ShopOf(name) != ShopOf(request.parent())) {
      violations.Add("shipments", absl::StrCat(name, " must be a shipment of the same shop"));
    }
    if (!names.insert(name).second) {
      violations.Add("shipments", absl::StrCat("must have ", name, " once"));
    }
  }
  return violations.ToStatus();
}

absl::Status CheckFetchable(absl::string_view carrier_id, const v1::Shipment& shipment) {
  if (IsReturn(shipment)) return IsReturnError(shipment);
  if (absl::string_view(shipment.carrier_id()) != carrier_id) {
    return InvalidFieldError(
        "shipments", absl::StrCat(shipment.name(), " is carried by ", shipment.carrier_id()));
  }
  if (!IsFetched(shipment)) return absl::OkStatus();
  return WrongStateError(shipment.name(), v1::TrackingStatus::Value_Name(shipment.status()),
                         "BookPickup", "CorrectTracking");
}

Pickup MakePickup(const v1::BookPickupRequest& request, absl::string_view name, absl::Time now) {
  Pickup pickup;
  pickup.set_name(std::string(name));
  pickup.set_carrier_id(request.carrier_id());
  pickup.set_state(Pickup::BOOKED);
  *pickup.mutable_start_time() = request.start_time();
  *pickup.mutable_end_time() = request.end_time();
  *pickup.mutable_shipments() = request.shipments();
  pickup.set_carrier_reference(request.carrier_reference());
  pickup.set_note(request.note());
  *pickup.mutable_create_time() = ToProto(now);
  *pickup.mutable_update_time() = pickup.create_time();
  return pickup;
}

bool IsFetched(const v1::Shipment& shipment) {
  return shipment.status() != v1::TrackingStatus::PENDING &&
         shipment.status() != v1::TrackingStatus::INFO_RECEIVED;
}

absl::Status StepPickup(absl::string_view event, absl::Time now, Pickup& pickup) {
  ASSIGN_OR_RETURN(const Pickup::State next,
                   PickupMachine().Next(pickup.name(), pickup.state(), event));
  pickup.set_state(next);
  *pickup.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

absl::string_view PickupEvent(Pickup::State state) {
  // By the number of the state. One that only a later release knows: nothing here leads to it.
  static constexpr const char* kEvents[] = {"",
                                            events::kPickupBooked,
                                            events::kPickupConfirmed,
                                            events::kPickupDone,
                                            events::kPickupMissed,
                                            events::kPickupCancelled};
  static_assert(std::size(kEvents) == Pickup::State_ARRAYSIZE);
  return Pickup::State_IsValid(state) ? kEvents[state] : "";
}

}  // namespace shopdesk::logistics::domain
