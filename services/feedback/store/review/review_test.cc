#include "services/feedback/store/review/review.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::IsOkAndHolds;

class ReviewStoreTest : public testing::StoreTest {
 protected:
  static v1::Review Review(const std::string& id, int64_t created_ms, v1::Grade::Value grade,
                           const std::string& order = "o", const std::string& product = "p",
                           const std::string& buyer = "b") {
    v1::Review review;
    review.set_name(absl::StrCat("shops/1/reviews/", id));
    review.set_order(absl::StrCat("shops/1/orders/", order));
    review.set_product(absl::StrCat("shops/1/products/", product));
    review.set_buyer(buyer);
    review.set_grade(grade);
    *review.mutable_create_time() = ToProto(FromMillis(created_ms));
    return review;
  }
  absl::Status Insert(v1::Review review, Day day = 0) {
    return Run([&](sql::Transaction& txn) { return InsertReview(txn, day, review); });
  }
  std::vector<std::string> List(const ReviewFilter& filter,
                                const CreationKey& after = NewestFirst(), int limit = 10) {
    const auto reviews =
        Run([&](sql::Transaction& txn) { return ListReviews(txn, "1", filter, after, limit); });
    EXPECT_OK(reviews.status());
    std::vector<std::string> ids;
    for (const v1::Review& found : *reviews) ids.emplace_back(LastSegment(found.name()));
    return ids;
  }
  absl::Status Add(const domain::RatingCounts& counts) {
    return Run([&](sql::Transaction& txn) { return AddRatings(txn, "1", counts); });
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ReviewStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ReviewStoreTest, KeepsTheDayAndCountsVersions) {
  ASSERT_OK(Insert(Review("o.1", 5, v1::Grade::BAD), 19000));
  EXPECT_THAT(Insert(Review("o.1", 6, v1::Grade::GOOD)), HasReason("ALREADY_EXISTS"));
  const auto load = [](sql::Transaction& txn) { return LoadReviewForUpdate(txn, "1", "o.1"); };
  ASSERT_OK_AND_ASSIGN(DatedReview dated, Run(load));
  EXPECT_EQ(dated.day, 19000);
  EXPECT_EQ(dated.review.etag(), "v1");
  dated.review.set_grade(v1::Grade::GOOD);
  ASSERT_OK(Run([&](sql::Transaction& txn) { return SaveReview(txn, dated.review); }));
  EXPECT_EQ(dated.review.etag(), "v2");
  EXPECT_EQ(Run(load)->day, 19000);
  EXPECT_THAT(List({.grade = v1::Grade::GOOD}), ElementsAre("o.1"));
  EXPECT_THAT(List({.grade = v1::Grade::BAD}), IsEmpty());
  const auto missing =
      Run([](sql::Transaction& txn) { return LoadReviewForUpdate(txn, "1", "o.2"); });
  EXPECT_EQ(ErrorMetadataOf(missing.status(), "resource"), "shops/1/reviews/o.2");
}

TEST_P(ReviewStoreTest, ListsByEachFilterAndGrade) {
  ASSERT_OK(Insert(Review("a", 1, v1::Grade::GOOD, "o1", "p1", "b1")));
  ASSERT_OK(Insert(Review("b", 2, v1::Grade::BAD, "o1", "p2", "b1")));
  ASSERT_OK(Insert(Review("c", 2, v1::Grade::GOOD, "o2", "p2", "b2")));
  EXPECT_THAT(List({}), ElementsAre("c", "b", "a"));
  EXPECT_THAT(List({}, CreationKeyOf(Review("c", 2, v1::Grade::GOOD)), 1), ElementsAre("b"));
  EXPECT_THAT(List({.grade = v1::Grade::GOOD}), ElementsAre("c", "a"));
  EXPECT_THAT(List({.order = "o1"}), ElementsAre("b", "a"));
  EXPECT_THAT(List({.order = "o1", .grade = v1::Grade::BAD}), ElementsAre("b"));
  EXPECT_THAT(List({.product = "p2"}), ElementsAre("c", "b"));
  EXPECT_THAT(List({.product = "p2", .grade = v1::Grade::GOOD}), ElementsAre("c"));
  EXPECT_THAT(List({.buyer = "b1"}), ElementsAre("b", "a"));
  EXPECT_THAT(List({.buyer = "b1", .grade = v1::Grade::GOOD}), ElementsAre("a"));
}

TEST_P(ReviewStoreTest, TheReviewsOfAnOrder) {
  ASSERT_OK(Insert(Review("o.2", 1, v1::Grade::GOOD), 7));
  ASSERT_OK(Insert(Review("o.1", 2, v1::Grade::GOOD), 8));
  ASSERT_OK(Insert(Review("x.1", 3, v1::Grade::GOOD, "x")));
  ASSERT_OK_AND_ASSIGN(const std::vector<DatedReview> reviews, Run([](sql::Transaction& txn) {
                         return ListReviewsOfOrderForUpdate(txn, "1", "o");
                       }));
  ASSERT_EQ(reviews.size(), 2u);
  EXPECT_EQ(reviews[0].review.name(), "shops/1/reviews/o.1");
  EXPECT_EQ(reviews[0].day, 8);
  const auto has = [&](const char* order) {
    return Run([&](sql::Transaction& txn) { return HasReviewOf(txn, "1", order); });
  };
  EXPECT_THAT(has("o"), IsOkAndHolds(true));
  EXPECT_THAT(has("y"), IsOkAndHolds(false));
}

TEST_P(ReviewStoreTest, RatingsAreSumsOverTheDaysFromFirstToLast) {
  using domain::Dimension;
  ASSERT_OK(Add({{{10, Dimension::kService, 5}, 2}, {{11, Dimension::kService, 5}, 1}}));
  ASSERT_OK(Add({{{11, Dimension::kService, 3}, 1}, {{10, Dimension::kService, 5}, -1}}));
  const auto count = [&](Day first, Day last) {
    return Run([&](sql::Transaction& txn) {
             return SumRatings(txn, "1", {first, last});
           })
        ->service()
        .count();
  };
  EXPECT_EQ(count(10, 11), 3);
  EXPECT_EQ(count(10, 10), 1);
  EXPECT_EQ(count(11, 20), 2);
  EXPECT_EQ(count(12, 20), 0);
  EXPECT_EQ(Run([](sql::Transaction& txn) {
              return SumRatings(txn, "1", {10, 11});
            })
                ->service()
                .mean(),
            "4.3");
}

TEST_P(ReviewStoreTest, RatingsAreReplacedWhole) {
  using domain::Dimension;
  const domain::RatingCounts right = {{{12, Dimension::kGrade, v1::Grade::GOOD}, 4}};
  ASSERT_OK(Add({{{10, Dimension::kService, 5}, 2}}));
  ASSERT_OK(Run([&](sql::Transaction& txn) { return ReplaceRatings(txn, "1", right); }));
  ASSERT_OK_AND_ASSIGN(const domain::RatingCounts kept,
                       Run([](sql::Transaction& txn) { return ListRatings(txn, "1"); }));
  EXPECT_EQ(kept.size(), 1u);
  EXPECT_EQ(domain::DifferingDays(kept, right), 0);
}

TEST_P(ReviewStoreTest, EveryReviewIsVisitedOnceBeyondOneRead) {
  ASSERT_OK(Run([](sql::Transaction& txn) -> absl::Status {
    for (int i = 0; i < 1001; ++i) {
      v1::Review review = Review(absl::StrCat("r", i), i, v1::Grade::GOOD);
      RETURN_IF_ERROR(InsertReview(txn, i, review));
    }
    return absl::OkStatus();
  }));
  std::set<Day> days;
  ASSERT_OK(Run([&](sql::Transaction& txn) {
    days.clear();
    return ForEachReview(
        txn, "1", [&](const DatedReview& dated) { EXPECT_TRUE(days.insert(dated.day).second); });
  }));
  EXPECT_EQ(days.size(), 1001u);
}

TEST_P(ReviewStoreTest, OneReviewOfABuyerForAnOrder) {
  v1::BuyerReview review;
  review.set_name("shops/1/buyerReviews/o");
  const auto insert = [&] {
    return Run([&](sql::Transaction& txn) { return InsertBuyerReview(txn, review); });
  };
  ASSERT_OK(insert());
  EXPECT_EQ(review.etag(), "v1");
  EXPECT_THAT(insert(), HasReason("ALREADY_EXISTS"));
}

}  // namespace
}  // namespace shopdesk::feedback::store
