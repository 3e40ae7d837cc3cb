#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/orders/v1/merged_parcel.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::verify {

// An offer is on the work list; the orders of an accepted one go together, those of a shipped one
// went, and each got back what of its freight was saved.
absl::Status LookAtMergedParcel(shopdesk::verify::Page& page, const v1::MergedParcel& parcel);
// The parcel with others that an order names has it, and is accepted.
absl::Status LookAtMergedOrder(shopdesk::verify::Page& page, const v1::Order& order);

}  // namespace shopdesk::orders::verify
