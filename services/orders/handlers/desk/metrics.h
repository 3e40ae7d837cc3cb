#pragma once

#include <functional>

#include "libs/runtime/runtime.h"

namespace shopdesk::orders::handlers {

// The desk's figures of all shops at each scrape, from the sums by day, at most a minute old:
// orders by state, what reminders brought, how COD orders ended, what carriers owe for too long.
std::function<void()> OrderMetrics(runtime::Runtime& runtime);

}  // namespace shopdesk::orders::handlers
