#include "services/feedback/handlers/review.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/policy.h"
#include "services/feedback/domain/ratings.h"
#include "services/feedback/domain/review.h"
#include "services/feedback/handlers/common.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/handlers/review_case.h"
#include "services/feedback/store/reviews.h"

namespace shopdesk::feedback::handlers {
namespace {

// One of order, product, buyer, of the parent's shop.
absl::StatusOr<store::ReviewFilter> FilterOf(const v1::ListReviewsRequest& req) {
  const absl::string_view shop = ShopOf(req.parent());
  Violations violations;
  if (!req.order().empty() + !req.product().empty() + !req.buyer().empty() > 1) {
    violations.Add("order", "only one of order, product, buyer may be given");
  }
  if (!req.order().empty() && ShopOf(req.order()) != shop) {
    violations.Add("order", "must be of the parent's shop");
  }
  if (!req.product().empty() && ShopOf(req.product()) != shop) {
    violations.Add("product", "must be of the parent's shop");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return store::ReviewFilter{.order = std::string(LastSegment(req.order())),
                             .product = std::string(LastSegment(req.product())),
                             .buyer = req.buyer(),
                             .grade = req.grade()};
}

}  // namespace

absl::Status AppendReview(rpc::WriteContext& ctx, const v1::AppendReviewRequest& req,
                          v1::Review* resp) {
  ASSIGN_OR_RETURN(store::DatedReview dated, store::LoadReviewForUpdate(ctx.txn(), req.name()));
  ASSIGN_OR_RETURN(const std::string text, SealText(ctx, req.name(), "appended_text", req.text()));
  RETURN_IF_ERROR(domain::Append(dated.review, req.buyer(), text, StoredNow(ctx)));
  RETURN_IF_ERROR(store::SaveReview(ctx.txn(), dated.review));
  *resp = std::move(dated.review);
  ctx.Emit(*resp, "review.appended");
  return absl::OkStatus();
}

absl::Status ChangeReview(rpc::WriteContext& ctx, const v1::ChangeReviewRequest& req,
                          v1::Review* resp) {
  const absl::string_view shop = ShopOf(req.name());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kShare).status());
  ASSIGN_OR_RETURN(store::DatedReview dated, store::LoadReviewForUpdate(ctx.txn(), req.name()));
  const v1::Grade before = dated.review.grade();
  // What was said first is kept for disputes.
  ASSIGN_OR_RETURN(const std::string first, OpenText(ctx, req.name(), "text"));
  RETURN_IF_ERROR(SealText(ctx, req.name(), "first_text", first).status());
  ASSIGN_OR_RETURN(const std::string text, SealText(ctx, req.name(), "text", req.text()));
  RETURN_IF_ERROR(domain::Change(dated.review, req.buyer(), req.grade(), text, StoredNow(ctx)));
  domain::RatingCounts counts;
  domain::CountGrade(dated.day, before, -1, counts);
  domain::CountGrade(dated.day, req.grade(), 1, counts);
  RETURN_IF_ERROR(store::SaveReview(ctx.txn(), dated.review));
  RETURN_IF_ERROR(store::AddRatings(ctx.txn(), shop, counts));
  *resp = std::move(dated.review);
  ctx.Emit(*resp, "review.changed");
  return NoteChangedReview(ctx, *resp);
}

absl::Status ReplyToReview(rpc::WriteContext& ctx, const v1::ReplyToReviewRequest& req,
                           v1::Review* resp) {
  ASSIGN_OR_RETURN(store::DatedReview dated, store::LoadReviewForUpdate(ctx.txn(), req.name()));
  RETURN_IF_ERROR(CheckEtag(req.etag(), dated.review));
  ASSIGN_OR_RETURN(const std::string text, SealText(ctx, req.name(), "reply", req.text()));
  RETURN_IF_ERROR(domain::Reply(dated.review, text, StoredNow(ctx)));
  RETURN_IF_ERROR(store::SaveReview(ctx.txn(), dated.review));
  *resp = std::move(dated.review);
  ctx.Emit(*resp, "review.replied");
  return absl::OkStatus();
}

absl::Status RevealReview(rpc::WriteContext& ctx, const v1::RevealReviewRequest& req,
                          v1::RevealReviewResponse* resp) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  RETURN_IF_ERROR(domain::CheckReveal(policy, ctx.actor().role(), req.purpose(), req.name()));
  ASSIGN_OR_RETURN(*resp->mutable_review(), store::LoadReview(ctx.txn(), req.name()));
  v1::Review& review = *resp->mutable_review();
  const auto reveal = [&](const char* slot, std::string& text) {
    return RevealText(ctx, req.name(), slot, req.purpose(), text);
  };
  RETURN_IF_ERROR(reveal("text", *review.mutable_text()));
  RETURN_IF_ERROR(reveal("appended_text", *review.mutable_appended_text()));
  return reveal("reply", *review.mutable_reply());
}

absl::Status GetReview(rpc::ReadContext& ctx, const v1::GetReviewRequest& req, v1::Review* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadReview(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListReviews(rpc::ReadContext& ctx, const v1::ListReviewsRequest& req,
                         v1::ListReviewsResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 50, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  ASSIGN_OR_RETURN(const store::ReviewFilter filter, FilterOf(req));
  store::ReviewKey after;
  if (!key.empty() && (key.size() != 2 || !absl::SimpleAtoi(key[0], &after.create_ms))) {
    return InvalidFieldError("page_token", "is damaged");
  }
  if (!key.empty()) after.id = key[1];
  const absl::string_view shop = ShopOf(req.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(std::vector<v1::Review> reviews,
                   store::ListReviews(ctx.txn(), shop, filter, after, size + 1));
  if (reviews.size() > static_cast<size_t>(size)) {
    reviews.resize(size);
    resp->set_next_page_token(
        MakePageToken(req, {absl::StrCat(ToMillis(FromProto(reviews.back().create_time()))),
                            std::string(LastSegment(reviews.back().name()))}));
  }
  for (v1::Review& review : reviews) {
    if (review.anonymous()) review.clear_buyer();
    *resp->add_reviews() = std::move(review);
  }
  return absl::OkStatus();
}

absl::Status GetRatings(rpc::ReadContext& ctx, const v1::GetRatingsRequest& req,
                        v1::Ratings* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  const absl::Time moment = req.has_time() ? FromProto(req.time()) : ctx.now();
  ASSIGN_OR_RETURN(*resp, store::SumRatings(ctx.txn(), shop, domain::RatingDays(moment, zone)));
  return absl::OkStatus();
}

absl::Status RebuildRatings(rpc::WriteContext& ctx, const v1::RebuildRatingsRequest& req,
                            v1::RebuildRatingsResponse* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kUpdate).status());
  domain::RatingCounts counts;
  int64_t reviews = 0;
  RETURN_IF_ERROR(store::ForEachReview(ctx.txn(), shop, [&](const store::DatedReview& dated) {
    ++reviews;
    domain::CountGrade(dated.day, dated.review.grade(), 1, counts);
    if (dated.review.counted()) {
      domain::CountScores(dated.day, dated.review.scores(), 1, counts);
    }
  }));
  ASSIGN_OR_RETURN(const domain::RatingCounts kept, store::KeptRatings(ctx.txn(), shop));
  resp->set_differing_days(domain::DifferingDays(kept, counts));
  resp->set_reviews(reviews);
  if (resp->differing_days() == 0) return absl::OkStatus();
  return store::ReplaceRatings(ctx.txn(), shop, counts);
}

}  // namespace shopdesk::feedback::handlers
