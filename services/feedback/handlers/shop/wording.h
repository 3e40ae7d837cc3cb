#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/feedback/clients/catalog.h"

namespace shopdesk::feedback::handlers {

// Whether a text to a buyer of the shop ("shops/{shop}") may be sent: it doesn't offer to pay for
// praise. INVALID_ARGUMENT (PROHIBITED_WORDING) naming `field` and what stands where. Where catalog
// can't be asked, the base terms decide: what they find may be allowed in the shop, UNAVAILABLE.
absl::Status CheckPraise(runtime::WorkflowContext& ctx, const std::string& shop_name,
                         absl::string_view field, const std::string& text,
                         clients::Catalog& catalog);

// Whether a text says nothing that is prohibited (level A). INVALID_ARGUMENT (PROHIBITED_WORDING)
// as CheckPraise; UNAVAILABLE naming catalog where it can't be asked.
absl::Status CheckProhibited(runtime::WorkflowContext& ctx, const std::string& shop_name,
                             absl::string_view field, const std::string& text,
                             clients::Catalog& catalog);

}  // namespace shopdesk::feedback::handlers
