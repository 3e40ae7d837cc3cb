#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace shopdesk {

// The size in bytes of the code point that `text` starts with; 0 if it starts with none (RFC 3629:
// nothing overlong, no surrogates) or is empty.
size_t CodePointSize(absl::string_view text);

// How many characters (code points) a text has; of malformed UTF-8, bytes that begin none aside.
size_t CountCharacters(absl::string_view text);

// Whether all of `text` is well-formed UTF-8.
bool IsUtf8(absl::string_view text);

// At most `max_bytes` of a text for people, cut between code points; "?" stands for what no
// database takes as text: malformed bytes and NUL.
std::string CleanText(absl::string_view text, size_t max_bytes);

}  // namespace shopdesk
