#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/feedback/domain/review/ratings.h"
#include "services/feedback/domain/review/review.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/handlers/case/review_case.h"
#include "services/feedback/handlers/follow_up/review_invitation.h"
#include "services/feedback/handlers/review/review.h"
#include "services/feedback/handlers/shop/order.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/handlers/trade/trade.h"
#include "services/feedback/store/review/review.h"

namespace shopdesk::feedback::handlers {
namespace {

// The shop's own "good" on a buyer who reviewed; nothing if it has reviewed him.
absl::Status AutoReviewBuyer(runtime::WriteContext& ctx, const orders::v1::Order& order) {
  type::v1::Actor actor;
  actor.set_kind(type::v1::Actor::SYSTEM);
  actor.set_id("auto_review_buyer");
  v1::BuyerReview review =
      domain::MakeBuyerReview(order, v1::Grade::GOOD, "", actor, StoredNow(ctx));
  const absl::Status inserted = store::InsertBuyerReview(ctx.txn(), review);
  if (absl::IsAlreadyExists(inserted)) return absl::OkStatus();
  RETURN_IF_ERROR(inserted);
  ctx.Emit(review, events::kBuyerReviewCreated);
  return absl::OkStatus();
}

absl::Status CountReview(runtime::WriteContext& ctx, Day day, const v1::Review& review) {
  domain::RatingCounts counts;
  domain::CountRatings(day, review, 1, counts);
  return store::AddRatings(ctx.txn(), ShopOf(review.name()), counts);
}

absl::Status WriteReview(runtime::WriteContext& ctx, const v1::SubmitReviewRequest& request,
                         const orders::v1::Order& order, v1::Review* response) {
  const absl::string_view shop = ShopOf(order.name());
  const absl::Time now = StoredNow(ctx);
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop, policy::Lock::kShare));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  ASSIGN_OR_RETURN(const store::Trade trade, NoteOrder(ctx, order, policy));
  RETURN_IF_ERROR(domain::CheckReviewable(order, request, FromMillis(trade.review_until_ms), now));
  // Which trades count must not change before the review is written.
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), shop, order.buyer()));
  const std::string name =
      domain::ReviewName(shop, domain::ReviewId(LastSegment(order.name()), request.line()));
  ASSIGN_OR_RETURN(const std::string text, runtime::SealText(ctx, name, "text", request.text()));
  *response =
      domain::MakeReview(request, order, text, now + absl::Seconds(policy.reply_seconds()), now);
  ASSIGN_OR_RETURN(const bool counted, IsCounted(ctx, shop, trade, zone));
  response->set_counted(counted);
  const Day day = DayOf(now, zone);
  RETURN_IF_ERROR(store::InsertReview(ctx.txn(), day, *response));
  RETURN_IF_ERROR(CountReview(ctx, day, *response));
  ctx.Emit(*response, events::kReviewSubmitted);
  RETURN_IF_ERROR(OpenCaseOf(ctx, policy, *response));
  RETURN_IF_ERROR(NoteReviewOf(ctx, *response));
  return policy.auto_review_buyer() ? AutoReviewBuyer(ctx, order) : absl::OkStatus();
}

absl::Status WriteBuyerReview(runtime::WriteContext& ctx, const v1::ReviewBuyerRequest& request,
                              const orders::v1::Order& order, v1::BuyerReview* response) {
  const std::string name = domain::BuyerReviewName(ShopOf(order.name()), LastSegment(order.name()));
  ASSIGN_OR_RETURN(const std::string text, runtime::SealText(ctx, name, "text", request.text()));
  *response = domain::MakeBuyerReview(order, request.grade(), text, ctx.actor(), StoredNow(ctx));
  RETURN_IF_ERROR(store::InsertBuyerReview(ctx.txn(), *response));
  ctx.Emit(*response, events::kBuyerReviewCreated);
  return absl::OkStatus();
}

}  // namespace

absl::Status SubmitReview(runtime::WorkflowContext& ctx, const v1::SubmitReviewRequest& request,
                          v1::Review* response, clients::Orders& orders) {
  RETURN_IF_ERROR(domain::CheckText(request.grade(), request.text()));
  ASSIGN_OR_RETURN(const orders::v1::Order order, LookUpOrder(ctx, request.order(), orders));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteReview(write, request, order, response);
  });
}

absl::Status ReviewBuyer(runtime::WorkflowContext& ctx, const v1::ReviewBuyerRequest& request,
                         v1::BuyerReview* response, clients::Orders& orders) {
  RETURN_IF_ERROR(domain::CheckText(request.grade(), request.text()));
  ASSIGN_OR_RETURN(const orders::v1::Order order, LookUpOrder(ctx, request.order(), orders));
  RETURN_IF_ERROR(domain::FinishTimeOf(order).status());
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteBuyerReview(write, request, order, response);
  });
}

}  // namespace shopdesk::feedback::handlers
