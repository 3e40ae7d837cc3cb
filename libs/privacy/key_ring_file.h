#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// Files of key rings (key_ring.h): how one comes to be and gets new keys.
namespace shopdesk::privacy {

enum class ExistingRing { kKeep, kRefuse };

// Makes a key ring with new keys, mode 0600, directories 0700. FAILED_PRECONDITION
// (KEY_RING_INVALID) if it can't be written, or, where one is refused, if there is one.
absl::Status MakeKeyRing(const std::string& file, ExistingRing existing);

// A new random key.
struct NewKey {
  NewKey();
  std::string id;
  // As it stands in a key ring.
  std::string line;
};

// Puts a text in the place of a key ring; mode and owner stay, and it is never seen half written.
// FAILED_PRECONDITION (KEY_RING_INVALID) if it can't be written.
absl::Status ReplaceKeyRing(const std::string& file, absl::string_view text);

}  // namespace shopdesk::privacy
