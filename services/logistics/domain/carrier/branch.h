#pragma once

#include <string>

#include "absl/status/status.h"
#include "shopdesk/logistics/v1/branch.pb.h"
#include "shopdesk/type/v1/address.pb.h"

// The branches of carriers.
namespace shopdesk::logistics::domain {

// What field options can't say. INVALID_ARGUMENT with all violations.
absl::Status CheckBranch(const v1::Branch& branch);

// Its locality as it is compared; empty: it serves every one of its area.
std::string LocalityOf(const v1::Branch& branch);

// Whether the branch serves that address: in its country, area and locality, in one of its
// districts or postal codes. What the branch leaves empty matches everything.
bool Serves(const v1::Branch& branch, const type::v1::PostalAddress& address);

bool Offers(const v1::Branch& branch, v1::Branch::Service service);

}  // namespace shopdesk::logistics::domain
