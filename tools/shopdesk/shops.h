#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

// INVALID_ARGUMENT: a command that needs --shop has none.
absl::Status MissingShop();

// NOT_FOUND (UNKNOWN_SHOP), naming those that there are, if none of the services knows the shop,
// "shops/{shop}". OK also where that can't be asked.
absl::Status CheckShop(const Suite& suite, absl::Span<const char* const> services,
                       const std::string& shop);

}  // namespace shopdesk::cli
