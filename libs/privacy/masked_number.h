#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

// The masked form of numbers that people are reached or paid by.
namespace shopdesk::privacy {

// Shortest digit run that a text may not keep: the shortest local phone numbers.
constexpr size_t kLongRun = 7;

// The masked form of ASCII digits, with a leading "+" if they are international: 138****5678, of
// fewer than ten ****78, of fewer than seven ****. A country code stays.
std::string MaskNumber(absl::string_view number);

// The same in at most `room` characters, of which there are as many as digits: where it would need
// more, fewer digits are shown.
std::string MaskNumber(absl::string_view number, size_t room);

// Whether MaskNumber could have made this.
bool IsMaskedNumber(absl::string_view text);

}  // namespace shopdesk::privacy
