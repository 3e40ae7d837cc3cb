#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace shopdesk::privacy {

// The text with its mail addresses and numbers (libs/privacy/number_finder.h) masked where they
// stand; all else stays byte for byte. At most 8 characters longer than the original. Masking a
// masked text changes nothing. Takes time in proportion to the text.
std::string MaskText(absl::string_view text);

}  // namespace shopdesk::privacy
