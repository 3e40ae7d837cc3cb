#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// Words in other forms and with slips, of folded text.
namespace shopdesk::catalog::domain {

// Whether it is written in a to z alone, as folded words of English, Spanish and Portuguese are.
// Only these have forms and slips.
bool IsLatinWord(absl::string_view token);

// What forms of a word have in common, once for each of English, Spanish and Portuguese, with the
// language before it; nothing of words of fewer than 3 letters. Texts don't say their language: two
// words are forms of one if they are so in any.
std::vector<std::string> StemsOf(absl::string_view word);

// The fewest letters of a word that may have a slip.
inline constexpr size_t kFewestLettersOfSlip = 4;

// Whether one is the other with a letter more, less, another or two neighbours exchanged.
bool IsOneSlip(absl::string_view a, absl::string_view b);

}  // namespace shopdesk::catalog::domain
