#include "services/logistics/handlers/intercept_steps.h"

#include "libs/base/status_macros.h"
#include "services/logistics/domain/intercept.h"
#include "services/logistics/handlers/work_kinds.h"
#include "services/logistics/store/intercept.h"

namespace shopdesk::logistics::handlers {

absl::Status SaveInterceptStep(runtime::WriteContext& ctx, v1::Intercept& intercept,
                               store::ShipmentRow& row) {
  RETURN_IF_ERROR(store::SaveIntercept(ctx.txn(), intercept));
  ctx.Emit(intercept, domain::InterceptEvent(intercept.state()));
  if (domain::IsOpen(intercept)) return absl::OkStatus();
  row.shipment.clear_open_intercept();
  RETURN_IF_ERROR(work::Close(ctx.txn(), kOpenIntercept, intercept.name()));
  return ctx.vault().Erase(ctx.txn(), intercept.name());
}

absl::Status FollowIntercept(runtime::WriteContext& ctx, store::ShipmentRow& row) {
  v1::Shipment& shipment = row.shipment;
  if (shipment.open_intercept().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(v1::Intercept intercept,
                   store::LoadInterceptForUpdate(ctx.txn(), shipment.open_intercept()));
  const domain::Turn turn = domain::TurnOf(intercept, shipment.status());
  switch (turn) {
    case domain::Turn::kNone:
      return absl::OkStatus();
    case domain::Turn::kAccept:
      RETURN_IF_ERROR(domain::StepIntercept(intercept, "accept", ctx.now()));
      break;
    case domain::Turn::kComplete:
      // The deed is the answer.
      if (intercept.state() == v1::Intercept::ASKED) {
        RETURN_IF_ERROR(domain::StepIntercept(intercept, "accept", ctx.now()));
      }
      RETURN_IF_ERROR(domain::StepIntercept(intercept, "complete", ctx.now()));
      break;
    case domain::Turn::kOvertake:
      RETURN_IF_ERROR(domain::StepIntercept(intercept, "overtake", ctx.now()));
      break;
    case domain::Turn::kFail:
      RETURN_IF_ERROR(domain::StepIntercept(intercept, "fail", ctx.now()));
      break;
  }
  RETURN_IF_ERROR(SaveInterceptStep(ctx, intercept, row));
  if (!shipment.open_intercept().empty()) return absl::OkStatus();
  return store::SaveShipment(ctx.txn(), row);
}

}  // namespace shopdesk::logistics::handlers
