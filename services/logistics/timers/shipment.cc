#include "services/logistics/timers/shipment.h"

#include "absl/types/optional.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/tracking/tracking.h"
#include "services/logistics/handlers/shipment/shipment_change.h"
#include "services/logistics/store/shipment/shipment.h"

namespace shopdesk::logistics::timers {

absl::Status MarkLate(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(absl::optional<store::ShipmentRow> row,
                   store::FindShipmentForUpdate(ctx.txn(), due.resource_name));
  if (!row.has_value()) return absl::OkStatus();
  return handlers::FollowLateness(ctx, *row, true);
}

absl::Status ExpireSilent(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(absl::optional<store::ShipmentRow> row,
                   store::FindShipmentForUpdate(ctx.txn(), due.resource_name));
  if (!row.has_value()) return absl::OkStatus();
  const v1::TrackingStatus::Value status = row->shipment.status();
  if (!domain::AwaitsNews(status)) return absl::OkStatus();
  if (row->news_time + absl::Seconds(row->silent_seconds) > ctx.now()) {
    handlers::WatchSilence(ctx, *row);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::TrackingEvent event,
                   domain::ExpireShipment(row->shipment, row->latest, ctx.now()));
  return handlers::SaveStep(ctx, *row, status, event);
}

}  // namespace shopdesk::logistics::timers
