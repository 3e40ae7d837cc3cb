#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/clients/orders.h"
#include "shopdesk/feedback/v1/review.pb.h"

namespace shopdesk::feedback::handlers {

// Workflows: they look the order up first.
absl::Status SubmitReview(runtime::WorkflowContext& ctx, const v1::SubmitReviewRequest& request,
                          v1::Review* response, clients::Orders& orders);
absl::Status ReviewBuyer(runtime::WorkflowContext& ctx, const v1::ReviewBuyerRequest& request,
                         v1::BuyerReview* response, clients::Orders& orders);

absl::Status AppendReview(runtime::WriteContext& ctx, const v1::AppendReviewRequest& request,
                          v1::Review* response);
absl::Status ChangeReview(runtime::WriteContext& ctx, const v1::ChangeReviewRequest& request,
                          v1::Review* response);
// A workflow: catalog looks at the text first.
absl::Status ReplyToReview(runtime::WorkflowContext& ctx, const v1::ReplyToReviewRequest& request,
                           v1::Review* response, clients::Catalog& catalog);
absl::Status RevealReview(runtime::WriteContext& ctx, const v1::RevealReviewRequest& request,
                          v1::RevealReviewResponse* response);
absl::Status GetReview(runtime::ReadContext& ctx, const v1::GetReviewRequest& request,
                       v1::Review* response);
absl::Status ListReviews(runtime::ReadContext& ctx, const v1::ListReviewsRequest& request,
                         v1::ListReviewsResponse* response);

absl::Status GetRatings(runtime::ReadContext& ctx, const v1::GetRatingsRequest& request,
                        v1::Ratings* response);
absl::Status RebuildRatings(runtime::WriteContext& ctx, const v1::RebuildRatingsRequest& request,
                            v1::RebuildRatingsResponse* response);

}  // namespace shopdesk::feedback::handlers
