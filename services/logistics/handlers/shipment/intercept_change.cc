#include "services/logistics/handlers/shipment/intercept_change.h"

#include <vector>

#include "libs/base/status_macros.h"
#include "services/logistics/domain/intercept/intercept.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/intercept/intercept.h"

namespace shopdesk::logistics::handlers {

absl::Status SaveInterceptStep(runtime::WriteContext& ctx, v1::Intercept& intercept,
                               store::ShipmentRow& row) {
  RETURN_IF_ERROR(store::SaveIntercept(ctx.txn(), intercept));
  ctx.Emit(intercept, domain::InterceptEvent(intercept.state()));
  if (domain::IsOpen(intercept)) return absl::OkStatus();
  row.shipment.clear_open_intercept();
  RETURN_IF_ERROR(work::Close(ctx, kOpenIntercept, intercept.name()));
  return ctx.vault().Erase(ctx.txn(), intercept.name());
}

absl::Status FollowIntercept(runtime::WriteContext& ctx, store::ShipmentRow& row) {
  v1::Shipment& shipment = row.shipment;
  if (shipment.open_intercept().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(v1::Intercept intercept,
                   store::LoadInterceptForUpdate(ctx.txn(), shipment.open_intercept()));
  const std::vector<absl::string_view> steps =
      domain::InterceptStepsOf(intercept, shipment.status());
  if (steps.empty()) return absl::OkStatus();
  for (const absl::string_view step : steps) {
    RETURN_IF_ERROR(domain::StepIntercept(intercept, step, ctx.now()));
  }
  RETURN_IF_ERROR(SaveInterceptStep(ctx, intercept, row));
  if (!shipment.open_intercept().empty()) return absl::OkStatus();
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
  ctx.Emit(shipment, events::kShipmentUpdated);
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
