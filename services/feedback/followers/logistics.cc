#include "services/feedback/followers/logistics.h"

#include <utility>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/event/follower.h"
#include "services/feedback/clients/logistics_events.h"
#include "services/feedback/domain/follow_up/late_parcel.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/handlers/follow_up/announcement_effect.h"
#include "services/feedback/handlers/follow_up/late_parcel.h"

namespace shopdesk::feedback::followers {

using logistics::v1::AnnouncementRecipient;

absl::StatusOr<Effect> OnShipmentEvent(runtime::WorkflowContext&, const event::v1::Event& event) {
  if (event.resource().Is<AnnouncementRecipient>()) {
    AnnouncementRecipient recipient;
    if (!event.resource().UnpackTo(&recipient)) {
      return domain::UnreadableEventError("announcement_recipient");
    }
    return Effect([recipient = std::move(recipient)](runtime::WriteContext& ctx) {
      return handlers::NoteRecipient(ctx, recipient);
    });
  }
  if (!event.resource().Is<logistics::v1::Shipment>()) return Effect();
  logistics::v1::Shipment shipment;
  if (!event.resource().UnpackTo(&shipment)) return domain::UnreadableEventError("shipment");
  const bool ended = domain::HasEnded(shipment);
  const bool snapshot = event::IsSnapshot(event);
  const bool late =
      snapshot ? shipment.has_lateness() : event.type() == clients::logistics_events::kShipmentLate;
  if (!ended && !late) return Effect();
  const absl::Time time =
      FromProto(snapshot ? shipment.lateness().since_time() : event.event_time());
  return Effect([shipment = std::move(shipment), ended, late,
                 time](runtime::WriteContext& ctx) -> absl::Status {
    if (late) RETURN_IF_ERROR(handlers::NoteLate(ctx, shipment, time));
    return ended ? handlers::NoteEnded(ctx, shipment) : absl::OkStatus();
  });
}

}  // namespace shopdesk::feedback::followers
