#pragma once

#include <vector>

#include "absl/status/status.h"
#include "shopdesk/logistics/v1/claim.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// What a carrier owes by the terms that a shipment was made under, and what proves it.
namespace shopdesk::logistics::domain {

// Sets what can be had for the loss of a claim, and its cap. Insured: the loss, in proportion where
// less than the goods' value was declared, less the deductible of fragile goods, at most the
// declared value. Uninsured: the loss, at most so many times the freight, and the amount that the
// carrier pays at most. Of a delay: at most the freight. The freight is what carrying cost, without
// insurance and the fee for collecting money.
absl::Status SetCompensation(const v1::Shipment& shipment, v1::Claim& claim);

// The kinds of documents that a claim needs: a longer list for more than `long_list_minor`.
std::vector<v1::Claim::Document::Kind> DocumentsFor(v1::Claim::Kind kind, int64_t claimable_minor,
                                                    int64_t long_list_minor);

}  // namespace shopdesk::logistics::domain
