#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "shopdesk/type/v1/evidence.pb.h"

// Evidence as a chain: each item is sealed with a key of its own and bound to all before it by its
// hash, so that the chain holds when a key, and with it what was said, is erased (docs/adr/0048).
namespace shopdesk::evidence {

inline constexpr char kFormat[] = "shopdesk.evidence.v1";

// The hash that the first item goes on from.
std::string Begin(absl::string_view header);
// The hash of an item, from that of the one before.
std::string Link(absl::string_view previous, absl::string_view meta, absl::string_view sealed);

// A content that was sealed, and what opens it.
struct Sealed {
  std::string box;
  std::string key;
};
Sealed Seal(absl::string_view content, absl::string_view meta);
// INVALID_ARGUMENT if that key doesn't open that box under that meta.
absl::StatusOr<std::string> Open(absl::string_view key, absl::string_view box,
                                 absl::string_view meta);

// What a file came to.
struct Report {
  // Empty where the file is no bundle.
  type::v1::EvidenceBundle bundle;
  // Of each entry; nullopt: erased, or broken.
  std::vector<absl::optional<std::string>> contents;
  // What is wrong, for people, naming the item by its number, from 1; empty: nothing.
  std::vector<std::string> problems;
};
// Checks the bytes of a bundle with nothing else. A change of any byte is a problem.
Report Verify(absl::string_view file);

}  // namespace shopdesk::evidence
