#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

namespace shopdesk::feedback::store {

// The version that an etag stands for; 0 for a resource that was never saved.
inline int64_t VersionOf(absl::string_view etag) {
  int64_t version = 0;
  const bool valid = !etag.empty() && etag[0] == 'v' && absl::SimpleAtoi(etag.substr(1), &version);
  return valid ? version : 0;
}

// After an INSERT or UPDATE of one version: if it changed nothing, someone else was first and the
// transaction is run again.
inline absl::Status CheckSaved(int64_t changed, absl::string_view name) {
  if (changed == 1) return absl::OkStatus();
  return absl::AbortedError(std::string(name) + " was changed meanwhile");
}

}  // namespace shopdesk::feedback::store
