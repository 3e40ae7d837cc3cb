#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace shopdesk::observe {

// W3C trace context (https://www.w3.org/TR/trace-context/).
struct TraceContext {
  // 32 and 16 lower-case hex digits.
  std::string trace_id;
  std::string span_id;
  bool sampled = false;

  std::string ToTraceparent() const;
};

// Whether it is a traceparent at all: what isn't is neither passed on nor logged.
bool IsTraceparent(absl::string_view text);

// The context of a call: the caller's trace with a new span, or a new trace if `traceparent` is
// absent or malformed.
TraceContext ContinueTrace(absl::string_view traceparent);

}  // namespace shopdesk::observe
