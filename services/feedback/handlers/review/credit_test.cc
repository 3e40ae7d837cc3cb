#include "services/feedback/handlers/review/credit.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/verify/testing/findings.h"
#include "services/feedback/definition.h"
#include "services/feedback/handlers/review/review.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using shopdesk::verify::testing::FindingsOf;
using testing::FinishedOrder;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::kTestTime;

class CreditHandlerTest : public testing::ServiceTest {
 protected:
  void Say(const std::string& order, v1::Grade::Value grade, const std::string& buyer = "b") {
    orders_.Put(FinishedOrder(order, buyer, kTestTime - absl::Hours(1)));
    v1::SubmitReviewRequest request = ReviewOf(order);
    request.set_buyer(buyer);
    request.set_grade(grade);
    request.set_text("said");
    ASSERT_OK(Submit(request));
  }
  v1::Credit Credit() {
    AdvanceTo(runtime_->clock().Now());
    v1::GetCreditRequest request;
    request.set_parent("shops/1");
    absl::StatusOr<v1::Credit> credit = Read<v1::Credit>(request, handlers::GetCredit);
    EXPECT_OK(credit.status());
    return credit.value_or(v1::Credit());
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, CreditHandlerTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(CreditHandlerTest, FollowsWhatIsSaidAndChanged) {
  v1::GetCreditRequest unknown;
  unknown.set_parent("shops/2");
  EXPECT_THAT(Read<v1::Credit>(unknown, handlers::GetCredit), HasReason("UNKNOWN_SHOP"));
  Say("o", v1::Grade::BAD);
  Say("o2", v1::Grade::BAD);
  Say("o3", v1::Grade::NEUTRAL);
  v1::Credit credit = Credit();
  EXPECT_EQ(credit.points(), -1) << "the same product, within 14 days";
  EXPECT_EQ(credit.repeated(), 1);
  EXPECT_EQ(credit.neutral(), 1);
  EXPECT_EQ(FromProto(credit.as_of()), runtime_->clock().Now());

  // The second becomes the first that says so.
  v1::ChangeReviewRequest change;
  change.set_name("shops/1/reviews/o.1");
  change.set_buyer("b");
  change.set_grade(v1::Grade::GOOD);
  ASSERT_OK(Write<v1::Review>(Call(), change, handlers::ChangeReview));
  credit = Credit();
  EXPECT_EQ(credit.good(), 1);
  EXPECT_EQ(credit.bad(), 1);
  EXPECT_EQ(credit.repeated(), 0);
  EXPECT_EQ(credit.points(), 0);
}

TEST_P(CreditHandlerTest, IsWhatTheRowsSayWhateverTheBuyersIdIs) {
  Say("o", v1::Grade::GOOD, "wang/1 号");
  Say("o2", v1::Grade::GOOD, "b%2F");
  Say("o3", v1::Grade::GOOD);
  EXPECT_EQ(Credit().points(), 3) << "of three buyers";
  for (const shopdesk::verify::Check& check : AllChecks()) {
    EXPECT_THAT(FindingsOf(*runtime_, AllChecks(), check.name), IsEmpty()) << check.name;
  }
}

}  // namespace
}  // namespace shopdesk::feedback
