#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/suggestion.pb.h"

// The RPCs of SuggestionService, but those of promotions (promotion.h).
namespace shopdesk::catalog::handlers {

absl::Status GetSuggestionGuide(runtime::ReadContext& ctx,
                                const v1::GetSuggestionGuideRequest& request,
                                v1::SuggestionGuide* response);
absl::Status UpdateSuggestionGuide(runtime::WriteContext& ctx,
                                   const v1::UpdateSuggestionGuideRequest& request,
                                   v1::SuggestionGuide* response);
absl::Status ListSuggestionGuides(runtime::ReadContext& ctx,
                                  const v1::ListSuggestionGuidesRequest& request,
                                  v1::ListSuggestionGuidesResponse* response);
absl::Status ReportBoughtTogether(runtime::WriteContext& ctx,
                                  const v1::ReportBoughtTogetherRequest& request,
                                  v1::ReportBoughtTogetherResponse* response);
absl::Status SuggestProducts(runtime::ReadContext& ctx, const v1::SuggestProductsRequest& request,
                             v1::SuggestProductsResponse* response);

}  // namespace shopdesk::catalog::handlers
