#include "services/catalog/domain/bargain.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/catalog/domain/policy.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::ParseText;

using Round = v1::BargainRound;

const absl::Time kNow = absl::FromUnixSeconds(1000);
constexpr PriceTerms kTerms = {.list_price = 10000, .floor = 9000};

// A buyer who bargains for one SKU at 100.00, floor 90.00.
class BargainTest : public ::testing::Test {
 protected:
  BargainTest() {
    bargain_.set_name("shops/s/bargains/b");
    bargain_.set_state(v1::Bargain::OPEN);
    ApplyDefaults(policy_);
  }
  Answer Say(int64_t unit_price, const std::string& role = "guide", int64_t quantity = 1) {
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

TEST_F(BargainTest, ALeadGivesMore) { EXPECT_EQ(Say(9300, "lead").decision, Round::ACCEPT); }

TEST_F(BargainTest, MeetsTheBuyerHalfWayAsFarAsTheRoleMayGo) {
  EXPECT_EQ(Say(9501, "lead").decision, Round::ACCEPT);
  bargain_.Clear();
  bargain_.set_state(v1::Bargain::OPEN);
  Answer answer = Say(9001, "lead");
  EXPECT_EQ(answer.decision, Round::COUNTER_OFFER);
  EXPECT_EQ(answer.unit_price, 9501);  // 9500.5, rounded up
  answer = Say(9101, "lead");
  EXPECT_EQ(answer.unit_price, 9301);
  answer = Say(9001, "lead");
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
  ASSERT_EQ(Say(8600, "lead", 2).unit_price, 9300);
  const v1::Bargain open = bargain_;
  EXPECT_EQ(Say(9300, "guide", 3).unit_price, 9700);  // a guide may not give 9300 for more
  bargain_ = open;
  const Answer kept = Say(9400, "guide", 2);
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

class GrantTest : public BargainTest {
 protected:
  GrantTest() {
    bargain_.set_buyer("b1");
    bargain_.set_sku_id("A");
    bargain_.set_grant("shops/s/grants/b");
    Say(9700, "guide", 3);
    grant_ = MakeGrant(bargain_);
    *grant_.mutable_expire_time() = ToProto(kNow + absl::Hours(1));
  }
  static v1::RedeemGrantRequest Use(const std::string& fields) {
    auto request = ParseText<v1::RedeemGrantRequest>(
        "order: 'shops/s/orders/1' buyer: 'b1' sku_id: 'A' quantity: 2");
    request.MergeFrom(ParseText<v1::RedeemGrantRequest>(fields));
    return request;
  }

  v1::Grant grant_;
};

TEST_F(GrantTest, IsWhatWasAgreed) {
  EXPECT_EQ(grant_.unit_price().minor(), 9700);
  EXPECT_EQ(grant_.quantity(), 3);
  EXPECT_EQ(grant_.bargain(), bargain_.name());
}

TEST_F(GrantTest, IsRedeemedOnce) {
  EXPECT_THAT(Redeem(grant_, Use(""), kNow), ::shopdesk::testing::IsOkAndHolds(true));
  EXPECT_EQ(grant_.state(), v1::Grant::REDEEMED);
  EXPECT_EQ(grant_.redeemed_quantity(), 2);
  EXPECT_THAT(Redeem(grant_, Use(""), kNow + absl::Hours(2)),
              ::shopdesk::testing::IsOkAndHolds(false));
  const auto used = Redeem(grant_, Use("order: 'shops/s/orders/2'"), kNow);
  EXPECT_THAT(used, HasReason("GRANT_USED"));
  EXPECT_EQ(ErrorMetadataOf(used.status(), "order"), "shops/s/orders/1");
}

TEST_F(GrantTest, IsBoundToBuyerSkuAndQuantity) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"buyer: 'b2'", "buyer"}, {"sku_id: 'B'", "sku_id"}, {"quantity: 4", "quantity"}};
  for (const auto& [fields, field] : kWrong) {
    const auto refused = Redeem(grant_, Use(fields), kNow);
    EXPECT_THAT(refused, HasReason("GRANT_MISMATCH"));
    EXPECT_EQ(ErrorMetadataOf(refused.status(), "field"), field);
  }
  EXPECT_EQ(grant_.state(), v1::Grant::ACTIVE);
}

TEST_F(GrantTest, ExpiresUnlessAnotherOrderTakesItOver) {
  const absl::Time late = kNow + absl::Hours(1);
  EXPECT_THAT(Redeem(grant_, Use(""), late), HasReason("GRANT_EXPIRED"));
  ASSERT_OK(Redeem(grant_, Use(""), kNow));
  const auto next = Use("order: 'shops/s/orders/2' from_order: 'shops/s/orders/1'");
  EXPECT_THAT(Redeem(grant_, next, late), ::shopdesk::testing::IsOkAndHolds(true));
  EXPECT_EQ(grant_.order(), "shops/s/orders/2");
  EXPECT_THAT(Return(grant_, "shops/s/orders/1", false, kNow), HasReason("GRANT_MISMATCH"));
}

TEST_F(GrantTest, IsGivenBackByItsOrderOnly) {
  EXPECT_THAT(Return(grant_, "shops/s/orders/1", false, kNow), HasReason("GRANT_MISMATCH"));
  ASSERT_OK(Redeem(grant_, Use(""), kNow));
  EXPECT_THAT(Return(grant_, "shops/s/orders/2", false, kNow), HasReason("GRANT_MISMATCH"));
  EXPECT_THAT(Return(grant_, "shops/s/orders/1", false, kNow),
              ::shopdesk::testing::IsOkAndHolds(true));
  EXPECT_EQ(grant_.state(), v1::Grant::ACTIVE);
  EXPECT_EQ(grant_.order(), "");
  EXPECT_THAT(Return(grant_, "shops/s/orders/1", false, kNow),
              ::shopdesk::testing::IsOkAndHolds(false));
  EXPECT_THAT(Redeem(grant_, Use("order: 'shops/s/orders/2'"), kNow),
              ::shopdesk::testing::IsOkAndHolds(true));
}

TEST_F(GrantTest, GivenBackLateOrReplacedItIsOver) {
  ASSERT_OK(Redeem(grant_, Use(""), kNow));
  v1::Grant replaced = grant_;
  ASSERT_OK(Return(grant_, "shops/s/orders/1", false, kNow + absl::Hours(1)));
  EXPECT_EQ(grant_.state(), v1::Grant::EXPIRED);
  ASSERT_OK(Return(replaced, "shops/s/orders/1", true, kNow));
  EXPECT_EQ(replaced.state(), v1::Grant::EXPIRED);
  EXPECT_THAT(Redeem(replaced, Use(""), kNow), HasReason("GRANT_EXPIRED"));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
