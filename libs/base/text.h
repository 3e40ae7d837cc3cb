#pragma once

#include "absl/strings/string_view.h"

// What a text of people or programs consists of, by Unicode's properties.
namespace shopdesk {

// Whether nothing of it can be seen: it is empty, or of white space, control and format characters
// (zero-width ones, marks of direction) alone. `text` is UTF-8.
bool IsBlank(absl::string_view text);

// What is wrong with an id, to follow "must"; empty if nothing. Two ids that look alike are one to
// people: white space at an end, control and format characters are refused, and "-", which stands
// for any resource in a name (https://google.aip.dev/159). `id` is UTF-8.
absl::string_view IdProblem(absl::string_view id);

}  // namespace shopdesk
