#include "services/feedback/followers/logistics.h"

#include <utility>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "services/feedback/domain/follow_up.h"
#include "services/feedback/handlers/follow_up.h"

namespace shopdesk::feedback::followers {

absl::StatusOr<Effect> OnShipmentEvent(rpc::WorkflowContext&, const event::v1::Event& event) {
  if (!event.resource().Is<logistics::v1::Shipment>()) return Effect();
  logistics::v1::Shipment shipment;
  if (!event.resource().UnpackTo(&shipment)) {
    return Error(absl::StatusCode::kInternal, "DATA_LOSS",
                 "the shipment in the event can't be read");
  }
  if (domain::HasEnded(shipment)) {
    return Effect([shipment = std::move(shipment)](rpc::WriteContext& ctx) {
      return handlers::NoteEnded(ctx, shipment);
    });
  }
  if (event.type() != "shipment.late") return Effect();
  return Effect([shipment = std::move(shipment), time = FromProto(event.event_time())](
                    rpc::WriteContext& ctx) { return handlers::NoteLate(ctx, shipment, time); });
}

}  // namespace shopdesk::feedback::followers
