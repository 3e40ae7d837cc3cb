#pragma once

#include "absl/strings/string_view.h"

namespace shopdesk::orders::domain {

// The postal code of a district in China, named as in addresses: ("上海市", "黄浦区") is "200001".
// With an empty district the locality's own. Empty if the table (data/postal_codes.csv) doesn't
// have it.
absl::string_view PostalCodeOf(absl::string_view locality, absl::string_view district);

}  // namespace shopdesk::orders::domain
