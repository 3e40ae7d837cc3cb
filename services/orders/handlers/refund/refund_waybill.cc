#include "services/orders/handlers/refund/refund_waybill.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund_scan.h"
#include "services/orders/domain/refund/refund_waybill.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/store/desk/buyer_card.h"
#include "services/orders/store/refund/refund.h"

namespace shopdesk::orders::handlers {

using logistics::v1::Shipment;
using v1::Refund;

namespace {

// At the first scan: whether the refund was paid, and both are saved.
absl::StatusOr<bool> PayIfAllowed(runtime::WriteContext& ctx, RefundChange& change) {
  const std::string card_name =
      store::BuyerCardName(ShopOf(change.refund.name()), change.refund.buyer());
  ASSIGN_OR_RETURN(const absl::optional<v1::BuyerCard> card,
                   store::FindBuyerCard(ctx.txn(), card_name));
  ASSIGN_OR_RETURN(const std::vector<Refund> all,
                   store::LoadRefundsOf(ctx.txn(), change.order.order.name()));
  if (!domain::IsPaidAtScan(change.refund, all, card, change.policy)) return false;
  RETURN_IF_ERROR(domain::PayAtScan(change.order.order, change.refund, card->return_rate_bps(),
                                    change.policy, MomentOf(ctx), change.order.ledger));
  RETURN_IF_ERROR(SaveRefundChange(ctx, change.refund));
  RETURN_IF_ERROR(SaveRefundedOrder(ctx, change.order, change.refund));
  return true;
}

}  // namespace

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
  if (!domain::IsReturnOf(change.refund, shipment)) return absl::OkStatus();
  const domain::Moment moment = MomentOf(ctx);
  const bool scanned_before = change.refund.has_return_scan_time();
  const bool paid_moved = domain::TrackPaidGoods(change.refund, shipment, change.policy, moment);
  ASSIGN_OR_RETURN(const bool moved,
                   domain::TrackReturn(change.refund, shipment, change.policy, moment));
  if (!paid_moved && !moved) return absl::OkStatus();
  if (moved && !scanned_before) {
    ASSIGN_OR_RETURN(const bool paid, PayIfAllowed(ctx, change));
    if (paid) return absl::OkStatus();
  }
  return SaveRefundChange(ctx, change.refund, events::kRefundReturnMoved);
}

absl::Status SettleReturnClaim(runtime::WriteContext& ctx,
                               const v1::SettleReturnClaimRequest& request, Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::SettleReturnClaim(change.order.order, change.refund,
                                            request.recovered_minor(), request.source(),
                                            MomentOf(ctx), change.order.ledger));
  RETURN_IF_ERROR(SaveRefundChange(ctx, change.refund, events::kRefundClaimSettled));
  RETURN_IF_ERROR(SaveChange(ctx, change.order, ""));
  *response = std::move(change.refund);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
