#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/names.h"
#include "services/feedback/domain/ratings.h"
#include "services/feedback/domain/review.h"
#include "services/feedback/handlers/common.h"
#include "services/feedback/handlers/follow_up.h"
#include "services/feedback/handlers/order.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/handlers/review.h"
#include "services/feedback/handlers/review_case.h"
#include "services/feedback/handlers/trade.h"
#include "services/feedback/store/reviews.h"

namespace shopdesk::feedback::handlers {
namespace {

// The shop's own "good" on a buyer who reviewed; nothing if it has reviewed him.
absl::Status AutoReviewBuyer(rpc::WriteContext& ctx, const orders::v1::Order& order) {
  type::v1::Actor actor;
  actor.set_kind(type::v1::Actor::SYSTEM);
  actor.set_id("auto_review_buyer");
  v1::BuyerReview review = domain::MakeBuyerReview(order, v1::GOOD, "", actor, StoredNow(ctx));
  const absl::Status inserted = store::InsertBuyerReview(ctx.txn(), review);
  if (ReasonOf(inserted) == "ALREADY_EXISTS") return absl::OkStatus();
  RETURN_IF_ERROR(inserted);
  ctx.Emit(review, "buyer_review.created");
  return absl::OkStatus();
}

absl::Status CountReview(rpc::WriteContext& ctx, Day day, const v1::Review& review) {
  domain::RatingCounts counts;
  domain::CountGrade(day, review.grade(), 1, counts);
  if (review.counted()) domain::CountScores(day, review.scores(), 1, counts);
  return store::AddRatings(ctx.txn(), ShopOf(review.name()), counts);
}

absl::Status WriteReview(rpc::WriteContext& ctx, const v1::SubmitReviewRequest& req,
                         const orders::v1::Order& order, v1::Review* resp) {
  const absl::string_view shop = ShopOf(order.name());
  const absl::Time now = StoredNow(ctx);
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop, policy::Lock::kShare));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  ASSIGN_OR_RETURN(const store::Trade trade, NoteOrder(ctx, order, policy));
  RETURN_IF_ERROR(domain::CheckReviewable(order, req, FromMillis(trade.review_until_ms), now));
  // Which trades count must not change before the review is written.
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), shop, order.buyer()));
  const std::string name =
      domain::ReviewName(shop, domain::ReviewId(LastSegment(order.name()), req.line()));
  ASSIGN_OR_RETURN(const std::string text, SealText(ctx, name, "text", req.text()));
  *resp = domain::MakeReview(req, order, text, now + absl::Seconds(policy.reply_seconds()), now);
  ASSIGN_OR_RETURN(const bool counted, IsCounted(ctx, shop, trade, zone));
  resp->set_counted(counted);
  const Day day = DayOf(now, zone);
  RETURN_IF_ERROR(store::InsertReview(ctx.txn(), day, *resp));
  RETURN_IF_ERROR(CountReview(ctx, day, *resp));
  ctx.Emit(*resp, "review.submitted");
  RETURN_IF_ERROR(OpenCaseOf(ctx, policy, *resp));
  RETURN_IF_ERROR(NoteReviewOf(ctx, *resp));
  return policy.auto_review_buyer() ? AutoReviewBuyer(ctx, order) : absl::OkStatus();
}

absl::Status WriteBuyerReview(rpc::WriteContext& ctx, const v1::ReviewBuyerRequest& req,
                              const orders::v1::Order& order, v1::BuyerReview* resp) {
  const std::string name = domain::BuyerReviewName(ShopOf(order.name()), LastSegment(order.name()));
  ASSIGN_OR_RETURN(const std::string text, SealText(ctx, name, "text", req.text()));
  *resp = domain::MakeBuyerReview(order, req.grade(), text, ctx.actor(), StoredNow(ctx));
  RETURN_IF_ERROR(store::InsertBuyerReview(ctx.txn(), *resp));
  ctx.Emit(*resp, "buyer_review.created");
  return absl::OkStatus();
}

}  // namespace

absl::Status SubmitReview(rpc::WorkflowContext& ctx, const v1::SubmitReviewRequest& req,
                          v1::Review* resp, clients::OrdersClient& orders) {
  RETURN_IF_ERROR(domain::CheckText(req.grade(), req.text()));
  ASSIGN_OR_RETURN(const orders::v1::Order order, LookUpOrder(ctx, req.order(), orders));
  return ctx.Finish(*resp,
                    [&](rpc::WriteContext& write) { return WriteReview(write, req, order, resp); });
}

absl::Status ReviewBuyer(rpc::WorkflowContext& ctx, const v1::ReviewBuyerRequest& req,
                         v1::BuyerReview* resp, clients::OrdersClient& orders) {
  RETURN_IF_ERROR(domain::CheckText(req.grade(), req.text()));
  ASSIGN_OR_RETURN(const orders::v1::Order order, LookUpOrder(ctx, req.order(), orders));
  RETURN_IF_ERROR(domain::FinishTimeOf(order).status());
  return ctx.Finish(
      *resp, [&](rpc::WriteContext& write) { return WriteBuyerReview(write, req, order, resp); });
}

}  // namespace shopdesk::feedback::handlers
