#pragma once

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/figure.h"
#include "shopdesk/feedback/v1/compensation_effect.pb.h"
#include "shopdesk/feedback/v1/review_case.pb.h"
#include "shopdesk/type/v1/money.pb.h"

// What compensation did to reviews. A case has what its order's buyer was given, so that it doesn't
// matter which news come first.
namespace shopdesk::feedback::domain {

// What a buyer was given for an order.
struct Compensated {
  // When for the first time.
  absl::Time first;
  // In all.
  type::v1::Money total;
};

// Notes it in a case of the order; nullopt: nothing was given, or nothing any more. False: the case
// says so already.
bool NoteCompensated(v1::ReviewCase& review_case, const absl::optional<Compensated>& compensated,
                     absl::Time now);

// Counts the case on the day when it was opened.
void CountCaseEffect(const v1::ReviewCase& review_case, Counts& counts);
// All but as_of.
v1::CompensationEffect CompensationEffectOf(const Sums& sums);

}  // namespace shopdesk::feedback::domain
