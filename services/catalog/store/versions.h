#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

namespace shopdesk::catalog::store {

// The version that an etag stands for; 0 for none.
inline int64_t VersionOf(absl::string_view etag) {
  int64_t version = 0;
  if (etag.size() < 2 || etag[0] != 'v' || !absl::SimpleAtoi(etag.substr(1), &version)) return 0;
  return version;
}

// What an UPDATE that checks the version must have changed. ABORTED makes the driver run the
// transaction again.
inline absl::Status CheckOneRow(int64_t changed, absl::string_view what) {
  if (changed == 1) return absl::OkStatus();
  return absl::AbortedError(std::string(what) + " was changed meanwhile");
}

}  // namespace shopdesk::catalog::store
