#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/suggestion.pb.h"

// The RPCs of SuggestionService that are about promotions.
namespace shopdesk::catalog::handlers {

absl::Status GetPromotion(runtime::ReadContext& ctx, const v1::GetPromotionRequest& request,
                          v1::Promotion* response);
absl::Status UpdatePromotion(runtime::WriteContext& ctx, const v1::UpdatePromotionRequest& request,
                             v1::Promotion* response);
absl::Status DeletePromotion(runtime::WriteContext& ctx, const v1::DeletePromotionRequest& request,
                             v1::DeletePromotionResponse* response);
absl::Status ListPromotions(runtime::ReadContext& ctx, const v1::ListPromotionsRequest& request,
                            v1::ListPromotionsResponse* response);

}  // namespace shopdesk::catalog::handlers
