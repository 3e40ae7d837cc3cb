#pragma once

#include "absl/status/status.h"
#include "shopdesk/catalog/v1/policy.pb.h"

namespace shopdesk::catalog::domain {

// Where the policy names no location.
inline constexpr char kDefaultLocation[] = "main";

// Fills what has no meaning when unset, so that the policy shows the numbers in effect.
void ApplyDefaults(v1::Policy& policy);

// INVALID_ARGUMENT with all that is wrong.
absl::Status CheckPolicy(const v1::Policy& policy);

// FAILED_PRECONDITION (CURRENCY_FIXED) if the currency would change under existing products.
absl::Status CheckCurrencyChange(const v1::Policy& before, const v1::Policy& after,
                                 bool has_products);

}  // namespace shopdesk::catalog::domain
