#pragma once

// Bounds that several files of catalog share; the protos tell callers.
namespace shopdesk::catalog::domain {

// Resources in a page where the request doesn't say how many.
inline constexpr int kDefaultPageSize = 100;
// Resources in a page at most, so that no call holds its transaction, or fills its answer, without
// bound.
inline constexpr int kMaxPageSize = 1000;

}  // namespace shopdesk::catalog::domain
