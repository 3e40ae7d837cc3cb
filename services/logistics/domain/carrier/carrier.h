#pragma once

#include "absl/status/status.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

namespace shopdesk::logistics::domain {

// What field options can't say. INVALID_ARGUMENT with all violations.
absl::Status CheckCarrier(const v1::Carrier& carrier);

}  // namespace shopdesk::logistics::domain
