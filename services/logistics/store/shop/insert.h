#pragma once

#include "absl/status/status.h"

namespace shopdesk::logistics::store {

// What a transaction answers that looked for a resource, found none, and inserted it: ABORTED where
// another one has inserted it since, so that it runs again and finds it.
inline absl::Status AbortIfTaken(absl::Status inserted) {
  return absl::IsAlreadyExists(inserted) ? absl::AbortedError(inserted.message()) : inserted;
}

}  // namespace shopdesk::logistics::store
