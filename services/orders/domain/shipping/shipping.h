#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/logistics/v1/intercept.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/type/v1/address.pb.h"

// Parcels: intended and shipped. What tracking says of them is in tracking.h.
namespace shopdesk::orders::domain {

using v1::Parcel;
using v1::Policy;

// The parcel of a shipment; nullptr if the order has none.
const Parcel* FindParcel(const Order& order, absl::string_view shipment);
// The same, made the last of the order's: followers find the parcel of an event there. The order
// has it.
Parcel& MoveLast(Order& order, absl::string_view shipment);
// Whether the order may be shipped at all: WRONG_STATE, ON_HOLD (metadata hold),
// RECEIVER_NOT_VERIFIED (metadata state), PHONE_EXPIRED. An unreachable receiver's order goes as
// ordered in the last two hours before its ship-by time (UnverifiedFrom).
absl::Time UnverifiedFrom(const Order& order);
absl::Status CheckGate(const Order& order, const Policy& policy, const Moment& moment);

// Whether receiver and courier of what is not shipped can still be changed: WRONG_STATE when
// everything is shipped or the trade has ended, and while a parcel with the old ones is being made.
absl::Status CheckMayRedirect(const Order& order, absl::string_view call);
// Parcels that may still be intercepted: with the carrier, and neither home nor back.
std::vector<std::string> ShipmentsOnTheWay(const Order& order);
// Whether the carrier may still bring one of its parcels elsewhere, as was asked for.
bool AwaitsIntercept(const Order& order);
// The orders whose goods are in a shipment, by name.
std::vector<std::string> OrdersIn(const logistics::v1::Shipment& shipment);
// Where the interception of a parcel's shipment stands. False if nothing changed.
bool NoteIntercept(Order& order, const logistics::v1::Intercept& intercept);

// What is asked to be shipped.
struct ShipRequest {
  std::string shipment;
  // Empty: everything that is still to ship.
  google::protobuf::RepeatedPtrField<v1::LineQuantity> lines;
  std::string carrier_id;
  std::string mode;
  std::string waybill_number;
  // The newest red remark that packing has seen.
  int64_t seen_remark = 0;
  // What it is to be insured for, 0 being not at all; nullopt: as the policy says.
  absl::optional<type::v1::Money> declared_value;
};
// Adds the parcel as INTENDED: its pieces can't be shipped or refunded otherwise. Errors of
// CheckGate; RED_REMARK (metadata remark) while one isn't acknowledged; QUANTITY_EXCEEDED (metadata
// line, most), LINES_LOCKED (metadata line); those of DeclaredValue (consignment.h).
absl::Status IntendParcel(Order& order, const Policy& policy, const ShipRequest& request,
                          const Moment& moment);
// Logistics declined: the intent is gone. Nothing happens if it is already.
void DropIntent(Order& order, absl::string_view shipment);

// Logistics has the shipment: the parcel is SHIPPED and stands last, its pieces have moved, the
// trade goes on. False, and nothing changes, if it was SHIPPED before or is not known.
absl::StatusOr<bool> ShipParcel(Order& order, const Policy& policy,
                                const logistics::v1::Shipment& shipment, const Moment& moment);

}  // namespace shopdesk::orders::domain
