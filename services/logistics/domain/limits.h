#pragma once

#include <cstdint>

// Bounds that several files of logistics share; the protos tell callers.
namespace shopdesk::logistics::domain {

// Resources in a page where the request doesn't say how many.
inline constexpr int kDefaultPageSize = 100;
// Resources in a page at most, so that no call holds its transaction, or fills its answer, without
// bound.
inline constexpr int kMaxPageSize = 1000;
// Basis points in the whole: no fee on a value is more.
inline constexpr int64_t kBasisPoints = 10'000;

}  // namespace shopdesk::logistics::domain
