#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/rpc/context.h"

namespace shopdesk::orders::handlers {

// Seals free text as it was written under (resource, slot); answers its masked form.
absl::StatusOr<std::string> SealText(rpc::WriteContext& ctx, absl::string_view resource_name,
                                     absl::string_view slot, const std::string& text);

}  // namespace shopdesk::orders::handlers
