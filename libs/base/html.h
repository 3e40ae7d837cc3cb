#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

// HTML as people write it into descriptions.
namespace shopdesk {

// What stands for an entity.
struct HtmlEntity {
  // Of the entity with its "&" and ";".
  size_t bytes = 0;
  // UTF-8: a character, or a blank for a name that is none of a Latin letter nor of HTML's own
  // signs, as it is in no word.
  std::string text;
};

// The entity that `text` begins with: "&amp;", "&eacute;", "&#233;", "&#xE9;". `bytes` is 0 if it
// begins with none.
HtmlEntity EntityAt(absl::string_view text);

}  // namespace shopdesk
