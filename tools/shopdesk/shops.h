#pragma once

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

// INVALID_ARGUMENT: a command that needs --shop has none.
absl::Status MissingShop();

// The shops that any of the services knows, "shops/{shop}"; nullopt where that can't be asked, or
// there are more than a page of them.
absl::optional<std::set<std::string>> KnownShops(const Suite& suite);

// NOT_FOUND (UNKNOWN_SHOP) if none of the services knows the shop, "shops/{shop}"; OK also where
// that can't be asked. For what puts together what each service answers.
absl::Status CheckShop(const Suite& suite, const std::string& shop);

}  // namespace shopdesk::cli
