#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "libs/base/calendar.h"
#include "libs/base/reveal.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::domain {

// A policy with every default set: what a new shop starts from before its own fields are applied.
v1::Policy DefaultPolicy(absl::string_view name);
// The shop's days and hours. The policy was checked; what is unset is as in DefaultPolicy.
Calendar CalendarOf(const v1::Policy& policy);
// Whole units of the shop's currency in its minor ones, of which some have none.
int64_t MinorOf(int64_t units, const v1::Policy& policy);
// What field options can't say. INVALID_ARGUMENT with all violations.
absl::Status CheckPolicy(const v1::Policy& policy);
// Who may read accounts, payers and payees in clear.
RevealRules BankRevealRules(const v1::Policy& policy);

}  // namespace shopdesk::orders::domain
