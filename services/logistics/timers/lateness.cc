#include "services/logistics/timers/lateness.h"

#include "absl/types/optional.h"
#include "libs/base/status_macros.h"
#include "services/logistics/handlers/shipment_steps.h"
#include "services/logistics/store/shipment.h"

namespace shopdesk::logistics::timers {

absl::Status FindLate(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(absl::optional<store::ShipmentRow> row,
                   store::FindShipmentForUpdate(ctx.txn(), due.resource_name));
  if (!row.has_value()) return absl::OkStatus();
  return handlers::FollowLateness(ctx, *row, true);
}

}  // namespace shopdesk::logistics::timers
