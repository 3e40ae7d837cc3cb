#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

// INVALID_ARGUMENT: a command that needs --shop has none.
absl::Status MissingShop();

// NOT_FOUND if none of the services has the shop, "shops/{shop}"; lists of a shop that isn't there
// are just empty. OK also where that can't be asked.
absl::Status CheckShop(const Suite& suite, absl::Span<const char* const> services,
                       const std::string& shop);

}  // namespace shopdesk::cli
