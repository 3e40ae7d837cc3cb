#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "shopdesk/catalog/v1/product.pb.h"

// Listing and delisting (上架/下架), at once or at a time. None of these checks the product's
// facts.
namespace shopdesk::catalog::domain {

// Puts the product on sale now. On one that is on sale with a delist scheduled: cancels that.
// FAILED_PRECONDITION (WRONG_STATE).
absl::Status Publish(v1::Product& product);
// Plans it for `at`, which must be after `now`: else INVALID_ARGUMENT. Replaces what was planned.
absl::Status SchedulePublish(v1::Product& product, absl::Time at, absl::Time now);

// Takes the product off sale now. On one that is not on sale with a publish scheduled: cancels
// that. FAILED_PRECONDITION (WRONG_STATE).
absl::Status Delist(v1::Product& product);
absl::Status ScheduleDelist(v1::Product& product, absl::Time at, absl::Time now);

}  // namespace shopdesk::catalog::domain
