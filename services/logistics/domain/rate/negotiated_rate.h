#pragma once

#include "absl/status/status.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/negotiated_rate.pb.h"

namespace shopdesk::logistics::domain {

// What field options can't say of a rate negotiated with that carrier. INVALID_ARGUMENT with all
// violations.
absl::Status CheckNegotiatedRate(const v1::NegotiatedRate& rate, const v1::Carrier& carrier);

// The base price that is left of `base_minor`: less the discount, not below the floor, never more
// than it was.
int64_t NegotiatedBase(const v1::NegotiatedRate& rate, int64_t base_minor);

}  // namespace shopdesk::logistics::domain
