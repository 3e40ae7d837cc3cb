#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Resource names (https://google.aip.dev/122): "shops/{shop}/orders/{order}". Ids are
// case-sensitive; whatever is outside [A-Za-z0-9._-] stands percent-escaped in a name.
namespace shopdesk {

// An id as it stands in a name, and back. UnescapeId refuses what EscapeId would not have made of
// a text, and what is no id (text.h): INVALID_ARGUMENT.
std::string EscapeId(absl::string_view id);
absl::StatusOr<std::string> UnescapeId(absl::string_view escaped);

// The form of a kind of names. Immutable; make one constant for each kind.
class NamePattern {
 public:
  // e.g. "shops/{shop}/orders/{order}"
  explicit NamePattern(absl::string_view pattern);

  // The ids of `name`, unescaped, in the pattern's order; or INVALID_ARGUMENT that names `field`
  // and the pattern.
  absl::StatusOr<std::vector<std::string>> Parse(absl::string_view name,
                                                 absl::string_view field = "name") const;
  bool Matches(absl::string_view name) const;
  // The name with these ids, which are escaped here.
  std::string Format(std::initializer_list<absl::string_view> ids) const;
  const std::string& pattern() const { return pattern_; }

 private:
  std::string pattern_;
  // Collection at even positions, "{variable}" or a fixed singleton ("policy") elsewhere.
  std::vector<std::string> segments_;
};

// The (still escaped) shop id of any name "shops/{shop}[/...]"; empty if it is none.
absl::string_view ShopOf(absl::string_view name);
// "shops/{shop}" of any name below it.
std::string ShopNameOf(absl::string_view name);
// "shops/1/orders/2" of a name at or below it.
absl::string_view TopResourceOf(absl::string_view name);
// "orders" of the same; empty if it is none.
absl::string_view CollectionOf(absl::string_view name);
// The last segment of a name, still escaped.
absl::string_view LastSegment(absl::string_view name);
// The name without its last two segments: the parent of a resource.
absl::string_view ParentOf(absl::string_view name);

}  // namespace shopdesk
