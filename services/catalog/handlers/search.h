#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::handlers {

// ProductService.SearchProducts.
absl::Status SearchProducts(runtime::ReadContext& ctx, const v1::SearchProductsRequest& request,
                            v1::SearchProductsResponse* response);

}  // namespace shopdesk::catalog::handlers
