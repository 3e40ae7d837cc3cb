#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/feedback/handlers/conversation/conversation.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::FinishedOrder;
using testing::HasReason;
using testing::kTestTime;
using testing::MessageAt;

class FiguresTest : public testing::ChatTest {
 protected:
  absl::StatusOr<v1::FeedbackFigures> FiguresOf(const std::string& shop,
                                                const type::v1::Period& period = {}) {
    AdvanceTo(runtime_->clock().Now());
    v1::GetFeedbackFiguresRequest request;
    request.set_parent(absl::StrCat("shops/", shop));
    *request.mutable_period() = period;
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
  EXPECT_TRUE(figures.reviews_by_grade().empty());
  EXPECT_TRUE(figures.cases_by_state().empty());
  EXPECT_EQ(figures.late_told_first().verdict(), v1::Figure::NO_DATA);
  EXPECT_EQ(figures.commission_closed_minor(), 0);
  EXPECT_THAT(FiguresOf("2"), HasReason("UNKNOWN_SHOP"));
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
  ASSERT_EQ(figures.reviews_by_grade_size(), 1);
  EXPECT_EQ(figures.reviews_by_grade(0).grade(), v1::Grade::BAD);
  EXPECT_EQ(figures.reviews_by_grade(0).reviews(), 1);
  ASSERT_EQ(figures.cases_by_state_size(), 1);
  EXPECT_EQ(figures.cases_by_state(0).state(), v1::ReviewCase::NEW);
  EXPECT_EQ(FromProto(figures.as_of()), runtime_->clock().Now());
  type::v1::Period before;
  before.set_last_day("2024-03-03");
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures earlier, FiguresOf("1", before));
  EXPECT_EQ(earlier.reviews(), 0);
  EXPECT_EQ(earlier.conversations(), 0);
  before.set_first_day("2024-03-04");
  EXPECT_THAT(FiguresOf("1", before), HasReason("INVALID_ARGUMENT"));
}

}  // namespace
}  // namespace shopdesk::feedback
