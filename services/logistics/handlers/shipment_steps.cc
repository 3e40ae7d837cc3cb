#include "services/logistics/handlers/shipment_steps.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/notices.h"
#include "services/logistics/domain/tracking.h"
#include "services/logistics/handlers/intercept_steps.h"
#include "services/logistics/handlers/notice_steps.h"
#include "services/logistics/handlers/policy.h"

namespace shopdesk::logistics::handlers {

void WatchSilence(rpc::WriteContext& ctx, const store::ShipmentRow& row) {
  if (row.silent_seconds == 0) return;
  ctx.Schedule(kSilentTimer, row.shipment.name(),
               row.news_time + absl::Seconds(row.silent_seconds));
}

void FollowSilence(rpc::WriteContext& ctx, v1::TrackingStatus before,
                   const store::ShipmentRow& row) {
  const v1::TrackingStatus after = row.shipment.status();
  const bool was_watched = !domain::IsFinal(before) && before != v1::EXPIRED;
  const bool is_watched = !domain::IsFinal(after) && after != v1::EXPIRED;
  if (was_watched && !is_watched) ctx.Cancel(kSilentTimer, row.shipment.name());
  if (!was_watched && is_watched) WatchSilence(ctx, row);
}

absl::Status SaveStep(rpc::WriteContext& ctx, store::ShipmentRow& row, v1::TrackingStatus before,
                      const v1::TrackingEvent& event) {
  v1::Shipment& shipment = row.shipment;
  ASSIGN_OR_RETURN(bool inserted, store::InsertEvent(ctx.txn(), shipment.name(), event));
  if (inserted) ++row.event_count;
  row.news_time = ctx.now();
  *shipment.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
  if (domain::IsFinal(shipment.status()) || shipment.status() == v1::EXPIRED) {
    ctx.Cancel(kSilentTimer, shipment.name());
  } else {
    WatchSilence(ctx, row);
  }
  EmitStatus(ctx, shipment);
  return FollowUp(ctx, row, before);
}

absl::Status FollowUp(rpc::WriteContext& ctx, store::ShipmentRow& row, v1::TrackingStatus before) {
  const v1::Shipment& shipment = row.shipment;
  const bool moved = shipment.status() != before;
  if (moved) RETURN_IF_ERROR(FollowIntercept(ctx, row));
  const v1::Notice::Kind kind = domain::NoticeKindOf(shipment.status());
  if (!moved || kind == v1::Notice::KIND_UNSPECIFIED) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(shipment.name())));
  return NotifyOfShipment(ctx, policy, shipment, kind);
}

void EmitStatus(rpc::WriteContext& ctx, const v1::Shipment& shipment) {
  ctx.Emit(shipment, absl::StrCat("shipment.", domain::StatusWord(shipment.status())));
}

}  // namespace shopdesk::logistics::handlers
