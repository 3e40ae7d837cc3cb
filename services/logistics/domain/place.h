#pragma once

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace shopdesk::logistics::domain {

// An area, locality or district as it is compared: blanks around it and case don't count.
inline std::string FoldPlace(absl::string_view place) {
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(place));
}

}  // namespace shopdesk::logistics::domain
