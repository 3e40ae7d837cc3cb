#include "services/orders/handlers/desk/refund_advice.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::testing::ElementsAre;

class RefundAdviceTest : public WorldTest {
 protected:
  Refund Asked(const Order& order, RefundKind::Value kind) {
    OpenRefundRequest request;
    request.set_parent(order.name());
    request.set_kind(kind);
    request.set_reason(RefundReason::QUALITY);
    request.set_request_id(NextId());
    const auto refund = world_.Write<Refund>(request, handlers::OpenRefund);
    EXPECT_THAT(refund, IsOk());
    return refund.value_or(Refund());
  }
  absl::StatusOr<RefundAdvice> Advise(const Refund& refund) {
    AdviseRefundRequest request;
    request.set_name(refund.name());
    request.set_request_id(NextId());
    return world_.Write<RefundAdvice>(request, handlers::AdviseRefund);
  }
  RefundAdvice Now(const Refund& refund) {
    GetRefundAdviceRequest request;
    request.set_name(refund.name() + "/advice");
    const auto advice = world_.Read<RefundAdvice>(request, handlers::GetRefundAdvice);
    EXPECT_THAT(advice, IsOk());
    return advice.value_or(RefundAdvice());
  }
  absl::StatusOr<Refund> Agree(const Refund& refund) {
    AgreeRefundRequest request;
    request.set_name(refund.name());
    request.set_request_id(NextId());
    return world_.Write<Refund>(request, handlers::AgreeRefund);
  }
  RefundAdviceFigures FiguresNow() {
    GetRefundAdviceFiguresRequest request;
    request.set_parent("shops/s");
    const auto figures =
        world_.Read<RefundAdviceFigures>(request, handlers::GetRefundAdviceFigures);
    EXPECT_THAT(figures, IsOk());
    return figures.value_or(RefundAdviceFigures());
  }
  std::string NextId() { return absl::StrCat("advice-test-", ++ids_); }

  int ids_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RefundAdviceTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(RefundAdviceTest, FollowedAndNot) {
  // 5.00 is less than sending it back costs.
  const Refund cheap = Asked(world_.Shipped("cheap"), RefundKind::MONEY_ONLY);
  const auto advice = Advise(cheap);
  ASSERT_THAT(advice, IsOk());
  EXPECT_EQ(advice->advice(), RefundAdviceRule::REFUND_ONLY);
  EXPECT_THAT(advice->rule_ids(), ElementsAre("cheaper_than_return"));
  ASSERT_THAT(Agree(cheap), IsOk());
  EXPECT_EQ(Now(cheap).action(), RefundAdvice::REFUNDED);
  EXPECT_TRUE(Now(cheap).followed());
  EXPECT_THAT(Advise(cheap), HasReason("WRONG_STATE"));
  const Refund returned = Asked(world_.Shipped("back"), RefundKind::RETURN_AND_REFUND);
  ASSERT_THAT(Advise(returned), IsOk());
  ASSERT_THAT(Agree(returned), IsOk());
  EXPECT_EQ(Now(returned).action(), RefundAdvice::AGREED_RETURN);
  EXPECT_FALSE(Now(returned).followed());
  EXPECT_EQ(FiguresNow().total().advised(), 2);
  EXPECT_EQ(FiguresNow().total().agreement_bps(), 5000);
  ASSERT_EQ(FiguresNow().agents_size(), 1);
  EXPECT_EQ(FiguresNow().agents(0).agent(), "7");
  EXPECT_THAT(world_.EventsOf(cheap.name() + "/advice"),
              ElementsAre("refund_advice.given", "refund_advice.acted"));
}

TEST_P(RefundAdviceTest, WhoWasOftenRefundedIsAskedForEvidence) {
  for (int i = 0; i < 3; ++i) {
    const Refund refund = Asked(world_.Shipped(absl::StrCat("o", i)), RefundKind::MONEY_ONLY);
    EXPECT_EQ(Advise(refund)->advice(), RefundAdviceRule::REFUND_ONLY);
    ASSERT_THAT(Agree(refund), IsOk());
  }
  const Refund fourth = Asked(world_.Shipped("fourth"), RefundKind::MONEY_ONLY);
  const auto advice = Advise(fourth);
  ASSERT_THAT(advice, IsOk());
  EXPECT_EQ(advice->advice(), RefundAdviceRule::ASK_EVIDENCE);
  EXPECT_EQ(advice->facts().refund_only_count(), 3);
  world_.Advance(absl::Hours(24 * 4));
  EXPECT_EQ(Advise(fourth)->advice(), RefundAdviceRule::ASK_EVIDENCE) << "worked out anew";
}

TEST_P(RefundAdviceTest, IsHeldAgainstTheBuyersCard) {
  Policy policy;
  policy.set_name("shops/s/policy");
  RefundAdviceRule& rule = *policy.add_refund_advice_rules();
  rule.set_rule_id("newcomer");
  rule.set_advice(RefundAdviceRule::ASK_EVIDENCE);
  rule.set_finished_at_most(0);
  RefundAdviceRule& returner = *policy.add_refund_advice_rules();
  returner.set_rule_id("returns_all");
  returner.set_advice(RefundAdviceRule::RETURN);
  returner.set_return_rate_at_least_bps(5000);
  ASSERT_THAT(world_.SetPolicy(policy, "rules"), IsOk());
  const Order first = world_.Shipped("first");
  const Refund asked = Asked(first, RefundKind::MONEY_ONLY);
  EXPECT_THAT(Advise(asked)->rule_ids(), ElementsAre("newcomer"));
  ASSERT_THAT(Agree(asked), IsOk());
  const Order second = world_.Shipped("second");
  world_.Track(second.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  world_.Advance(absl::Hours(24 * 11));
  ASSERT_EQ(world_.Get(second.name()).state(), OrderState::TRADE_FINISHED);
  const auto advice = Advise(Asked(world_.Shipped("third"), RefundKind::MONEY_ONLY));
  ASSERT_THAT(advice, IsOk());
  EXPECT_EQ(advice->facts().finished(), 1);
  EXPECT_EQ(advice->facts().return_rate_bps(), 0);
  EXPECT_TRUE(advice->facts().has_return_rate_bps());
  EXPECT_THAT(advice->rule_ids(), ElementsAre("no_rule"));
}

TEST_P(RefundAdviceTest, WhatTimeDecidesIsNobodys) {
  const Refund refund = Asked(world_.Shipped("o"), RefundKind::MONEY_ONLY);
  ASSERT_THAT(Advise(refund), IsOk());
  world_.Advance(absl::Hours(24 * 5));
  EXPECT_EQ(Now(refund).action(), RefundAdvice::NONE_BY_AGENT);
  EXPECT_FALSE(FiguresNow().total().has_agreement_bps());
}

}  // namespace
}  // namespace shopdesk::orders
