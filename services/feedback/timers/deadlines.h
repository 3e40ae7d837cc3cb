#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

// What happens at feedback's deadlines. A stale timer does nothing.
namespace shopdesk::feedback::timers {

// handlers::kFirstContactTimer: nobody tried to reach the buyer of a bad review in time.
absl::Status MissFirstContact(runtime::WriteContext& ctx, const timer::Due& due);
// handlers::kInvitationTimer: a buyer is invited to review, or a DUE invitation is dropped.
absl::Status InviteToReview(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::feedback::timers
