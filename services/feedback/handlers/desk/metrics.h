#pragma once

#include <functional>

#include "libs/runtime/runtime.h"

namespace shopdesk::feedback::handlers {

// What buyers and scorecards say of all shops at each scrape, at most five minutes old: the ratings
// of the last six months, and how agents answered in the last seven days.
std::function<void()> FeedbackMetrics(runtime::Runtime& runtime);

}  // namespace shopdesk::feedback::handlers
