#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Files of key rings (key_ring.h): how one comes to be and gets new keys.
namespace shopdesk::privacy {

enum class ExistingRing { kKeep, kRefuse };

// Makes a key ring with new keys, mode 0600, directories 0700. FAILED_PRECONDITION
// (KEY_RING_INVALID) if it can't be written, or, where one is refused, if there is one.
absl::Status MakeKeyRing(const std::string& file, ExistingRing existing);

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
