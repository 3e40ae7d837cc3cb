#include "services/feedback/handlers/case/compensation_effect.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "libs/verify/testing/findings.h"
#include "services/feedback/definition.h"
#include "services/feedback/handlers/case/review_case.h"
#include "services/feedback/handlers/review/review.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using orders::v1::Compensation;
using shopdesk::verify::testing::FindingsOf;
using testing::FinishedOrder;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::kTestTime;
using testing::StatusIs;

class CompensationEffectHandlerTest : public testing::ServiceTest {
 protected:
  void SubmitBad(const std::string& order) {
    orders_.Put(FinishedOrder(order, "b", kTestTime - absl::Hours(1)));
    v1::SubmitReviewRequest request = ReviewOf(order, 1);
    request.set_grade(v1::Grade::BAD);
    request.set_text("bad");
    ASSERT_OK(Submit(request));
  }
  void Praise(const std::string& order) {
    v1::ChangeReviewRequest request;
    request.set_name(absl::StrCat("shops/1/reviews/", order, ".1"));
    request.set_buyer("b");
    request.set_grade(v1::Grade::GOOD);
    request.set_text("they cared");
    ASSERT_OK(Write<v1::Review>(Call(), request, handlers::ChangeReview));
  }
  // Orders tells of compensation "c" for an order, as it stands.
  void Tell(const std::string& order, Compensation::State state, absl::Time time = kTestTime,
            int64_t minor = 500) {
    Compensation compensation;
    compensation.set_name(absl::StrCat("shops/1/orders/", order, "/compensations/c"));
    compensation.set_buyer("b");
    compensation.set_state(state);
    *compensation.mutable_amount() = MakeMoney("CNY", minor);
    *compensation.mutable_decide_time() = ToProto(time);
    feed_.Add(compensation, "compensation.changed");
    CatchUp();
  }
  v1::ReviewCase Case(const std::string& order) {
    v1::GetReviewCaseRequest request;
    request.set_name(absl::StrCat("shops/1/reviewCases/", order, ".1"));
    const auto found = Read<v1::ReviewCase>(request, handlers::GetReviewCase);
    EXPECT_OK(found.status());
    return found.value_or(v1::ReviewCase());
  }
  v1::CompensationEffect Effect() {
    AdvanceTo(runtime_->clock().Now());
    v1::GetCompensationEffectRequest request;
    request.set_parent("shops/1");
    const auto effect = Read<v1::CompensationEffect>(request, handlers::GetCompensationEffect);
    EXPECT_OK(effect.status());
    return effect.value_or(v1::CompensationEffect());
  }
  int Told() {
    const std::vector<std::string> types = EventTypes();
    return static_cast<int>(std::count(types.begin(), types.end(), "review_case.compensated"));
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, CompensationEffectHandlerTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(CompensationEffectHandlerTest, ItDoesNotMatterWhichNewsComeFirst) {
  // Before the review, between it and its change, heard of after the change, and never.
  Tell("before", Compensation::GIVEN);
  for (const char* order : {"before", "between", "heard-late", "never"}) SubmitBad(order);
  Tell("between", Compensation::GIVEN);
  AdvanceTo(kTestTime + absl::Hours(2));
  for (const char* order : {"before", "between", "heard-late", "never"}) Praise(order);
  EXPECT_EQ(Effect().compensated().cases(), 2);
  Tell("heard-late", Compensation::GIVEN, kTestTime + absl::Hours(1));
  const v1::CompensationEffect effect = Effect();
  EXPECT_EQ(effect.compensated().cases(), 3);
  EXPECT_EQ(effect.compensated().improved(), 3);
  EXPECT_EQ(effect.others().cases(), 1);
  EXPECT_EQ(effect.others().improved(), 1);
  EXPECT_EQ(FromProto(effect.as_of()), runtime_->clock().Now());
  EXPECT_EQ(Case("before").compensated().minor(), 500);
  EXPECT_EQ(FromProto(Case("heard-late").compensate_time()), kTestTime + absl::Hours(1));
  EXPECT_EQ(Told(), 2) << "a case that is opened later says so from the start";
  for (const shopdesk::verify::Check& check : AllChecks()) {
    EXPECT_THAT(FindingsOf(*runtime_, AllChecks(), check.name), IsEmpty()) << check.name;
  }
}

TEST_P(CompensationEffectHandlerTest, CountsOnceAndWhatDoesNotStandNotAtAll) {
  SubmitBad("o");
  Tell("o", Compensation::WAIT_APPROVAL);
  EXPECT_EQ(Effect().compensated().cases(), 0);
  Tell("o", Compensation::GIVEN);
  Tell("o", Compensation::GIVEN);
  EXPECT_EQ(Told(), 1);
  EXPECT_EQ(Effect().compensated().cases(), 1);
  EXPECT_EQ(Effect().others().cases(), 0);
  Tell("o", Compensation::GIVEN, kTestTime, 700);
  EXPECT_EQ(Case("o").compensated().minor(), 700) << "corrected";
  Tell("o", Compensation::DECLINED);
  EXPECT_FALSE(Case("o").has_compensate_time());
  EXPECT_EQ(Effect().compensated().cases(), 0);
  EXPECT_EQ(Effect().others().cases(), 1);
}

TEST_P(CompensationEffectHandlerTest, WhoPraisedBeforeDidNotDoItForMoney) {
  SubmitBad("o");
  AdvanceTo(kTestTime + absl::Hours(1));
  Praise("o");
  Tell("o", Compensation::GIVEN, kTestTime + absl::Hours(2));
  EXPECT_EQ(Effect().compensated().improved(), 0);
  EXPECT_EQ(Effect().compensated().improved_before(), 1);
}

TEST_P(CompensationEffectHandlerTest, AClosedCaseStaysClosed) {
  SubmitBad("o");
  v1::MarkCaseMaliciousRequest malicious;
  malicious.set_name("shops/1/reviewCases/o.1");
  malicious.set_note("asks for money");
  for (const char* who : {"7", "8"}) {
    runtime::CallInfo call = Call();
    call.actor.set_id(who);
    ASSERT_OK(Write<v1::ReviewCase>(call, malicious, handlers::MarkCaseMalicious));
  }
  Tell("o", Compensation::GIVEN);
  EXPECT_EQ(Case("o").state(), v1::ReviewCase::MALICIOUS);
  EXPECT_TRUE(Case("o").has_compensate_time());
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_EQ(Effect().compensated().cases(), 0) << "malicious ones are left out";
}

TEST_P(CompensationEffectHandlerTest, UnknownShopsAreRefused) {
  v1::GetCompensationEffectRequest request;
  request.set_parent("shops/2");
  EXPECT_THAT(Read<v1::CompensationEffect>(request, handlers::GetCompensationEffect),
              HasReason("UNKNOWN_SHOP"));
  request.set_parent("shops/1");
  request.mutable_period()->set_first_day("soon");
  EXPECT_THAT(Read<v1::CompensationEffect>(request, handlers::GetCompensationEffect),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::feedback
