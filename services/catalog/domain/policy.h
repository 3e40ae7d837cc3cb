#pragma once

#include "absl/status/status.h"
#include "shopdesk/catalog/v1/policy.pb.h"

namespace shopdesk::catalog::domain {

// What a policy is where the request says nothing; policy.proto tells callers.
inline constexpr int64_t kDefaultReservationSeconds = 900;
inline constexpr char kDefaultLocation[] = "main";
inline constexpr int32_t kDefaultAgentConcessionBps = 300;
inline constexpr int32_t kDefaultLeadConcessionBps = 800;
inline constexpr int32_t kDefaultFloorBps = 9200;
inline constexpr int32_t kDefaultRefuseBelowBps = 5000;
inline constexpr int32_t kDefaultCounterOffers = 3;
inline constexpr int64_t kDefaultCounterOfferSeconds = 86400;
inline constexpr int64_t kDefaultGrantSeconds = 86400;

// Fills what has no meaning when unset, so that the policy shows the numbers in effect.
void ApplyDefaults(v1::Policy& policy);

// INVALID_ARGUMENT with all that is wrong.
absl::Status CheckPolicy(const v1::Policy& policy);

// FAILED_PRECONDITION (CURRENCY_FIXED) if the currency would change under existing products.
absl::Status CheckCurrencyChange(const v1::Policy& before, const v1::Policy& after,
                                 bool has_products);

}  // namespace shopdesk::catalog::domain
