#include "services/feedback/store/review/review.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/store/shop/query.h"

namespace shopdesk::feedback::store {

using v1::Review;

const sql::Statement kReviewSnapshot = {
    "feedback.snapshot_review",
    "SELECT 'shops/' || shop || '/reviews/' || id, data FROM reviews WHERE shop = $1 AND "
    "id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/reviews/') + 1) "
    "ORDER BY id LIMIT $3"};
const sql::Statement kBuyerReviewSnapshot = {
    "feedback.snapshot_buyer_review",
    "SELECT 'shops/' || shop || '/buyerReviews/' || order_id, data FROM buyer_reviews "
    "WHERE shop = $1 AND "
    "order_id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/buyerReviews/') + 1) "
    "ORDER BY order_id LIMIT $3"};

const sql::Statement kListCreditPairs = {
    "feedback.list_credit_pairs",
    "SELECT DISTINCT 'shops/' || shop || '/creditPairs/' || buyer, buyer FROM reviews "
    "WHERE shop = $1 AND "
    "buyer > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/creditPairs/') + 1) "
    "ORDER BY buyer LIMIT $3"};

namespace {

constexpr sql::Statement kFindReview = {"feedback.find_review",
                                        "SELECT data FROM reviews WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindReviewForUpdate = {
    "feedback.find_review_for_update",
    "SELECT data, day FROM reviews WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kListReviewsOfOrderForUpdate = {
    "feedback.list_reviews_of_order_for_update",
    "SELECT data, day FROM reviews WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"};
constexpr sql::Statement kInsertReview = {
    "feedback.insert_review",
    "INSERT INTO reviews (shop, id, order_id, product, buyer, grade, day, create_ms, delivery, "
    "replied, version, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kHasReviewOfOrder = {
    "feedback.has_review_of_order",
    "SELECT id FROM reviews WHERE shop = $1 AND order_id = $2 LIMIT 1"};
constexpr sql::Statement kSaveReview = {
    "feedback.save_review",
    "UPDATE reviews SET grade = $3, replied = $4, version = $5, "
    "data = $6 WHERE shop = $1 AND id = $2 AND version = $7"};

// Pages, newest first: one statement for each index.
#define PAGE                                            \
  "AND (create_ms, id) < ($2, $3) AND create_ms >= $5 " \
  "ORDER BY create_ms DESC, id DESC LIMIT $4"
// What has few reviews is looked at row by row.
#define FILTERS "AND grade >= $7 AND grade <= $8 AND replied >= $9 AND replied <= $10 "
constexpr sql::Statement kListReviews = {"feedback.list_reviews",
                                         "SELECT data FROM reviews WHERE shop = $1 " PAGE};
constexpr sql::Statement kListReviewsByGrade = {
    "feedback.list_reviews_by_grade",
    "SELECT data FROM reviews WHERE shop = $1 AND grade = $6 " PAGE};
constexpr sql::Statement kListReviewsByReply = {
    "feedback.list_reviews_by_reply",
    "SELECT data FROM reviews WHERE shop = $1 AND replied = $6 " PAGE};
constexpr sql::Statement kListReviewsByReplyAndGrade = {
    "feedback.list_reviews_by_reply_and_grade",
    "SELECT data FROM reviews WHERE shop = $1 AND replied = $6 AND grade = $7 " PAGE};
constexpr sql::Statement kListReviewsByOrder = {
    "feedback.list_reviews_by_order",
    "SELECT data FROM reviews WHERE shop = $1 AND order_id = $6 " FILTERS PAGE};
constexpr sql::Statement kListReviewsByProduct = {
    "feedback.list_reviews_by_product",
    "SELECT data FROM reviews WHERE shop = $1 AND product = $6 " FILTERS PAGE};
constexpr sql::Statement kListReviewsByBuyer = {
    "feedback.list_reviews_by_buyer",
    "SELECT data FROM reviews WHERE shop = $1 AND buyer = $6 " FILTERS PAGE};
#undef FILTERS
#undef PAGE

constexpr sql::Statement kInsertBuyerReview = {
    "feedback.insert_buyer_review",
    "INSERT INTO buyer_reviews (shop, order_id, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};

constexpr sql::Statement kAddRating = {
    "feedback.add_rating",
    "INSERT INTO dsr_days (shop, day, dimension, score, answers) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (shop, day, dimension, score) DO UPDATE SET "
    "answers = dsr_days.answers + excluded.answers"};
constexpr sql::Statement kSumRatings = {
    "feedback.sum_ratings",
    "SELECT dimension, score, CAST(SUM(answers) AS BIGINT) FROM dsr_days "
    "WHERE shop = $1 AND day >= $2 AND day <= $3 GROUP BY dimension, score"};
constexpr sql::Statement kListRatings = {
    "feedback.list_ratings", "SELECT day, dimension, score, answers FROM dsr_days WHERE shop = $1"};
// Reviews that one statement reads while all of a shop are visited, so that no result is unbounded.
constexpr int kReviewsPerRead = 1000;
constexpr sql::Statement kListReviewsById = {
    "feedback.list_reviews_by_id",
    "SELECT id, data, day FROM reviews WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kDeleteRatings = {"feedback.delete_ratings",
                                           "DELETE FROM dsr_days WHERE shop = $1"};

int64_t Replied(const Review& review) { return review.reply_state() == Review::ANSWERED ? 1 : 0; }

absl::Status ParseDated(const sql::Row& row, int column, DatedReview& dated) {
  dated.day = row.Int(column + 1);
  return sql::ParseColumn(row, column, dated.review);
}

}  // namespace

absl::StatusOr<Review> LoadReview(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view id) {
  return sql::LoadMessage<Review>(txn, kFindReview, {shop, id}, domain::ReviewName(shop, id));
}

absl::StatusOr<DatedReview> LoadReviewForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view id) {
  DatedReview dated;
  ASSIGN_OR_RETURN(const bool found,
                   txn.QueryOne(kFindReviewForUpdate, {shop, id},
                                [&](const sql::Row& row) { return ParseDated(row, 0, dated); }));
  if (!found) return NotFoundError(domain::ReviewName(shop, id));
  return dated;
}

absl::StatusOr<std::vector<DatedReview>> ListReviewsOfOrderForUpdate(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view order_id) {
  std::vector<DatedReview> reviews;
  RETURN_IF_ERROR(
      txn.Query(kListReviewsOfOrderForUpdate, {shop, order_id},
                [&](const sql::Row& row) { return ParseDated(row, 0, reviews.emplace_back()); }));
  return reviews;
}

absl::Status InsertReview(sql::Transaction& txn, Day day, Review& review) {
  return sql::InsertVersioned(
      txn, kInsertReview, review, ShopOf(review.name()), LastSegment(review.name()),
      LastSegment(review.order()), LastSegment(review.product()), review.buyer(),
      int64_t{review.grade()}, day, ToMillis(FromProto(review.create_time())),
      review.scores().delivery(), Replied(review));
}

absl::Status SaveReview(sql::Transaction& txn, Review& review) {
  return sql::SaveVersioned(txn, kSaveReview, review, ShopOf(review.name()),
                            LastSegment(review.name()), int64_t{review.grade()}, Replied(review));
}

absl::StatusOr<bool> HasReviewOf(sql::Transaction& txn, absl::string_view shop,
                                 absl::string_view order_id) {
  return HasRow(txn, kHasReviewOfOrder, {shop, order_id});
}

absl::StatusOr<std::vector<Review>> ListReviews(sql::Transaction& txn, absl::string_view shop,
                                                const ReviewFilter& filter,
                                                const CreationKey& after, int limit) {
  const int64_t since = filter.since_ms;
  const auto by = [&](const sql::Statement& statement, const std::string& whose) {
    const int64_t least = filter.grade;
    const int64_t most = filter.grade == 0 ? INT64_MAX : filter.grade;
    return ListAfter<Review>(txn, statement, shop, after, limit, since, whose, least, most,
                             int64_t{filter.replied.value_or(false)},
                             int64_t{filter.replied.value_or(true)});
  };
  if (!filter.order.empty()) return by(kListReviewsByOrder, filter.order);
  if (!filter.product.empty()) return by(kListReviewsByProduct, filter.product);
  if (!filter.buyer.empty()) return by(kListReviewsByBuyer, filter.buyer);
  if (filter.replied.has_value()) {
    const int64_t replied = *filter.replied;
    if (filter.grade == 0) {
      return ListAfter<Review>(txn, kListReviewsByReply, shop, after, limit, since, replied);
    }
    return ListAfter<Review>(txn, kListReviewsByReplyAndGrade, shop, after, limit, since, replied,
                             filter.grade);
  }
  if (filter.grade != 0) {
    return ListAfter<Review>(txn, kListReviewsByGrade, shop, after, limit, since, filter.grade);
  }
  return ListAfter<Review>(txn, kListReviews, shop, after, limit, since);
}

absl::Status InsertBuyerReview(sql::Transaction& txn, v1::BuyerReview& review) {
  return sql::InsertVersioned(txn, kInsertBuyerReview, review, ShopOf(review.name()),
                              LastSegment(review.name()));
}

absl::Status AddRatings(sql::Transaction& txn, absl::string_view shop,
                        const domain::RatingCounts& counts) {
  for (const auto& [key, count] : counts) {
    if (count == 0) continue;
    RETURN_IF_ERROR(txn.Execute(kAddRating, {shop, key.day, static_cast<int64_t>(key.dimension),
                                             key.score, count})
                        .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Ratings> SumRatings(sql::Transaction& txn, absl::string_view shop,
                                       domain::DayRange days) {
  v1::Ratings ratings;
  RETURN_IF_ERROR(txn.Query(kSumRatings, {shop, days.first, days.last}, [&](const sql::Row& row) {
    domain::AddToRatings(static_cast<domain::Dimension>(row.Int(0)), row.Int(1), row.Int(2),
                         ratings);
    return absl::OkStatus();
  }));
  domain::FinishRatings(ratings);
  return ratings;
}

absl::StatusOr<domain::RatingCounts> ListRatings(sql::Transaction& txn, absl::string_view shop) {
  domain::RatingCounts counts;
  RETURN_IF_ERROR(txn.Query(kListRatings, {shop}, [&](const sql::Row& row) {
    counts[{row.Int(0), static_cast<domain::Dimension>(row.Int(1)), row.Int(2)}] = row.Int(3);
    return absl::OkStatus();
  }));
  return counts;
}

absl::Status ForEachReview(sql::Transaction& txn, absl::string_view shop,
                           absl::FunctionRef<void(const DatedReview&)> fn) {
  std::string last;
  bool more = true;
  while (more) {
    more = false;
    const std::string after = last;
    RETURN_IF_ERROR(
        txn.Query(kListReviewsById, {shop, after, kReviewsPerRead}, [&](const sql::Row& row) {
          DatedReview dated;
          RETURN_IF_ERROR(ParseDated(row, 1, dated));
          last = std::string(row.Text(0));
          more = true;
          fn(dated);
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

absl::Status ReplaceRatings(sql::Transaction& txn, absl::string_view shop,
                            const domain::RatingCounts& counts) {
  RETURN_IF_ERROR(txn.Execute(kDeleteRatings, {shop}).status());
  return AddRatings(txn, shop, counts);
}

}  // namespace shopdesk::feedback::store
