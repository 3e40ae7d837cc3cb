#pragma once

#include "absl/types/span.h"
#include "libs/runtime/context.h"
#include "libs/runtime/event_counters.h"

namespace shopdesk::runtime {

// Counts events of these types from the start: the first of a type is an increase then.
inline void CountEvents(Engine& engine, absl::Span<const char* const> types) {
  for (const char* type : types) engine.event_counters().Of(type);
}

}  // namespace shopdesk::runtime
