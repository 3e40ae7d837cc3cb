#pragma once

#include <cstdint>

// Bounds that several files of feedback share; the protos tell callers.
namespace shopdesk::feedback::domain {

// Resources in a page where the request doesn't say how many.
inline constexpr int kDefaultPageSize = 50;
// The same where each is short: agents, messages, lines of a statement.
inline constexpr int kDefaultRowPageSize = 100;
// Resources in a page at most, so that no call holds its transaction, or fills its answer, without
// bound.
inline constexpr int kMaxPageSize = 1000;

// A whole, in basis points.
inline constexpr int64_t kAllBps = 10000;

}  // namespace shopdesk::feedback::domain
