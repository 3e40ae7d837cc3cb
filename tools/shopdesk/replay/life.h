#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace shopdesk::cli {

// Something of the replay that takes its steps one after the other. Every step may be repeated: its
// request_ids are derived from shop, number and step.
class Life {
 public:
  virtual ~Life() = default;

  virtual absl::string_view number() const = 0;
  // How many steps were taken.
  virtual size_t taken() const = 0;
  // When the next step is due; InfiniteFuture after the last.
  virtual absl::Time due() const = 0;
  virtual absl::Status TakeStep(absl::Time now) = 0;
};

}  // namespace shopdesk::cli
