#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/comparison.pb.h"

namespace shopdesk::catalog::handlers {

absl::Status CompareProducts(runtime::ReadContext& ctx, const v1::CompareProductsRequest& request,
                             v1::Comparison* response);

}  // namespace shopdesk::catalog::handlers
