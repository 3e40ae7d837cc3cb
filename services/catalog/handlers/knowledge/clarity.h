#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/clarity.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::handlers {

absl::Status GetProductClarity(runtime::ReadContext& ctx,
                               const v1::GetProductClarityRequest& request,
                               v1::ProductClarity* response);
absl::Status ListProductClarity(runtime::ReadContext& ctx,
                                const v1::ListProductClarityRequest& request,
                                v1::ListProductClarityResponse* response);
absl::Status ListFailedSearches(runtime::ReadContext& ctx,
                                const v1::ListFailedSearchesRequest& request,
                                v1::ListFailedSearchesResponse* response);

// Keeps what is missing or unclear of a product as it is now, in the transaction that changes it.
absl::Status LookAtClarity(runtime::WriteContext& ctx, const v1::Product& product);

// After a change of what many products follow: all of the shop are looked at, in the background.
void LookAtClarityOfAll(runtime::WriteContext& ctx, absl::string_view shop);

}  // namespace shopdesk::catalog::handlers
