#include "services/feedback/handlers/review/review.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/base/time_range.h"
#include "libs/runtime/personal_data.h"
#include "services/feedback/domain/review/ratings.h"
#include "services/feedback/domain/review/review.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/handlers/case/review_case.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/handlers/shop/wording.h"
#include "services/feedback/store/review/review.h"

namespace shopdesk::feedback::handlers {
namespace {

absl::StatusOr<store::DatedReview> LoadReviewForUpdate(runtime::WriteContext& ctx,
                                                       absl::string_view name) {
  return store::LoadReviewForUpdate(ctx.txn(), ShopOf(name), LastSegment(name));
}

void HideBuyer(const runtime::Context& ctx, const v1::Policy& policy, v1::Review& review) {
  if (!domain::MayKnowBuyer(review, policy, ctx.actor())) review.clear_buyer();
}

// One of order, product, buyer, of the parent's shop.
absl::StatusOr<store::ReviewFilter> FilterOf(const v1::ListReviewsRequest& request) {
  const absl::string_view shop = ShopOf(request.parent());
  Violations violations;
  if (!request.order().empty() + !request.product().empty() + !request.buyer().empty() > 1) {
    violations.Add("order", "only one of order, product, buyer may be given");
  }
  if (!request.order().empty() && ShopOf(request.order()) != shop) {
    violations.Add("order", "must be of the parent's shop");
  }
  if (!request.product().empty() && ShopOf(request.product()) != shop) {
    violations.Add("product", "must be of the parent's shop");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  store::ReviewFilter filter = {.order = std::string(LastSegment(request.order())),
                                .product = std::string(LastSegment(request.product())),
                                .buyer = request.buyer(),
                                .grade = request.grade(),
                                .since_ms = MillisOf(request.create_time()).start};
  if (request.reply_state() != v1::Review::REPLY_STATE_UNSPECIFIED) {
    filter.replied = request.reply_state() == v1::Review::ANSWERED;
  }
  return filter;
}

absl::Status WriteReply(runtime::WriteContext& ctx, const v1::ReplyToReviewRequest& request,
                        v1::Review* response) {
  ASSIGN_OR_RETURN(store::DatedReview dated, LoadReviewForUpdate(ctx, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), dated.review));
  ASSIGN_OR_RETURN(const std::string text,
                   runtime::SealText(ctx, request.name(), "reply", request.text()));
  RETURN_IF_ERROR(domain::Reply(dated.review, text, StoredNow(ctx)));
  RETURN_IF_ERROR(store::SaveReview(ctx.txn(), dated.review));
  *response = std::move(dated.review);
  ctx.Emit(*response, events::kReviewReplied);
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  HideBuyer(ctx, policy, *response);
  return absl::OkStatus();
}

}  // namespace

absl::Status AppendReview(runtime::WriteContext& ctx, const v1::AppendReviewRequest& request,
                          v1::Review* response) {
  ASSIGN_OR_RETURN(store::DatedReview dated, LoadReviewForUpdate(ctx, request.name()));
  ASSIGN_OR_RETURN(const std::string text,
                   runtime::SealText(ctx, request.name(), "appended_text", request.text()));
  RETURN_IF_ERROR(domain::Append(dated.review, request.buyer(), text, StoredNow(ctx)));
  RETURN_IF_ERROR(store::SaveReview(ctx.txn(), dated.review));
  *response = std::move(dated.review);
  ctx.Emit(*response, events::kReviewAppended);
  return absl::OkStatus();
}

absl::Status ChangeReview(runtime::WriteContext& ctx, const v1::ChangeReviewRequest& request,
                          v1::Review* response) {
  const absl::string_view shop = ShopOf(request.name());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kShare).status());
  ASSIGN_OR_RETURN(store::DatedReview dated, LoadReviewForUpdate(ctx, request.name()));
  const v1::Grade::Value before = dated.review.grade();
  // What was said first is kept for disputes.
  ASSIGN_OR_RETURN(const std::string first,
                   ctx.vault().OpenText(ctx.txn(), request.name(), "text"));
  RETURN_IF_ERROR(runtime::SealText(ctx, request.name(), "first_text", first).status());
  ASSIGN_OR_RETURN(const std::string text,
                   runtime::SealText(ctx, request.name(), "text", request.text()));
  RETURN_IF_ERROR(
      domain::Change(dated.review, request.buyer(), request.grade(), text, StoredNow(ctx)));
  domain::RatingCounts counts;
  domain::CountGrade(dated.day, before, -1, counts);
  domain::CountGrade(dated.day, request.grade(), 1, counts);
  RETURN_IF_ERROR(store::SaveReview(ctx.txn(), dated.review));
  RETURN_IF_ERROR(store::AddRatings(ctx.txn(), shop, counts));
  *response = std::move(dated.review);
  ctx.Emit(*response, events::kReviewChanged);
  return NoteChangedReview(ctx, *response);
}

