#pragma once

#include <cstdint>

namespace shopdesk::feedback::domain {

// A whole, in basis points.
inline constexpr int64_t kAllBps = 10000;

}  // namespace shopdesk::feedback::domain
