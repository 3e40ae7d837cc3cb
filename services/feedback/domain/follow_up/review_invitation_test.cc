#include "services/feedback/domain/follow_up/review_invitation.h"

#include "gtest/gtest.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::domain {
namespace {

using Invitation = v1::ReviewInvitation;

const absl::Time kReviewInvitationNow = absl::FromUnixSeconds(1700000000);

TEST(InvitationTest, AnInvitationIsSentOnceAndHasItsEffectForAWhile) {
  Invitation invitation = MakeInvitation("shops/1/orders/o", "b", kReviewInvitationNow);
  EXPECT_EQ(invitation.name(), "shops/1/reviewInvitations/o");
  EXPECT_TRUE(SendInvitation(invitation, {}, kReviewInvitationNow, absl::Hours(24)).ok());
  EXPECT_EQ(ReasonOf(SendInvitation(invitation, {}, kReviewInvitationNow, absl::Hours(24))),
            "WRONG_STATE");
  EXPECT_EQ(ReasonOf(DropInvitation(invitation)), "WRONG_STATE");
  Invitation late = invitation;
  EXPECT_FALSE(NoteReviewed(late, kReviewInvitationNow + absl::Hours(24) + absl::Milliseconds(1)));
  EXPECT_EQ(late.state(), Invitation::SENT);
  EXPECT_TRUE(NoteReviewed(invitation, kReviewInvitationNow + absl::Hours(24)));
  EXPECT_EQ(invitation.state(), Invitation::REVIEWED);
  EXPECT_FALSE(NoteReviewed(invitation, kReviewInvitationNow + absl::Hours(24))) << "a second line";
  Invitation due = MakeInvitation("shops/1/orders/o", "b", kReviewInvitationNow);
  EXPECT_TRUE(NoteReviewed(due, kReviewInvitationNow));
  EXPECT_EQ(due.state(), Invitation::DROPPED);
}

}  // namespace
}  // namespace shopdesk::feedback::domain
