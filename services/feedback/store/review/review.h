#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/domain/review/ratings.h"
#include "services/feedback/store/shop/list_key.h"
#include "shopdesk/feedback/v1/review.pb.h"

// Reviews and the counts of ratings, which change in one transaction. Keys are escaped ids.
namespace shopdesk::feedback::store {

extern const sql::Statement kReviewSnapshot;
extern const sql::Statement kBuyerReviewSnapshot;
// "shops/{shop}/creditPairs/{buyer}" of everybody who wrote a review, with his id as it is.
extern const sql::Statement kListCreditPairs;

absl::StatusOr<v1::Review> LoadReview(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view id);
// A review with the day that its scores are counted on.
struct DatedReview {
  v1::Review review;
  Day day = 0;
};
absl::StatusOr<DatedReview> LoadReviewForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view id);
// The reviews of an order's lines, locked, in the order of ids.
absl::StatusOr<std::vector<DatedReview>> ListReviewsOfOrderForUpdate(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view order_id);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertReview(sql::Transaction& txn, Day day, v1::Review& review);
// Sets the etag of what was loaded for update.
absl::Status SaveReview(sql::Transaction& txn, v1::Review& review);

// Whether any line of the order has a review.
absl::StatusOr<bool> HasReviewOf(sql::Transaction& txn, absl::string_view shop,
                                 absl::string_view order_id);

// One of order, product (escaped ids), buyer at most; `grade` 0 for any.
struct ReviewFilter {
  std::string order;
  std::string product;
  std::string buyer;
  int64_t grade = 0;
  // Whether the shop replied; nullopt for any.
  absl::optional<bool> replied;
  // Older ones are left out.
  int64_t since_ms = INT64_MIN;
};
// Newest first.
absl::StatusOr<std::vector<v1::Review>> ListReviews(sql::Transaction& txn, absl::string_view shop,
                                                    const ReviewFilter& filter,
                                                    const CreationKey& after, int limit);

// Sets the etag. ALREADY_EXISTS.
absl::Status InsertBuyerReview(sql::Transaction& txn, v1::BuyerReview& review);

// Adds to the counts, in a fixed order.
absl::Status AddRatings(sql::Transaction& txn, absl::string_view shop,
                        const domain::RatingCounts& counts);
// The counts of some days, added up over the days.
absl::StatusOr<v1::Ratings> SumRatings(sql::Transaction& txn, absl::string_view shop,
                                       domain::DayRange days);
// All counts, by day; all reviews; and putting the counts right. Only with the policy found for
// update, which no review is counted without (policy::Lock::kUpdate).
absl::StatusOr<domain::RatingCounts> ListRatings(sql::Transaction& txn, absl::string_view shop);
absl::Status ForEachReview(sql::Transaction& txn, absl::string_view shop,
                           absl::FunctionRef<void(const DatedReview&)> fn);
absl::Status ReplaceRatings(sql::Transaction& txn, absl::string_view shop,
                            const domain::RatingCounts& counts);

}  // namespace shopdesk::feedback::store
