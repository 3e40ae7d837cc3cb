#pragma once

#include <cstdint>

#include "libs/base/clock.h"
#include "shopdesk/type/v1/measure.pb.h"

namespace shopdesk {

// Milliseconds from a moment on, before another; without either, all of them.
struct MillisRange {
  int64_t start = INT64_MIN;
  int64_t end = INT64_MAX;
};

// A range of a request as it is compared with what is stored.
inline MillisRange MillisOf(const type::v1::TimeRange& range) {
  MillisRange millis;
  if (range.has_start_time()) millis.start = ToMillis(FromProto(range.start_time()));
  if (range.has_end_time()) millis.end = ToMillis(FromProto(range.end_time()));
  return millis;
}

}  // namespace shopdesk
