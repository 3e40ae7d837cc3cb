#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/base/error.h"

// What the fakes of other services answer when they are told to fail.
namespace shopdesk::orders::testing {

inline absl::Status Down() { return UnavailableError("the connection broke"); }

inline absl::Status Refusal(absl::string_view reason, ErrorMetadata metadata = {}) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, "refused by the fake", metadata);
}

}  // namespace shopdesk::orders::testing
