#include "services/feedback/followers/logistics.h"

#include <utility>

#include "libs/base/clock.h"
#include "libs/event/follower.h"
#include "services/feedback/clients/logistics_events.h"
#include "services/feedback/domain/errors.h"
#include "services/feedback/domain/late_parcel.h"
#include "services/feedback/handlers/late_parcel.h"

namespace shopdesk::feedback::followers {

absl::StatusOr<Effect> OnShipmentEvent(runtime::WorkflowContext&, const event::v1::Event& event) {
  if (!event.resource().Is<logistics::v1::Shipment>()) return Effect();
  logistics::v1::Shipment shipment;
  if (!event.resource().UnpackTo(&shipment)) return domain::UnreadableEventError("shipment");
  if (domain::HasEnded(shipment)) {
    return Effect([shipment = std::move(shipment)](runtime::WriteContext& ctx) {
      return handlers::NoteEnded(ctx, shipment);
    });
  }
  absl::Time time = FromProto(event.event_time());
  if (event::IsSnapshot(event)) {
    if (!shipment.has_lateness() || shipment.lateness().has_end_time()) return Effect();
    time = FromProto(shipment.lateness().since_time());
  } else if (event.type() != clients::logistics_events::kShipmentLate) {
    return Effect();
  }
  return Effect([shipment = std::move(shipment), time](runtime::WriteContext& ctx) {
    return handlers::NoteLate(ctx, shipment, time);
  });
}

}  // namespace shopdesk::feedback::followers
