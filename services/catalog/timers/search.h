#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

// The search index of a shop follows the program.
namespace shopdesk::catalog::timers {

// domain::kSearchIndex, on the shop's policy: products that an earlier version of the program
// indexed are indexed as this one does, a batch at a time.
absl::Status IndexStale(runtime::WriteContext& ctx, const timer::Due& due);

// domain::kArticleIndex: published articles likewise, a page at a time. Of the shop's policy, or of
// the last article of the page before.
absl::Status IndexArticles(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::catalog::timers
