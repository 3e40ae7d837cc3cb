#include "services/orders/domain/refund/refund_waybill.h"

#include <algorithm>

#include "libs/base/clock.h"
#include "libs/base/fold_code.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {

using logistics::v1::Shipment;

namespace {

// The goods are on their way to the shop, or there: no status of a number alone, such as that it
// expired, and none of a parcel that goes back to the buyer.
bool WasScanned(logistics::v1::TrackingStatus::Value status) {
  using logistics::v1::TrackingStatus;
  return status >= TrackingStatus::PICKED_UP && status <= TrackingStatus::DELIVERED;
}

}  // namespace

absl::Status CorrectReturnWaybill(Refund& refund, absl::string_view carrier_id,
                                  absl::string_view waybill_number, const Moment& moment) {
  RETURN_IF_ERROR(
      kRefundMachine.Next(refund.name(), refund.state(), kRefundCorrectWaybill).status());
  if (refund.has_return_scan_time()) return ScannedError(refund);
  refund.set_return_carrier_id(std::string(carrier_id));
  refund.set_return_waybill_number(std::string(waybill_number));
  refund.clear_return_untracked();
  *refund.mutable_actor() = moment.actor;
  *refund.mutable_update_time() = ToProto(moment.now);
  return absl::OkStatus();
}

bool IsReturnOf(const Refund& refund, const Shipment& shipment) {
  return shipment.carrier_id() == refund.return_carrier_id() &&
         shipment.waybill_number() == FoldCode(refund.return_waybill_number());
}

void NoteReturnShipment(Refund& refund, absl::string_view shipment) {
  refund.set_return_shipment(std::string(shipment));
  refund.clear_return_untracked();
}

void NoteUntracked(Refund& refund, absl::string_view reason) {
  refund.set_return_untracked(std::string(reason));
}

void NoteArrival(const Shipment& shipment, const v1::Policy& policy, const Moment& moment,
                 Refund& refund) {
  const absl::Time arrived =
      shipment.has_deliver_time() ? FromProto(shipment.deliver_time()) : moment.now;
  *refund.mutable_return_arrive_time() = ToProto(arrived);
  if (!refund.has_deadline_time()) return;
  *refund.mutable_unarrived_deadline_time() = refund.deadline_time();
  const absl::Time due = arrived + absl::Seconds(policy.refund_intake_seconds());
  *refund.mutable_deadline_time() = ToProto(std::min(due, FromProto(refund.deadline_time())));
}

bool TakesArrivalBack(const Refund& refund, const Shipment& shipment) {
  if (!refund.has_return_arrive_time() ||
      shipment.status() == logistics::v1::TrackingStatus::DELIVERED) {
    return false;
  }
  // Logistics was restored to before it knew: the parcel has arrived all the same.
  return !shipment.has_status_time() ||
         FromProto(shipment.status_time()) >= FromProto(refund.return_arrive_time());
}

void TakeArrivalBack(Refund& refund) {
  refund.clear_return_arrive_time();
  if (refund.has_deadline_time() && refund.has_unarrived_deadline_time()) {
    *refund.mutable_deadline_time() = refund.unarrived_deadline_time();
  }
  refund.clear_unarrived_deadline_time();
}

absl::StatusOr<bool> TrackReturn(Refund& refund, const Shipment& shipment, const v1::Policy& policy,
                                 const Moment& moment) {
  if (!kRefundMachine.Can(refund.state(), kRefundTrackReturn)) return false;
  const bool arrives = shipment.status() == logistics::v1::TrackingStatus::DELIVERED &&
                       !refund.has_return_arrive_time();
  const bool scans = WasScanned(shipment.status()) && !refund.has_return_scan_time();
  const bool back = TakesArrivalBack(refund, shipment);
  if (!arrives && !scans && !back) return false;
  if (scans) *refund.mutable_return_scan_time() = ToProto(moment.now);
  if (arrives) NoteArrival(shipment, policy, moment, refund);
  if (back) TakeArrivalBack(refund);
  *refund.mutable_actor() = moment.actor;
  *refund.mutable_update_time() = ToProto(moment.now);
  return true;
}

}  // namespace shopdesk::orders::domain
