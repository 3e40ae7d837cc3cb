#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

// The launch gate: a new product goes on sale once the desk knows it.
namespace shopdesk::catalog::domain {

// Whether the gate is there for a product as it stands.
bool NeedsBriefing(const v1::Product& product, const v1::Policy& policy);

// A published briefing of a product, by the ids of the agents who have read its present version.
using BriefingReaders = std::set<std::string>;

// FAILED_PRECONDITION (NOT_BRIEFED) unless there is a briefing, and all who must have read all of
// them.
absl::Status CheckBriefed(const v1::Product& product, const v1::Policy& policy,
                          absl::Span<const BriefingReaders> briefings);

}  // namespace shopdesk::catalog::domain
