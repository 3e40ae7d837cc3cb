#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/moment.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// The parcel that brings a refund's goods back. Errors as in refund.h.
namespace shopdesk::orders::domain {

// Another carrier or number, until its first scan: TOO_LATE then.
absl::Status CorrectReturnWaybill(Refund& refund, absl::string_view carrier_id,
                                  absl::string_view waybill_number, const Moment& moment);
// Whether the shipment is the parcel that brings the goods back, as the refund knows it now: what
// logistics says of the number before it was corrected is of somebody else's.
bool IsReturnOf(const Refund& refund, const logistics::v1::Shipment& shipment);
// Logistics follows the parcel, or why it can't.
void NoteReturnShipment(Refund& refund, absl::string_view shipment);
void NoteUntracked(Refund& refund, absl::string_view reason);
// The shop has signed for it: less time is left from then on.
void NoteArrival(const logistics::v1::Shipment& shipment, const v1::Policy& policy,
                 const Moment& moment, Refund& refund);
// Whether tracking says that it hasn't, after all; then there is as much time as before.
bool TakesArrivalBack(const Refund& refund, const logistics::v1::Shipment& shipment);
void TakeArrivalBack(Refund& refund);
// What tracking says of it: scanned, signed for by the shop, or not, after all. False if that is no
// news.
absl::StatusOr<bool> TrackReturn(Refund& refund, const logistics::v1::Shipment& shipment,
                                 const v1::Policy& policy, const Moment& moment);

}  // namespace shopdesk::orders::domain
