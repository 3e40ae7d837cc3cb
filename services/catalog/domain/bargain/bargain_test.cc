#include "services/catalog/domain/bargain/bargain.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "services/catalog/domain/shop/policy.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::HasReason;

using Round = v1::BargainRound;

constexpr PriceTerms kTerms = {.list_price = 10000, .floor = 9000};

// A buyer who bargains for one SKU at 100.00, floor 90.00.
class BargainTest : public ::testing::Test {
 protected:
  BargainTest() {
    bargain_.set_name("shops/s/bargains/b");
    bargain_.set_state(v1::Bargain::OPEN);
    ApplyDefaults(policy_);
  }
  Answer Say(int64_t unit_price, Role::Value role = Role::GUIDE, int64_t quantity = 1) {
    const Offer offer = {unit_price, quantity, role};
    const Answer answer = AnswerOffer(bargain_, offer, kTerms, policy_);
    EXPECT_OK(AddRound(bargain_, offer, answer, "GBP", Round()));
    return answer;
  }

  v1::Policy policy_;
  v1::Bargain bargain_;
};

TEST_F(BargainTest, AcceptsWhatTheRoleMayGive) {
  const Answer answer = Say(9700);
  EXPECT_EQ(answer.decision, Round::ACCEPT);
  EXPECT_EQ(answer.unit_price, 9700);
  EXPECT_EQ(bargain_.state(), v1::Bargain::ACCEPTED);
}

TEST_F(BargainTest, NobodyPaysMoreThanTheListPrice) { EXPECT_EQ(Say(12000).unit_price, 10000); }

TEST_F(BargainTest, ALeadGivesMore) { EXPECT_EQ(Say(9300, Role::LEAD).decision, Round::ACCEPT); }

TEST_F(BargainTest, MeetsTheBuyerHalfWayAsFarAsTheRoleMayGo) {
  EXPECT_EQ(Say(9501, Role::LEAD).decision, Round::ACCEPT);
  bargain_.Clear();
  bargain_.set_state(v1::Bargain::OPEN);
  Answer answer = Say(9001, Role::LEAD);
  EXPECT_EQ(answer.decision, Round::COUNTER_OFFER);
  EXPECT_EQ(answer.unit_price, 9501);  // 9500.5, rounded up
  answer = Say(9101, Role::LEAD);
  EXPECT_EQ(answer.unit_price, 9301);
  answer = Say(9001, Role::LEAD);
  EXPECT_EQ(answer.unit_price, 9200);
  EXPECT_EQ(bargain_.state(), v1::Bargain::OPEN);
  EXPECT_EQ(bargain_.rounds_size(), 3);
}

TEST_F(BargainTest, RefusesWhenNoCounterOffersAreLeft) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Say(9000).decision, Round::COUNTER_OFFER);
  EXPECT_EQ(Say(9000).decision, Round::REFUSE);
  EXPECT_EQ(bargain_.refusal(), v1::Bargain::NO_COUNTER_OFFERS_LEFT);
  EXPECT_EQ(bargain_.state(), v1::Bargain::REFUSED);
}

TEST_F(BargainTest, RefusesWhatIsFarTooLowAtOnce) {
  EXPECT_EQ(Say(4999).refusal, v1::Bargain::OFFER_TOO_LOW);
  bargain_.Clear();
  bargain_.set_state(v1::Bargain::OPEN);
  EXPECT_EQ(Say(5000).decision, Round::COUNTER_OFFER);
}

TEST_F(BargainTest, AStandingCounterOfferIsKeptByEverybodyForItsQuantity) {
  ASSERT_EQ(Say(8600, Role::LEAD, 2).unit_price, 9300);
  const v1::Bargain open = bargain_;
  EXPECT_EQ(Say(9300, Role::GUIDE, 3).unit_price, 9700);  // a guide may not give 9300 for more
  bargain_ = open;
  const Answer kept = Say(9400, Role::GUIDE, 2);
  EXPECT_EQ(kept.decision, Round::ACCEPT);
  EXPECT_EQ(kept.unit_price, 9300);
}

TEST_F(BargainTest, WhatIsOverStaysOver) {
  ASSERT_OK(DeclineBargain(bargain_));
  EXPECT_EQ(bargain_.refusal(), v1::Bargain::DECLINED);
  EXPECT_THAT(DeclineBargain(bargain_), HasReason("WRONG_STATE"));
  EXPECT_THAT(ExpireBargain(bargain_), HasReason("WRONG_STATE"));
  EXPECT_THAT(AddRound(bargain_, {}, {}, "GBP", Round()), HasReason("WRONG_STATE"));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
