#include "services/logistics/domain/problem/problem_parcel.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/logistics/domain/desk/policy.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using v1::ProblemParcel;
using v1::TrackingStatus;
using Decision = v1::DecideProblemParcelRequest;

const absl::Time kProblemNow = absl::FromUnixSeconds(1'900'000'000);

class ProblemTest : public ::testing::Test {
 protected:
  absl::Status Contact(const char* report, absl::Duration after) {
    return RecordProblemContact(ParseText<type::v1::ContactReport>(report), {}, policy_,
                                kProblemNow + after, problem_);
  }
  absl::Status Decide(Decision::Decision decision) {
    return DecideProblem(decision, policy_, kProblemNow, problem_);
  }
  absl::Duration UntilDeadline() { return FromProto(problem_.deadline_time()) - kProblemNow; }

  v1::Policy policy_ = DefaultPolicy("shops/1/policy");
  ProblemParcel problem_ =
      MakeProblem(ParseText<v1::Shipment>("name: 'shops/1/shipments/a' buyer: 'mei'"),
                  ProblemParcel::EXCEPTION, policy_, "shops/1/problemParcels/p", kProblemNow);
};

TEST_F(ProblemTest, NobodyDecidesInADayItComesBack) {
  EXPECT_EQ(UntilDeadline(), absl::Hours(24));
  ASSERT_OK(EndProblem(TrackingStatus::EXCEPTION, policy_, kProblemNow, problem_));
  EXPECT_EQ(problem_.state(), ProblemParcel::RETURN);
  EXPECT_TRUE(problem_.decided_by_default());
  EXPECT_EQ(UntilDeadline(), absl::Hours(7 * 24));
  ASSERT_OK(EndProblem(TrackingStatus::EXPIRED, policy_, kProblemNow, problem_));
  EXPECT_EQ(problem_.state(), ProblemParcel::CLOSED);
  EXPECT_FALSE(problem_.has_deadline_time());
  EXPECT_TRUE(problem_.has_end_time());
}

TEST_F(ProblemTest, WhatDidNotComeAboutIsAProblemAgain) {
  for (const auto decision : {Decision::REDELIVER, Decision::NEW_ADDRESS, Decision::RETURN}) {
    for (const auto still :
         {TrackingStatus::EXCEPTION, TrackingStatus::REFUSED, TrackingStatus::ATTEMPT_FAILED,
          TrackingStatus::AVAILABLE_FOR_PICKUP}) {
      ASSERT_OK(Decide(decision));
      ASSERT_OK(EndProblem(still, policy_, kProblemNow, problem_));
      EXPECT_EQ(problem_.state(), ProblemParcel::OPEN);
      EXPECT_EQ(UntilDeadline(), absl::Hours(24));
      EXPECT_FALSE(problem_.has_end_time());
    }
  }
  ASSERT_OK(EndProblem(TrackingStatus::REFUSED, policy_, kProblemNow, problem_));
  EXPECT_TRUE(problem_.decided_by_default());
  ASSERT_OK(EndProblem(TrackingStatus::REFUSED, policy_, kProblemNow, problem_));
  EXPECT_EQ(problem_.state(), ProblemParcel::OPEN);
  EXPECT_FALSE(problem_.decided_by_default());
  // It may be on its way back, or is late: that is looked after.
  for (const auto status : {TrackingStatus::IN_TRANSIT, TrackingStatus::EXPIRED}) {
    ProblemParcel problem = problem_;
    ASSERT_OK(DecideProblem(Decision::RETURN, policy_, kProblemNow, problem));
    ASSERT_OK(EndProblem(status, policy_, kProblemNow, problem));
    EXPECT_EQ(problem.state(), ProblemParcel::CLOSED);
  }
}

TEST_F(ProblemTest, TriedOftenEnoughItComesBack) {
  constexpr char kCall[] = "purpose: PROBLEM_PARCEL channel: PHONE outcome: NO_ANSWER";
  constexpr char kText[] = "purpose: PROBLEM_PARCEL channel: SMS outcome: NO_ANSWER";
  EXPECT_THAT(Contact("purpose: LATE_PARCEL channel: PHONE outcome: REACHED", absl::ZeroDuration()),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_EQ(problem_.state(), ProblemParcel::OPEN);
  ASSERT_OK(Contact(kCall, absl::ZeroDuration()));
  EXPECT_EQ(problem_.state(), ProblemParcel::CONTACTING);
  EXPECT_EQ(UntilDeadline(), absl::Hours(24));
  ASSERT_OK(Contact(kText, absl::Hours(2)));
  ASSERT_OK(Contact(kCall, absl::Hours(3)));
  EXPECT_EQ(problem_.state(), ProblemParcel::CONTACTING);
  ASSERT_OK(Contact(kCall, absl::Hours(4)));
  EXPECT_EQ(problem_.state(), ProblemParcel::RETURN);
  EXPECT_TRUE(problem_.decided_by_default());
}

TEST_F(ProblemTest, WhatIsDecidedCanBeDecidedAnew) {
  ASSERT_OK(Decide(Decision::REDELIVER));
  EXPECT_EQ(problem_.state(), ProblemParcel::REDELIVER);
  EXPECT_FALSE(problem_.decided_by_default());
  ASSERT_OK(Decide(Decision::NEW_ADDRESS));
  ASSERT_OK(Decide(Decision::RETURN));
  EXPECT_EQ(problem_.state(), ProblemParcel::RETURN);
  ASSERT_OK(CloseProblem(kProblemNow, problem_));
  EXPECT_THAT(Decide(Decision::RETURN), HasReason("WRONG_STATE"));
  EXPECT_THAT(AssignProblem("1001", kProblemNow, problem_), HasReason("WRONG_STATE"));
  EXPECT_THAT(Contact("purpose: PROBLEM_PARCEL channel: PHONE outcome: REACHED", {}),
              HasReason("WRONG_STATE"));
}

TEST_F(ProblemTest, ANewAddressNeedsAReceiver) {
  EXPECT_THAT(CheckDecision(ParseText<Decision>("decision: NEW_ADDRESS")),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(CheckDecision(ParseText<Decision>("decision: RETURN new_receiver {}")),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_OK(CheckDecision(ParseText<Decision>("decision: NEW_ADDRESS new_receiver {}")));
  EXPECT_OK(CheckDecision(ParseText<Decision>("decision: REDELIVER")));
}

TEST_F(ProblemTest, NewsSolveItWhenItGetsOn) {
  for (const auto state : {ProblemParcel::OPEN, ProblemParcel::REDELIVER, ProblemParcel::RETURN}) {
    for (const auto status : {TrackingStatus::DELIVERED, TrackingStatus::RETURNING,
                              TrackingStatus::RETURNED, TrackingStatus::INTERCEPTED}) {
      EXPECT_TRUE(IsSolvedBy(state, status));
    }
    for (const auto status : {TrackingStatus::EXCEPTION, TrackingStatus::REFUSED,
                              TrackingStatus::ATTEMPT_FAILED, TrackingStatus::EXPIRED}) {
      EXPECT_FALSE(IsSolvedBy(state, status));
    }
    const bool brought = state != ProblemParcel::RETURN;
    EXPECT_EQ(IsSolvedBy(state, TrackingStatus::OUT_FOR_DELIVERY), brought);
    EXPECT_EQ(IsSolvedBy(state, TrackingStatus::IN_TRANSIT), brought);
  }
}

TEST_F(ProblemTest, OnlyWhatIsOnItsWayToTheBuyerIsAProblem) {
  const auto may = [](const char* shipment) {
    return MayBeProblem(ParseText<v1::Shipment>(shipment));
  };
  EXPECT_TRUE(may("status: EXCEPTION"));
  EXPECT_TRUE(may("status: AVAILABLE_FOR_PICKUP"));
  EXPECT_TRUE(may("status: EXPIRED"));
  EXPECT_FALSE(may("status: DELIVERED"));
  EXPECT_FALSE(may("status: EXCEPTION underlying_status: RETURNING"));
  EXPECT_FALSE(may("status: EXCEPTION refund: 'shops/1/orders/o/refunds/r'"));
  EXPECT_EQ(ReasonOf(TrackingStatus::REFUSED), ProblemParcel::REFUSED);
  EXPECT_EQ(ReasonOf(TrackingStatus::EXCEPTION), ProblemParcel::EXCEPTION);
  EXPECT_EQ(ReasonOf(TrackingStatus::IN_TRANSIT), ProblemParcel::REASON_UNSPECIFIED);
}

v1::TrackingEvent AttemptAt(int64_t seconds, absl::string_view more) {
  return ParseText<v1::TrackingEvent>(
      absl::StrCat("status: ATTEMPT_FAILED event_time { seconds: ", seconds, " } ", more));
}

// The driver says why, and the carrier's aggregator says it once more.
TEST_F(ProblemTest, ReportsOfOneVisitAreOneAttempt) {
  const std::vector<v1::TrackingEvent> events = {
      AttemptAt(13'599, "applied: true"), AttemptAt(10'000, "applied: true"),
      AttemptAt(10'000, "applied: true"), AttemptAt(13'600, "applied: true")};
  EXPECT_EQ(CountFailedAttempts(events), 2);
}

TEST_F(ProblemTest, OnlyTheCarriersReportsThatCountAreAttempts) {
  const std::vector<v1::TrackingEvent> events = {
      AttemptAt(90'000, "applied: true"),
      ParseText<v1::TrackingEvent>("status: OUT_FOR_DELIVERY applied: true"),
      AttemptAt(40'000, "applied: false"), AttemptAt(50'000, "applied: true step: CORRECTION"),
      AttemptAt(10'000, "applied: true")};
  EXPECT_EQ(CountFailedAttempts(events), 2);
  EXPECT_EQ(CountFailedAttempts({}), 0);
}

TEST_F(ProblemTest, EveryStateHasItsEvent) {
  EXPECT_EQ(ProblemEvent(ProblemParcel::STATE_UNSPECIFIED, ProblemParcel::OPEN),
            "problem_parcel.opened");
  EXPECT_EQ(ProblemEvent(ProblemParcel::OPEN, ProblemParcel::CLOSED), "problem_parcel.closed");
  EXPECT_EQ(ProblemEvent(ProblemParcel::OPEN, ProblemParcel::OPEN), "problem_parcel.updated");
}

}  // namespace
}  // namespace shopdesk::logistics::domain
