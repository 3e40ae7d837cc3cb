#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/catalog/handlers/search/search_indexes.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::handlers {

absl::Status SearchProducts(runtime::ReadContext& ctx, const v1::SearchProductsRequest& request,
                            v1::SearchProductsResponse* response, SearchIndexes& indexes);
// SearchProducts, and counts what was searched in vain.
absl::Status SearchAndCount(runtime::WorkflowContext& ctx, const v1::SearchProductsRequest& request,
                            v1::SearchProductsResponse* response, SearchIndexes& indexes);

}  // namespace shopdesk::catalog::handlers
