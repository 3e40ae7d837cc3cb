#include "services/orders/domain/refund/refund_waybill.h"

#include <algorithm>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {

using logistics::v1::Shipment;

namespace {

// The carrier has, or had, the goods in hand: no status of a number alone, such as that it expired.
bool WasScanned(logistics::v1::TrackingStatus::Value status) {
  using logistics::v1::TrackingStatus;
  return status > TrackingStatus::INFO_RECEIVED && status != TrackingStatus::EXCEPTION &&
         status != TrackingStatus::CANCELLED && status != TrackingStatus::EXPIRED;
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

void NoteReturnShipment(Refund& refund, absl::string_view shipment) {
  refund.set_return_shipment(std::string(shipment));
  refund.clear_return_untracked();
}

void NoteUntracked(Refund& refund, absl::string_view reason) {
  refund.set_return_untracked(std::string(reason));
}

absl::StatusOr<bool> TrackReturn(Refund& refund, const Shipment& shipment, const v1::Policy& policy,
                                 const Moment& moment) {
  const bool arrives = shipment.status() == logistics::v1::TrackingStatus::DELIVERED;
  if (!WasScanned(shipment.status())) return false;
  const bool news = !refund.has_return_scan_time() || (arrives && !refund.has_return_arrive_time());
  if (!kRefundMachine.Can(refund.state(), kRefundTrackReturn) || !news) return false;
  if (!refund.has_return_scan_time()) *refund.mutable_return_scan_time() = ToProto(moment.now);
  if (arrives) {
    const absl::Time arrived =
        shipment.has_deliver_time() ? FromProto(shipment.deliver_time()) : moment.now;
    *refund.mutable_return_arrive_time() = ToProto(arrived);
    const absl::Time due = arrived + absl::Seconds(policy.refund_intake_seconds());
    *refund.mutable_deadline_time() = ToProto(std::min(due, FromProto(refund.deadline_time())));
  }
  *refund.mutable_actor() = moment.actor;
  *refund.mutable_update_time() = ToProto(moment.now);
  return true;
}

}  // namespace shopdesk::orders::domain
