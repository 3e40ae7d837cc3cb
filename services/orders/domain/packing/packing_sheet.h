#pragma once

#include "absl/types/span.h"
#include "services/orders/domain/packing/packing_job.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/packing.pb.h"

// What goes on paper for a parcel, without what is sealed.
namespace shopdesk::orders::domain {

// What is glued on it, without its receiver. `orders` are the job's.
v1::ShippingLabel MakeLabel(const PackingJob& job, absl::Span<const Order> orders);
// What is put into it; without prices where it goes to somebody else than the buyer.
v1::PackingSlip MakeSlip(const PackingJob& job, absl::Span<const Order> orders);

}  // namespace shopdesk::orders::domain
