#include "services/feedback/store/case/review_case.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/feedback/store/review/review.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class ReviewCaseStoreTest : public testing::StoreTest {
 protected:
  static v1::ReviewCase Case(const std::string& id, int64_t created_ms,
                             const std::string& buyer = "b") {
    v1::ReviewCase review_case;
    review_case.set_name(absl::StrCat("shops/1/reviewCases/", id));
    review_case.set_buyer(buyer);
    review_case.set_state(v1::ReviewCase::NEW);
    *review_case.mutable_create_time() = ToProto(FromMillis(created_ms));
    return review_case;
  }
  absl::Status Insert(v1::ReviewCase review_case) {
    return Run([&](sql::Transaction& txn) { return InsertCase(txn, review_case); });
  }
  std::vector<std::string> List(const CaseFilter& filter, const CreationKey& after = NewestFirst(),
                                int limit = 10) {
    std::vector<std::string> ids;
    const auto cases =
        Run([&](sql::Transaction& txn) { return ListCases(txn, "1", filter, after, limit); });
    EXPECT_OK(cases.status());
    for (const v1::ReviewCase& found : *cases) ids.emplace_back(LastSegment(found.name()));
    return ids;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ReviewCaseStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ReviewCaseStoreTest, ListsNewestFirstThenByIdAndGoesOnAfterAKey) {
  for (const auto& [id, ms] :
       std::vector<std::pair<std::string, int64_t>>{{"a", 1}, {"b", 2}, {"c", 2}, {"d", 3}}) {
    ASSERT_OK(Insert(Case(id, ms)));
  }
  EXPECT_THAT(List({}), ElementsAre("d", "c", "b", "a"));
  EXPECT_THAT(List({}, CreationKeyOf(Case("c", 2)), 1), ElementsAre("b"));
  EXPECT_THAT(List({}, CreationKeyOf(Case("a", 1))), IsEmpty());
}

TEST_P(ReviewCaseStoreTest, CasesOfAnOrderAreThoseOfItsReviews) {
  for (const char* id : {"o.2", "o.1", "p.1"}) ASSERT_OK(Insert(Case(id, 1)));
  for (const auto& [order, id] : std::vector<std::pair<std::string, std::string>>{
           {"o", "o.1"}, {"o", "o.2"}, {"o", "o.3"}, {"p", "p.1"}}) {
    v1::Review review;
    review.set_name(absl::StrCat("shops/1/reviews/", id));
    review.set_order(absl::StrCat("shops/1/orders/", order));
    ASSERT_OK(Run([&](sql::Transaction& txn) { return InsertReview(txn, 0, review); }));
  }
  ASSERT_OK_AND_ASSIGN(const auto cases, Run([&](sql::Transaction& txn) {
                         return ListCasesOfOrderForUpdate(txn, "1", "o");
                       }));
  ASSERT_EQ(cases.size(), 2u) << "a good review has none";
  EXPECT_EQ(cases[0].name(), "shops/1/reviewCases/o.1");
  EXPECT_EQ(cases[1].name(), "shops/1/reviewCases/o.2");
}

TEST_P(ReviewCaseStoreTest, FiltersFollowWhatIsSaved) {
  ASSERT_OK(Insert(Case("a", 1)));
  ASSERT_OK(Insert(Case("b", 2, "x")));
  EXPECT_THAT(Insert(Case("b", 3)), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Run([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(absl::optional<v1::ReviewCase> found, FindCaseForUpdate(txn, "1", "b"));
    found->set_state(v1::ReviewCase::RESOLVED);
    return SaveCase(txn, *found);
  }));
  EXPECT_THAT(List({.state = v1::ReviewCase::NEW}), ElementsAre("a"));
  EXPECT_THAT(List({.state = v1::ReviewCase::RESOLVED}), ElementsAre("b"));
  EXPECT_THAT(List({.buyer = "x"}), ElementsAre("b"));
  const auto missing = Run([](sql::Transaction& txn) { return LoadCase(txn, "1", "c"); });
  EXPECT_EQ(ErrorMetadataOf(missing.status(), "resource"), "shops/1/reviewCases/c");
}

}  // namespace
}  // namespace shopdesk::feedback::store
