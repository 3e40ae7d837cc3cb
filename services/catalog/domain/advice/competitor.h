#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/catalog/v1/competitor.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"

// What competitors sell, and what is claimed of it.
namespace shopdesk::catalog::domain {

// A new one as it is stored, with what callers can't set taken away.
v1::CompetitorProduct NewCompetitorProduct(const v1::CompetitorProduct& given);

// INVALID_ARGUMENT with all that is wrong: an attribute given twice, something seen in the future,
// a category of another shop. The product has its name.
absl::Status CheckCompetitorProduct(const v1::CompetitorProduct& product, absl::Time now);

// Whether it was seen too long ago to be told.
bool IsStale(const v1::ClaimSource& source, const v1::Policy& policy, absl::Time now);

}  // namespace shopdesk::catalog::domain
