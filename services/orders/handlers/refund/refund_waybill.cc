#include "services/orders/handlers/refund/refund_waybill.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund_waybill.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/refund/refund_change.h"

namespace shopdesk::orders::handlers {

using logistics::v1::Shipment;
using v1::Refund;

absl::Status CorrectReturnWaybill(runtime::WriteContext& ctx,
                                  const v1::CorrectReturnWaybillRequest& request,
                                  Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::CorrectReturnWaybill(change.refund, request.carrier_id(),
                                               request.waybill_number(), MomentOf(ctx)));
  RETURN_IF_ERROR(SaveRefundChange(ctx, change.refund, events::kRefundWaybillCorrected));
  *response = std::move(change.refund);
  return absl::OkStatus();
}

absl::Status RecordReturnShipment(runtime::WriteContext& ctx, absl::string_view refund_name,
                                  absl::string_view shipment) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, refund_name));
  domain::NoteReturnShipment(change.refund, shipment);
  return SaveRefundChange(ctx, change.refund, events::kRefundTracked);
}

absl::Status RecordUntracked(runtime::WriteContext& ctx, absl::string_view refund_name,
                             absl::string_view reason) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, refund_name));
  domain::NoteUntracked(change.refund, reason);
  return SaveRefundChange(ctx, change.refund, events::kRefundUntracked);
}

absl::Status RecordInsured(runtime::WriteContext& ctx, absl::string_view refund_name) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, refund_name));
  change.refund.set_return_freight_payer(v1::ReturnFreightPayer::INSURER);
  return SaveRefundChange(ctx, change.refund, events::kRefundInsured);
}

absl::Status RecordReturnTracking(runtime::WriteContext& ctx, const Shipment& shipment) {
  absl::StatusOr<RefundChange> loaded = LoadRefundForChange(ctx, shipment.refund());
  // A parcel for something that is no refund here.
  if (absl::IsNotFound(loaded.status())) return absl::OkStatus();
  ASSIGN_OR_RETURN(RefundChange change, std::move(loaded));
  ASSIGN_OR_RETURN(const bool news,
                   domain::TrackReturn(change.refund, shipment, change.policy, MomentOf(ctx)));
  if (!news) return absl::OkStatus();
  return SaveRefundChange(ctx, change.refund, events::kRefundReturnMoved);
}

}  // namespace shopdesk::orders::handlers
