#pragma once

#include "absl/status/status.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

namespace shopdesk::logistics::domain {

// What field options can't say of a table of that carrier. INVALID_ARGUMENT with all violations.
absl::Status CheckRateTable(const v1::RateTable& table, const v1::Carrier& carrier);

}  // namespace shopdesk::logistics::domain
