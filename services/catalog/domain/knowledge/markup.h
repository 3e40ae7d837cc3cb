#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace shopdesk::catalog::domain {

// What is wrong with the tags of a description; each once, in the order in which it stands.
struct MarkupProblems {
  // "<b>" that is never closed, "</b>" that was never opened.
  std::vector<std::string> broken;
  // What runs or loads other pages: "<script>", "onclick", "javascript:".
  std::vector<std::string> active;
};

// In time that grows with the text alone, whatever stands in it. A "<" that begins no tag is text,
// as in browsers; tags that HTML lets end by themselves (p, li, td …) may be left open.
MarkupProblems CheckMarkup(absl::string_view html);

}  // namespace shopdesk::catalog::domain
