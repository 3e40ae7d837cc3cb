#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

// What was planned for a product. Each looks at it again; a stale timer does nothing.
namespace shopdesk::catalog::timers {

// domain::kProductPublish. A product that lacks required facts by then stays off sale:
// "product.publish_refused". One whose briefing isn't published and read, or with a text that says
// what is prohibited, is held back: "product.held".
absl::Status PublishPlanned(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kProductDelist.
absl::Status DelistPlanned(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kHeldProducts: all that are held back are looked at again, a page of drafts at a time. Of
// the policy for the first page, of the product that it begins after for each other.
absl::Status LookAtHeld(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kHeldWordings: all that are held for their wording are looked at again. Of the word list
// for the first ones, of the product that it begins after for the others.
absl::Status LookAtHeldWordings(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::catalog::timers
