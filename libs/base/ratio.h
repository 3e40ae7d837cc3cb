#pragma once

#include <cstdint>

// Figures are whole numbers of a small unit: basis points, milliseconds, tenths.
namespace shopdesk {

// A whole, in basis points.
inline constexpr int64_t kAllBps = 10000;

// numerator / denominator rounded half up, as all figures are. numerator >= 0, denominator > 0.
constexpr int64_t HalfUp(int64_t numerator, int64_t denominator) {
  const int64_t rest = numerator % denominator;
  return numerator / denominator + (rest >= denominator - rest ? 1 : 0);
}

}  // namespace shopdesk
