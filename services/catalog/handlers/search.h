#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::handlers {

// ProductService.SearchProducts.
absl::Status SearchProducts(rpc::ReadContext& ctx, const v1::SearchProductsRequest& req,
                            v1::SearchProductsResponse* resp);

}  // namespace shopdesk::catalog::handlers
