#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/packing.pb.h"
#include "shopdesk/orders/v1/shortage.pb.h"

namespace shopdesk::orders::verify {

// A packing job has come to its state by its steps, holds no more than was scanned, and its orders
// name it while they are packed by it, and have its parcel from when that is asked for.
absl::Status LookAtPackingJob(shopdesk::verify::Page& page, const v1::PackingJob& job);
// The job that an order names packs it.
absl::Status LookAtPackedOrder(shopdesk::verify::Page& page, const v1::Order& order);
// Pieces about which the buyer is asked are set apart in their order, and are of a job of it.
absl::Status LookAtShortPieces(shopdesk::verify::Page& page, const v1::Shortage& shortage);

}  // namespace shopdesk::orders::verify
