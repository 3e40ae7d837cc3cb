#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// Text as search sees it.
namespace shopdesk::catalog::domain {

// Text in which differences that don't matter are gone: case, accents, full and half width,
// compatibility forms, traditional and simplified characters.
std::string Fold(absl::string_view text);

// A run of letters and digits of a folded text. Ideographic ones (Chinese, Japanese) are written
// without spaces.
struct Run {
  std::string text;
  bool ideographic = false;
};
std::vector<Run> SplitRuns(absl::string_view folded);

// What a folded text is indexed under: words whole; of ideographic runs every character and every
// two neighbours.
std::vector<std::string> IndexTokens(absl::string_view folded);

// What must be found of a folded query text: as IndexTokens, but an ideographic run is cut into
// words by the dictionary first and only neighbours within a word are asked for; single characters
// only where they are a word.
std::vector<std::string> QueryTokens(absl::string_view folded);

// Without tags and entities.
std::string StripHtml(absl::string_view html);

}  // namespace shopdesk::catalog::domain
