#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/article.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

// The launch gate, whoever publishes a product.
namespace shopdesk::catalog::handlers {

// Of a product before it is published, which was loaded for update or is new. FAILED_PRECONDITION
// (NOT_BRIEFED).
absl::Status CheckBriefed(runtime::WriteContext& ctx, const v1::Policy& policy,
                          const v1::Product& product);

// After a briefing was published or read: those of its products that wait for it are looked at
// again, at once.
absl::Status LookAtHeld(runtime::WriteContext& ctx, const v1::Article& briefing);

}  // namespace shopdesk::catalog::handlers
