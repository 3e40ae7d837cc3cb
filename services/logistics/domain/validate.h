#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// What field options can't say, and for the rows of bulk requests what they say too. Each check is
// OK or INVALID_ARGUMENT with all violations.
namespace shopdesk::logistics::domain {

absl::Status CheckCarrier(const v1::Carrier& carrier);
// `carrier`: whose table it is.
absl::Status CheckRateTable(const v1::RateTable& table, const v1::Carrier& carrier);
absl::Status CheckReport(const v1::TrackingReport& report);
absl::Status CheckPolicy(const v1::Policy& policy);

}  // namespace shopdesk::logistics::domain