absl::Status ReplyToReview(runtime::WorkflowContext& ctx, const v1::ReplyToReviewRequest& request,
                           v1::Review* response, clients::Catalog& catalog) {
  RETURN_IF_ERROR(
      CheckPraise(ctx, std::string(ShopNameOf(request.name())), "text", request.text(), catalog));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteReply(write, request, response);
  });
}

absl::Status RevealReview(runtime::WriteContext& ctx, const v1::RevealReviewRequest& request,
                          v1::RevealReviewResponse* response) {
  ASSIGN_OR_RETURN(const RevealRules rules,
                   LoadRevealRules(ctx, request.name(), request.purpose()));
  v1::Review& review = *response->mutable_review();
  ASSIGN_OR_RETURN(
      review, store::LoadReview(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  const auto reveal = [&](const char* slot, std::string& text) {
    return runtime::RevealText(ctx, rules, request.name(), slot, request.purpose(), text);
  };
  RETURN_IF_ERROR(reveal("text", *review.mutable_text()));
  RETURN_IF_ERROR(reveal("appended_text", *review.mutable_appended_text()));
  return reveal("reply", *review.mutable_reply());
}

absl::Status GetReview(runtime::ReadContext& ctx, const v1::GetReviewRequest& request,
                       v1::Review* response) {
  ASSIGN_OR_RETURN(
      *response, store::LoadReview(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  HideBuyer(ctx, policy, *response);
  return absl::OkStatus();
}

absl::Status ListReviews(runtime::ReadContext& ctx, const v1::ListReviewsRequest& request,
                         v1::ListReviewsResponse* response) {
  ASSIGN_OR_RETURN(const store::ReviewFilter filter, FilterOf(request));
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  RETURN_IF_ERROR(ListPage(
      request, kResourcePage, store::CreationKey(MillisOf(request.create_time()).end, ""),
      [&](const store::CreationKey& after, int limit) {
        return store::ListReviews(ctx.txn(), shop, filter, after, limit);
      },
      store::CreationKeyOf<v1::Review>, *response, *response->mutable_reviews()));
  auto& reviews = *response->mutable_reviews();
  if (!request.buyer().empty()) {
    // That it is among a buyer's would tell who wrote it.
    const auto hidden = [&](const v1::Review& review) {
      return !domain::MayKnowBuyer(review, policy, ctx.actor());
    };
    reviews.erase(std::remove_if(reviews.begin(), reviews.end(), hidden), reviews.end());
  }
  if (!request.show_removed()) {
    const auto removed = [](const v1::Review& review) {
      return review.state() == v1::Review::REMOVED;
    };
    reviews.erase(std::remove_if(reviews.begin(), reviews.end(), removed), reviews.end());
  }
  for (v1::Review& review : reviews) {
    if (review.anonymous()) review.clear_buyer();
  }
  return absl::OkStatus();
}

absl::Status GetRatings(runtime::ReadContext& ctx, const v1::GetRatingsRequest& request,
                        v1::Ratings* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  const absl::Time moment = request.has_time() ? FromProto(request.time()) : ctx.now();
  ASSIGN_OR_RETURN(*response, store::SumRatings(ctx.txn(), shop, domain::RatingDays(moment, zone)));
  return absl::OkStatus();
}

absl::Status RebuildRatings(runtime::WriteContext& ctx, const v1::RebuildRatingsRequest& request,
                            v1::RebuildRatingsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kUpdate).status());
  domain::RatingCounts counts;
  int64_t reviews = 0;
  RETURN_IF_ERROR(store::ForEachReview(ctx.txn(), shop, [&](const store::DatedReview& dated) {
    ++reviews;
    domain::CountRatings(dated.day, dated.review, 1, counts);
  }));
  ASSIGN_OR_RETURN(const domain::RatingCounts kept, store::ListRatings(ctx.txn(), shop));
  response->set_differing_days(domain::DifferingDays(kept, counts));
  response->set_reviews(reviews);
  if (response->differing_days() == 0) return absl::OkStatus();
  return store::ReplaceRatings(ctx.txn(), shop, counts);
}

}  // namespace shopdesk::feedback::handlers
