#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"
#include "shopdesk/work/v1/work.pb.h"

namespace shopdesk::orders::verify {

// The work that an order and a refund open and close themselves, against their states.
absl::Status LookAtOrderWork(shopdesk::verify::Page& page, const v1::Order& order);
absl::Status LookAtRefundWork(shopdesk::verify::Page& page, const v1::Refund& refund);
// What an item is about is there.
absl::Status LookAtWorkItem(shopdesk::verify::Page& page, const work::v1::WorkItem& item);

}  // namespace shopdesk::orders::verify
