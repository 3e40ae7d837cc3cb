#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace shopdesk {

// A UUID of version 7 (RFC 9562): sortable by time, the rest random. 36 characters.
std::string NewUuid(absl::Time now);

// An id that is the same whenever the parts are the same, and as unique as a UUID otherwise: names
// and outward request ids of a workflow are derived, so that a repetition finds its own traces. A
// UUID of version 8.
std::string DerivedId(std::initializer_list<absl::string_view> parts);

// The check digit of a string of decimal digits by Luhn's rule.
int LuhnDigit(absl::string_view digits);

}  // namespace shopdesk
