#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/orders/v1/order_error.pb.h"
#include "shopdesk/orders/v1/promise.pb.h"

namespace shopdesk::orders::verify {

// A promise to be kept has its timer and is on the work list.
absl::Status LookAtPromise(shopdesk::verify::Page& page, const v1::Promise& promise);
// A draft has its timer and waits for a lead.
absl::Status LookAtOrderError(shopdesk::verify::Page& page, const v1::OrderError& error);

}  // namespace shopdesk::orders::verify
