#pragma once

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::feedback::followers {

using Effect = absl::AnyInvocable<absl::Status(runtime::WriteContext&)>;

// "feedback.work", of the own log: a guide finished the work of an unanswered consultation.
absl::StatusOr<Effect> OnOwnEvent(runtime::WorkflowContext& ctx, const event::v1::Event& event);

}  // namespace shopdesk::feedback::followers
