#include "services/feedback/domain/case/review_case.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::domain {
namespace {

using Case = v1::ReviewCase;

const absl::Time kReviewCaseNow = absl::FromUnixSeconds(1700000000);

v1::Review ReviewOf(v1::Grade::Value grade, int description = 5, int service = 5,
                    int delivery = 5) {
  v1::Review review;
  review.set_name("shops/1/reviews/o.1");
  review.set_order("shops/1/orders/o");
  review.set_product("shops/1/products/p");
  review.set_buyer("b");
  review.set_grade(grade);
  review.mutable_scores()->set_description(description);
  review.mutable_scores()->set_service(service);
  review.mutable_scores()->set_delivery(delivery);
  return review;
}

CaseStep StepOf(absl::Duration after = absl::ZeroDuration(), const char* who = "7") {
  CaseStep step;
  step.actor.set_kind(type::v1::Actor::AGENT);
  step.actor.set_id(who);
  step.now = kReviewCaseNow + after;
  step.next_due = step.now + absl::Hours(8);
  return step;
}

Case NewCase() {
  return MakeCase(ReviewOf(v1::Grade::BAD, 1), kReviewCaseNow + absl::Hours(4), StepOf().actor,
                  kReviewCaseNow);
}

type::v1::ContactReport Report(
    type::v1::ContactOutcome::Value outcome,
    type::v1::ContactChannel::Value channel = type::v1::ContactChannel::PHONE) {
  type::v1::ContactReport report;
  report.set_purpose(type::v1::ContactPurpose::BAD_REVIEW);
  report.set_channel(channel);
  report.set_outcome(outcome);
  return report;
}

absl::Status Contact(Case& review_case, type::v1::ContactOutcome::Value outcome,
                     absl::Duration after,
                     type::v1::ContactChannel::Value channel = type::v1::ContactChannel::PHONE) {
  return AddCaseContact(review_case, Report(outcome, channel), DefaultContactRule(), StepOf(after));
}

TEST(ReviewCaseTest, OpenedByNeutralBadOrALowScore) {
  EXPECT_FALSE(OpensCase(ReviewOf(v1::Grade::GOOD)));
  EXPECT_FALSE(OpensCase(ReviewOf(v1::Grade::GOOD, 3, 3, 3)));
  EXPECT_FALSE(OpensCase(ReviewOf(v1::Grade::GOOD, 0, 0, 0))) << "no answer is no bad answer";
  EXPECT_TRUE(OpensCase(ReviewOf(v1::Grade::NEUTRAL)));
  EXPECT_TRUE(OpensCase(ReviewOf(v1::Grade::BAD)));
  EXPECT_TRUE(OpensCase(ReviewOf(v1::Grade::GOOD, 2)));
  EXPECT_TRUE(OpensCase(ReviewOf(v1::Grade::GOOD, 5, 1)));
  EXPECT_TRUE(OpensCase(ReviewOf(v1::Grade::GOOD, 0, 0, 2)));
}

TEST(ReviewCaseTest, GoesItsWay) {
  Case review_case = NewCase();
  EXPECT_EQ(review_case.name(), "shops/1/reviewCases/o.1");
  EXPECT_EQ(review_case.state(), Case::NEW);
  EXPECT_EQ(TimingOf(review_case), FirstContactTiming::kRunning);
  EXPECT_TRUE(Contact(review_case, type::v1::ContactOutcome::REACHED, absl::Hours(4)).ok());
  EXPECT_EQ(TimingOf(review_case), FirstContactTiming::kInTime) << "at the deadline is in time";
  EXPECT_EQ(review_case.agent(), "7");
  EXPECT_EQ(FromProto(review_case.due_time()), kReviewCaseNow + absl::Hours(12));
  EXPECT_TRUE(FindCause(review_case, v1::CaseCause::QUALITY, "seam", StepOf(absl::Hours(5))).ok());
  EXPECT_TRUE(OfferSolution(review_case, "a new one", StepOf(absl::Hours(6))).ok());
  EXPECT_TRUE(OfferSolution(review_case, "and 5 back", StepOf(absl::Hours(7))).ok());
  EXPECT_TRUE(CloseCase(review_case, v1::CloseReviewCaseRequest::RESOLVED, "took it",
                        StepOf(absl::Hours(8)))
                  .ok());
  EXPECT_EQ(review_case.state(), Case::RESOLVED);
  EXPECT_FALSE(IsOpen(review_case));
  EXPECT_FALSE(review_case.has_due_time());
  EXPECT_EQ(FromProto(review_case.close_time()), kReviewCaseNow + absl::Hours(8));
  EXPECT_EQ(review_case.solutions_size(), 2);
  EXPECT_EQ(review_case.history_size(), 5) << "a second offer changes no state";
  EXPECT_EQ(review_case.history(4).event(), "resolve");
  EXPECT_EQ(ReasonOf(Contact(review_case, type::v1::ContactOutcome::REACHED, absl::Hours(9))),
            "WRONG_STATE");
  EXPECT_EQ(review_case.contacts_size(), 1) << "a refused attempt is not kept";
}

TEST(ReviewCaseTest, NothingIsResolvedWithoutASolution) {
  Case review_case = NewCase();
  const auto close = [&](v1::CloseReviewCaseRequest::Outcome outcome) {
    return ReasonOf(CloseCase(review_case, outcome, "", StepOf()));
  };
  EXPECT_EQ(close(v1::CloseReviewCaseRequest::RESOLVED), "WRONG_STATE");
  EXPECT_EQ(close(v1::CloseReviewCaseRequest::UNRESOLVED), "WRONG_STATE");
  EXPECT_TRUE(Contact(review_case, type::v1::ContactOutcome::REACHED, absl::ZeroDuration()).ok());
  EXPECT_EQ(close(v1::CloseReviewCaseRequest::RESOLVED), "WRONG_STATE");
  EXPECT_EQ(close(v1::CloseReviewCaseRequest::UNRESOLVED), "");
  EXPECT_EQ(review_case.state(), Case::UNRESOLVED);
}

TEST(ReviewCaseTest, EnoughFailedAttemptsEndIt) {
  Case review_case = NewCase();
  EXPECT_TRUE(Contact(review_case, type::v1::ContactOutcome::NO_ANSWER, absl::Hours(1)).ok());
  EXPECT_EQ(review_case.state(), Case::NEW);
  EXPECT_EQ(TimingOf(review_case), FirstContactTiming::kInTime) << "the first attempt counts";
  EXPECT_EQ(FromProto(review_case.due_time()), kReviewCaseNow + absl::Hours(3))
      << "when to try again";
  EXPECT_TRUE(Contact(review_case, type::v1::ContactOutcome::READ_NO_REPLY, absl::Hours(3),
                      type::v1::ContactChannel::IM)
                  .ok());
  EXPECT_EQ(review_case.state(), Case::NEW);
  EXPECT_TRUE(Contact(review_case, type::v1::ContactOutcome::NO_ANSWER, absl::Hours(5)).ok());
  EXPECT_EQ(review_case.state(), Case::UNRESOLVED);
  EXPECT_EQ(review_case.history(1).event(), "unreachable");
}

TEST(ReviewCaseTest, WhoWasReachedIsNotUnreachable) {
  Case review_case = NewCase();
  EXPECT_TRUE(Contact(review_case, type::v1::ContactOutcome::REACHED, absl::Hours(1)).ok());
  for (int i = 1; i <= 4; ++i) {
    EXPECT_TRUE(Contact(review_case, type::v1::ContactOutcome::NO_ANSWER, absl::Hours(1 + 3 * i),
                        i % 2 == 0 ? type::v1::ContactChannel::IM : type::v1::ContactChannel::PHONE)
                    .ok());
  }
  EXPECT_EQ(review_case.state(), Case::CONTACTED);
}

TEST(ReviewCaseTest, TheBreachIsKept) {
  Case review_case = NewCase();
  EXPECT_TRUE(MissFirstContact(review_case, kReviewCaseNow + absl::Hours(4)));
  EXPECT_FALSE(MissFirstContact(review_case, kReviewCaseNow + absl::Hours(5)));
  EXPECT_EQ(TimingOf(review_case), FirstContactTiming::kLate);
  EXPECT_TRUE(Contact(review_case, type::v1::ContactOutcome::REACHED, absl::Hours(5)).ok());
  EXPECT_EQ(TimingOf(review_case), FirstContactTiming::kLate);
  Case late = NewCase();
  EXPECT_TRUE(
      Contact(late, type::v1::ContactOutcome::REACHED, absl::Hours(4) + absl::Milliseconds(1))
          .ok());
  EXPECT_EQ(TimingOf(late), FirstContactTiming::kLate) << "even if the timer is late itself";
  Case kept = NewCase();
  EXPECT_TRUE(Contact(kept, type::v1::ContactOutcome::NO_ANSWER, absl::Hours(1)).ok());
  EXPECT_FALSE(MissFirstContact(kept, kReviewCaseNow + absl::Hours(4)));
}

TEST(ReviewCaseTest, MaliciousNeedsTwo) {
  Case review_case = NewCase();
  EXPECT_TRUE(MarkMalicious(review_case, "asks for money", StepOf()).ok());
  EXPECT_EQ(review_case.state(), Case::NEW);
  const absl::Status again = MarkMalicious(review_case, "really", StepOf());
  EXPECT_EQ(ReasonOf(again), "SAME_PERSON");
  EXPECT_EQ(again.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(MarkMalicious(review_case, "so he does", StepOf(absl::Hours(1), "8")).ok());
  EXPECT_EQ(review_case.state(), Case::MALICIOUS);
  EXPECT_EQ(review_case.malicious_by().id(), "7");
  EXPECT_EQ(review_case.close_note(), "so he does");
  EXPECT_FALSE(MissFirstContact(review_case, kReviewCaseNow + absl::Hours(4))) << "it is closed";
  EXPECT_EQ(ReasonOf(MarkMalicious(review_case, "", StepOf(absl::Hours(2), "9"))), "WRONG_STATE");
}

TEST(ReviewCaseTest, AChangedReviewIsNotedInAnyState) {
  Case review_case = NewCase();
  v1::Review review = ReviewOf(v1::Grade::GOOD, 1);
  *review.mutable_change_time() = ToProto(kReviewCaseNow + absl::Hours(30));
  NoteReviewChange(review_case, review, kReviewCaseNow + absl::Hours(30));
  EXPECT_EQ(review_case.state(), Case::NEW);
  EXPECT_EQ(review_case.grade(), v1::Grade::BAD);
  EXPECT_EQ(review_case.changed_grade(), v1::Grade::GOOD);
  EXPECT_EQ(FromProto(review_case.review_change_time()), kReviewCaseNow + absl::Hours(30));
}

TEST(ReviewCaseTest, OffersAreBounded) {
  Case review_case = NewCase();
  EXPECT_TRUE(Contact(review_case, type::v1::ContactOutcome::REACHED, absl::ZeroDuration()).ok());
  EXPECT_TRUE(FindCause(review_case, v1::CaseCause::PRICE, "", StepOf()).ok());
  for (int i = 0; i < kMostSolutions; ++i) {
    EXPECT_TRUE(OfferSolution(review_case, "x", StepOf()).ok());
  }
  EXPECT_EQ(ReasonOf(OfferSolution(review_case, "x", StepOf())), "TOO_MANY_SOLUTIONS");
}

}  // namespace
}  // namespace shopdesk::feedback::domain
