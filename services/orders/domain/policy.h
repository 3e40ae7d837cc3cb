#pragma once

#include "absl/status/status.h"
#include "libs/base/calendar.h"
#include "services/orders/domain/moment.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::domain {

// A policy with every default set: what a new shop starts from before its own fields are applied.
v1::Policy DefaultPolicy(absl::string_view name);
// The shop's days and hours. The policy was checked; what is unset is as in DefaultPolicy.
Calendar CalendarOf(const v1::Policy& policy);
// What field options can't say. INVALID_ARGUMENT with all violations.
absl::Status CheckPolicy(const v1::Policy& policy);
// Whether the rules let this role read the receiver for this purpose.
bool MayReveal(const v1::Policy& policy, absl::string_view role, absl::string_view purpose);
// The same for accounts, payers and payees.
bool MayRevealBank(const v1::Policy& policy, absl::string_view role, absl::string_view purpose);
// Banking days after which an order that was claimed or partly paid is closed.
int TransferCloseDays(const v1::Policy& policy);

}  // namespace shopdesk::orders::domain
