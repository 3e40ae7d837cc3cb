#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace shopdesk::privacy {

// The keys that personal data is sealed with. The file holds a line "id hex" a key (32 bytes, 64
// hex digits), newest first; "#" starts a comment. New data is sealed with the newest key; older
// ones open what they sealed. The line "index hex" holds the key of the blind index and of request
// hashes, which is never rotated by itself. Immutable.
class KeyRing {
 public:
  // Reads the file. If it does not exist and `create` is set, makes one with new keys, mode 0600,
  // directories 0700; without `create`, FAILED_PRECONDITION (KEY_RING_MISSING). FAILED_PRECONDITION
  // (KEY_RING_INVALID) if others than the owner and its group can read it, others than the owner
  // can write it, or a line is malformed; the message names line and rule.
  static absl::StatusOr<KeyRing> Load(const std::string& file, bool create);

  const std::string& newest_id() const { return keys_.front().id; }
  // Newest first.
  std::vector<std::string> ids() const;
  // The key's 32 bytes; NOT_FOUND (KEY_UNKNOWN) if the ring has no such key.
  absl::StatusOr<absl::string_view> Find(absl::string_view id) const;
  absl::string_view index_key() const { return index_key_; }

 private:
  struct Key {
    std::string id;
    std::string bytes;
  };
  // `where` names file and line in errors.
  absl::Status AddLine(absl::string_view where, absl::string_view line);

  std::vector<Key> keys_;
  std::string index_key_;
};

}  // namespace shopdesk::privacy
