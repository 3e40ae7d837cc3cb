#pragma once

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::feedback::followers {

using Effect = absl::AnyInvocable<absl::Status(runtime::WriteContext&)>;

// "feedback.orders": takes note of orders, of errors in them and of what their buyers were given,
// and credits what is paid. It looks at the order in the event and not at the event's type, so that
// it misses nothing whichever event it starts with.
absl::StatusOr<Effect> OnOrderEvent(runtime::WorkflowContext& ctx, const event::v1::Event& event);

}  // namespace shopdesk::feedback::followers
