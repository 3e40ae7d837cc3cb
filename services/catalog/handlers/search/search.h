#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/catalog/handlers/search/failed_searches.h"
#include "services/catalog/handlers/search/search_indexes.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::handlers {

absl::Status SearchProducts(runtime::ReadContext& ctx, const v1::SearchProductsRequest& request,
                            v1::SearchProductsResponse* response, SearchIndexes& indexes);
// SearchProducts, and notes what was searched in vain.
absl::Status SearchAndNote(runtime::ReadContext& ctx, const v1::SearchProductsRequest& request,
                           v1::SearchProductsResponse* response, SearchIndexes& indexes,
                           FailedSearches& failed);

}  // namespace shopdesk::catalog::handlers
