#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace shopdesk::privacy {

enum class Rotation {
  // The new key opens, and seals nothing so far: for replicas, all of which have to know a key
  // before the first one seals with it.
  kAhead,
  // The key that was added ahead seals from now on; if none was, a new one does.
  kNow
};

// Adds a key to a key ring, or lets the one that was added ahead seal; the file keeps mode and
// owner, and is never seen half written. Returns the key's id. Errors of KeyRing::Load and of
// writing; FAILED_PRECONDITION (KEY_RING_INVALID) if one was added ahead already.
absl::StatusOr<std::string> RotateKeyRing(const std::string& file, Rotation rotation);

}  // namespace shopdesk::privacy
