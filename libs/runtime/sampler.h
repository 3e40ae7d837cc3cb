#pragma once

#include <functional>

#include "absl/time/time.h"
#include "libs/runtime/context.h"
#include "libs/runtime/runtime.h"

namespace shopdesk::runtime {

// For Runtime::AddSampler: runs `sample` at a scrape, in one snapshot, unless it ran less than
// `age` before. An error leaves the metrics as they are.
std::function<void()> Sampler(Runtime& runtime, absl::Duration age,
                              std::function<absl::Status(ReadContext&)> sample);

}  // namespace shopdesk::runtime
