#include "services/feedback/domain/follow_up/announcement_effect.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"

namespace shopdesk::feedback::domain {
namespace {

v1::Review EffectReview(v1::Grade::Value grade, int delivery) {
  v1::Review review;
  review.set_grade(grade);
  review.mutable_scores()->set_delivery(delivery);
  return review;
}

TEST(AnnouncementEffectTest, FewBuyersOrScoresSayNothing) {
  EffectGroup group;
  for (int i = 0; i < 9; ++i) group.AddBuyer(/*contacted=*/i < 3);
  for (int i = 0; i < 9; ++i) group.AddReview(EffectReview(v1::Grade::GOOD, 5));
  EXPECT_FALSE(group.ToMessage().has_contact_bps());
  EXPECT_EQ(group.ToMessage().delivery().verdict(), v1::Figure::NO_DATA);
  group.AddBuyer(/*contacted=*/false);
  group.AddReview(EffectReview(v1::Grade::BAD, 1));
  const v1::AnnouncementEffect::Group enough = group.ToMessage();
  EXPECT_EQ(enough.buyers(), 10);
  EXPECT_EQ(enough.contacted(), 3);
  EXPECT_EQ(enough.contact_bps(), 3000);
  EXPECT_EQ(enough.reviews(), 10);
  EXPECT_EQ(enough.bad_reviews(), 1);
  EXPECT_EQ(enough.delivery().mean(), "4.6");
}

TEST(AnnouncementEffectTest, AnswersThatAreMissingOrRemovedDoNotCount) {
  EffectGroup group;
  group.AddReview(EffectReview(v1::Grade::GOOD, 0));
  v1::Review removed = EffectReview(v1::Grade::BAD, 1);
  *removed.mutable_remove_time() = ToProto(absl::FromUnixSeconds(1));
  group.AddReview(removed);
  EXPECT_EQ(group.ToMessage().reviews(), 1);
  EXPECT_EQ(group.ToMessage().bad_reviews(), 0);
  EXPECT_EQ(group.ToMessage().delivery().sample_size(), 0);
  EXPECT_FALSE(group.ToMessage().has_contact_bps());
}

}  // namespace
}  // namespace shopdesk::feedback::domain
