#include "services/feedback/followers/work.h"

#include <utility>

#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/handlers/conversation/consultation.h"
#include "services/feedback/handlers/shop/work_kinds.h"
#include "shopdesk/work/v1/work.pb.h"

namespace shopdesk::feedback::followers {

absl::StatusOr<Effect> OnOwnEvent(runtime::WorkflowContext&, const event::v1::Event& event) {
  if (!event.resource().Is<work::v1::WorkItem>()) return Effect();
  work::v1::WorkItem item;
  if (!event.resource().UnpackTo(&item)) return domain::UnreadableEventError("work item");
  const bool finished = item.has_finished_by();
  if (!finished || item.kind() != handlers::kUnansweredConsultation.name) return Effect();
  return Effect([item = std::move(item)](runtime::WriteContext& ctx) {
    return handlers::NoteNoAnswerNeeded(ctx, item);
  });
}

}  // namespace shopdesk::feedback::followers
