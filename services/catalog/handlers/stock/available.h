#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::handlers {

// What can be promised of each SKU of a product, by its escaped id; SKUs without a level are left
// out. Nothing of what isn't on sale.
absl::StatusOr<std::map<std::string, int64_t>> ReadAvailable(runtime::ReadContext& ctx,
                                                             const v1::Policy& policy,
                                                             const v1::Product& product);

}  // namespace shopdesk::catalog::handlers
