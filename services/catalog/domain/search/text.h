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

// The parts of a word between the borders of letters and digits ("iphone", "15"); itself if it has
// none.
std::vector<std::string> PartsOf(absl::string_view word);

// What a folded text is indexed under: words whole, and their parts; of ideographic runs every
// character and every two neighbours.
std::vector<std::string> IndexTokens(absl::string_view folded);

// What must be found of a folded query text: the parts of words, so that it doesn't matter whether
// a blank stands between letters and digits. An ideographic run is cut into words by the dictionary
// first and only neighbours within a word are asked for; single characters only where they are a
// word.
std::vector<std::string> QueryTokens(absl::string_view folded);

// With the characters that entities stand for: "&amp;", "&eacute;", "&#233;", "&#xE9;". What names
// anything but Latin letters and HTML's own signs is a blank, as it is in no word; what is no
// entity stays.
std::string ReadEntities(absl::string_view text);
// Without tags, entities read.
std::string StripHtml(absl::string_view html);

// What is equal of two ids that people take for one: folded, without blanks, dashes and what can't
// be seen. Never empty of an id that isn't.
std::string LikenessOf(absl::string_view id);

}  // namespace shopdesk::catalog::domain
