#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::handlers {

// What can be promised of SKUs, by their ids; those without a level are left out. Ids are escaped.
absl::StatusOr<std::map<std::string, int64_t>> ReadAvailable(runtime::ReadContext& ctx,
                                                             const v1::Policy& policy,
                                                             absl::string_view shop,
                                                             const std::vector<std::string>& skus);

// Of each SKU of a product; nothing of what isn't on sale.
absl::StatusOr<std::map<std::string, int64_t>> ReadAvailable(runtime::ReadContext& ctx,
                                                             const v1::Policy& policy,
                                                             const v1::Product& product);

}  // namespace shopdesk::catalog::handlers
