#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/feedback/handlers/conversation.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::FinishedOrder;
using testing::HasReason;
using testing::kTestTime;
using testing::MessageAt;

class FiguresTest : public testing::ChatTest {
 protected:
  absl::StatusOr<v1::FeedbackFigures> FiguresOf(const std::string& shop) {
    v1::GetFeedbackFiguresRequest request;
    request.set_parent(absl::StrCat("shops/", shop));
    return Read<v1::FeedbackFigures>(request, handlers::GetFeedbackFigures);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, FiguresTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(FiguresTest, OfAShopWhereNothingHappenedAreZeros) {
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures figures, FiguresOf("1"));
  EXPECT_EQ(figures.conversations(), 0);
  EXPECT_EQ(figures.agents(), 3);
  EXPECT_EQ(figures.reviews_by_grade().at("BAD"), 0);
  EXPECT_TRUE(figures.cases_by_state().empty());
  EXPECT_EQ(figures.late_told_first().verdict(), v1::Figure::NO_DATA);
  EXPECT_EQ(figures.commission_closed_minor(), 0);
  EXPECT_THAT(FiguresOf("2"), HasReason("NOT_FOUND"));
}

TEST_P(FiguresTest, CountReviewsByThePresentGradeAndWhatWasSaid) {
  ASSERT_OK(Record({MessageAt(kTestTime, v1::Message::BUYER),
                    MessageAt(kTestTime + absl::Seconds(1), v1::Message::AGENT),
                    MessageAt(kTestTime, v1::Message::BUYER, "c2")}));
  orders_.Put(FinishedOrder("o", "b", kTestTime - absl::Hours(1)));
  v1::SubmitReviewRequest review = ReviewOf("o");
  review.set_grade(v1::Grade::BAD);
  review.set_text("torn");
  ASSERT_OK(Submit(review));
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures figures, FiguresOf("1"));
  EXPECT_EQ(figures.conversations(), 2);
  EXPECT_EQ(figures.messages(), 3);
  EXPECT_EQ(figures.reviews(), 1);
  EXPECT_EQ(figures.reviews_by_grade().at("BAD"), 1);
  EXPECT_EQ(figures.reviews_by_grade().at("GOOD"), 0);
  EXPECT_EQ(figures.cases_by_state().at("NEW"), 1);
}

}  // namespace
}  // namespace shopdesk::feedback
