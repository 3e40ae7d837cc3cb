#pragma once

#include "libs/base/page.h"

// How many rows a list answers, usually and at most: no call holds its transaction, or fills its
// answer, without bound.
namespace shopdesk::feedback::handlers {

// Rows of resources that hold texts of people: usual, at most.
inline constexpr PageLimits kResourcePage{50, 1000};
// Rows that are short: agents, messages, lines of a statement.
inline constexpr PageLimits kShortRowPage{100, 1000};

}  // namespace shopdesk::feedback::handlers
