#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
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

// After a briefing was published, withdrawn or read: those of its products that wait for one are
// looked at again, at once. `published` has the versions that count now or did before: what the
// present one no longer asks for may have been all that a product waited for.
absl::Status LookAtHeld(runtime::WriteContext& ctx, absl::Span<const v1::Article> published);

}  // namespace shopdesk::catalog::handlers
