#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/orders/v1/compensation.pb.h"
#include "shopdesk/orders/v1/order_error.pb.h"
#include "shopdesk/orders/v1/promise.pb.h"
#include "shopdesk/orders/v1/shortage.pb.h"

namespace shopdesk::orders::verify {

// A promise to be kept has its timer and is on the work list.
absl::Status LookAtPromise(shopdesk::verify::Page& page, const v1::Promise& promise);
// A compensation that waits for approval has its timer and is on the work list; the ledger knows of
// the money that was given.
absl::Status LookAtCompensation(shopdesk::verify::Page& page, const v1::Compensation& compensation);
// What agents gave in a month is what their budgets say.
absl::Status LookAtBudgets(shopdesk::verify::Page& page);
// A draft has its timer and waits for a lead.
absl::Status LookAtOrderError(shopdesk::verify::Page& page, const v1::OrderError& error);
// Pieces about which the buyer is asked have their timer and are on the work list.
absl::Status LookAtShortage(shopdesk::verify::Page& page, const v1::Shortage& shortage);

}  // namespace shopdesk::orders::verify
