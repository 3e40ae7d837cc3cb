#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "services/feedback/clients/orders.h"
#include "shopdesk/feedback/v1/review.pb.h"

namespace shopdesk::feedback::handlers {

// Workflows: they look the order up first.
absl::Status SubmitReview(rpc::WorkflowContext& ctx, const v1::SubmitReviewRequest& req,
                          v1::Review* resp, clients::OrdersClient& orders);
absl::Status ReviewBuyer(rpc::WorkflowContext& ctx, const v1::ReviewBuyerRequest& req,
                         v1::BuyerReview* resp, clients::OrdersClient& orders);

absl::Status AppendReview(rpc::WriteContext& ctx, const v1::AppendReviewRequest& req,
                          v1::Review* resp);
absl::Status ChangeReview(rpc::WriteContext& ctx, const v1::ChangeReviewRequest& req,
                          v1::Review* resp);
absl::Status ReplyToReview(rpc::WriteContext& ctx, const v1::ReplyToReviewRequest& req,
                           v1::Review* resp);
absl::Status RevealReview(rpc::WriteContext& ctx, const v1::RevealReviewRequest& req,
                          v1::RevealReviewResponse* resp);
absl::Status GetReview(rpc::ReadContext& ctx, const v1::GetReviewRequest& req, v1::Review* resp);
absl::Status ListReviews(rpc::ReadContext& ctx, const v1::ListReviewsRequest& req,
                         v1::ListReviewsResponse* resp);

absl::Status GetRatings(rpc::ReadContext& ctx, const v1::GetRatingsRequest& req, v1::Ratings* resp);
absl::Status RebuildRatings(rpc::WriteContext& ctx, const v1::RebuildRatingsRequest& req,
                            v1::RebuildRatingsResponse* resp);

}  // namespace shopdesk::feedback::handlers
