#include "services/orders/domain/desk/refund_advice.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::testing::ElementsAre;
using v1::RefundAdviceRule;

// Asked of one piece that the buyer has, for so much.
Refund Asked(v1::RefundKind::Value kind, v1::RefundReason::Value reason, int64_t minor,
             bool with_buyer = true) {
  Refund refund;
  refund.set_name("shops/s/orders/o1/refunds/r");
  refund.set_buyer("b1");
  refund.set_state(RefundState::WAIT_SELLER_AGREE);
  refund.set_kind(kind);
  refund.set_reason(reason);
  RefundLine& line = *refund.add_lines();
  line.set_line(1);
  line.set_quantity(1);
  line.set_amount_minor(minor);
  if (!with_buyer) line.set_never_shipped(1);
  *refund.mutable_total() = MakeMoney("CNY", minor);
  return refund;
}

RefundAdvice Advised(Refund refund, int refund_only = 0, const v1::Policy& policy = ShopPolicy(),
                     absl::Duration after = absl::ZeroDuration()) {
  const Order order = DeliveredOrder({{1, 100000}});
  RefundAdvice advice;
  *refund.mutable_create_time() = ToProto(At(after).now);
  const RefundAdvice::Facts facts = FactsOf(order, refund, refund_only, {}, policy);
  EXPECT_THAT(AdviseRefund(refund, facts, policy, At(after), advice), IsOk());
  return advice;
}

TEST(RefundAdviceTest, TheFirstDefaultRuleThatMatches) {
  using K = v1::RefundKind;
  using R = v1::RefundReason;
  using A = RefundAdviceRule;
  const struct {
    Refund refund;
    int refund_only;
    absl::Duration after;
    A::Advice advice;
    std::vector<std::string> rules;
  } cases[] = {
      {Asked(K::MONEY_ONLY, R::NOT_WANTED_BEFORE_SHIPPING, 9000, false),
       5,
       {},
       A::REFUND_ONLY,
       {"not_with_buyer"}},
      {Asked(K::MONEY_ONLY, R::QUALITY, 900), 3, {}, A::ASK_EVIDENCE, {"refund_only_often"}},
      {Asked(K::MONEY_ONLY, R::QUALITY, 1700), 2, {}, A::REFUND_ONLY, {"cheaper_than_return"}},
      {Asked(K::MONEY_ONLY, R::QUALITY, 1701), 2, {}, A::RETURN, {"otherwise"}},
      {Asked(K::MONEY_ONLY, R::NO_REASON, 9000),
       0,
       {},
       A::RETURN,
       {"keeps_without_reason", kNeverRefuseWithinWindow}},
      {Asked(K::MONEY_ONLY, R::NO_REASON, 9000), 0, 8 * kDay, A::REFUSE, {"keeps_without_reason"}},
      {Asked(K::RETURN_AND_REFUND, R::NO_REASON, 9000), 0, {}, A::RETURN, {"otherwise"}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.rules[0]);
    const RefundAdvice advice = Advised(one.refund, one.refund_only, ShopPolicy(), one.after);
    EXPECT_EQ(advice.advice(), one.advice);
    EXPECT_THAT(advice.rule_ids(), ::testing::ElementsAreArray(one.rules));
  }
}

TEST(RefundAdviceTest, ThePolicysRulesCountInTheirOrder) {
  v1::Policy policy = ShopPolicy();
  RefundAdviceRule& rule = *policy.add_refund_advice_rules();
  rule.set_rule_id("big");
  rule.set_advice(RefundAdviceRule::REFUSE);
  rule.set_within_return_window(false);
  EXPECT_THAT(Advised(Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, 100), 0, policy)
                  .rule_ids(),
              ElementsAre("no_rule"));
  const RefundAdvice refused = Advised(
      Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, 100), 0, policy, 8 * kDay);
  EXPECT_EQ(refused.advice(), RefundAdviceRule::REFUSE);
  EXPECT_THAT(refused.rule_ids(), ElementsAre("big"));
}

TEST(RefundAdviceTest, RulesSeeTheBuyersCard) {
  const auto advised = [](const RefundAdviceRule& rule, const v1::BuyerCard& card) {
    v1::Policy policy = ShopPolicy();
    *policy.add_refund_advice_rules() = rule;
    policy.mutable_refund_advice_rules(0)->set_rule_id("card");
    policy.mutable_refund_advice_rules(0)->set_advice(RefundAdviceRule::ASK_EVIDENCE);
    const Refund refund = Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, 9000);
    RefundAdvice advice;
    EXPECT_THAT(
        AdviseRefund(refund, FactsOf(DeliveredOrder({{1, 100000}}), refund, 0, card, policy),
                     policy, At(), advice),
        IsOk());
    EXPECT_EQ(advice.facts().has_return_rate_bps(), card.has_return_rate_bps());
    EXPECT_EQ(advice.facts().return_rate_bps(), card.return_rate_bps());
    EXPECT_EQ(advice.facts().cod_refused(), card.cod_refused());
    EXPECT_EQ(advice.facts().finished(), card.finished());
    return advice.rule_ids(0);
  };
  v1::BuyerCard card;
  card.set_return_rate_bps(3000);
  card.set_cod_refused(2);
  card.set_finished(5);
  const struct {
    void (*set)(RefundAdviceRule&, int32_t);
    int32_t matches;
    int32_t differs;
  } cases[] = {
      {[](RefundAdviceRule& rule, int32_t n) { rule.set_return_rate_at_least_bps(n); }, 3000, 3001},
      {[](RefundAdviceRule& rule, int32_t n) { rule.set_return_rate_at_most_bps(n); }, 3000, 2999},
      {[](RefundAdviceRule& rule, int32_t n) { rule.set_cod_refused_at_least(n); }, 2, 3},
      {[](RefundAdviceRule& rule, int32_t n) { rule.set_finished_at_least(n); }, 5, 6},
      {[](RefundAdviceRule& rule, int32_t n) { rule.set_finished_at_most(n); }, 5, 4},
  };
  for (const auto& one : cases) {
    RefundAdviceRule rule;
    one.set(rule, one.matches);
    EXPECT_EQ(advised(rule, card), "card") << rule.ShortDebugString();
    one.set(rule, one.differs);
    EXPECT_EQ(advised(rule, card), "no_rule") << rule.ShortDebugString();
  }
  RefundAdviceRule any_rate;
  any_rate.set_return_rate_at_most_bps(10000);
  EXPECT_EQ(advised(any_rate, {}), "no_rule") << "who received nothing has no rate";
}

TEST(RefundAdviceTest, TheWindowIsThatOfTheDayItWasAskedAndOfItsCategory) {
  const Order order = DeliveredOrder({{1, 100000}});
  v1::Policy policy = ShopPolicy();
  Refund refund = Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NO_REASON, 9000);
  *refund.mutable_create_time() = ToProto(kNow + 6 * kDay);
  RefundAdvice advice;
  ASSERT_THAT(
      AdviseRefund(refund, FactsOf(order, refund, 0, {}, policy), policy, At(9 * kDay), advice),
      IsOk());
  EXPECT_EQ(advice.advice(), RefundAdviceRule::RETURN) << "it was asked in time";
  v1::Policy::NoReasonReturn& rule = *policy.add_no_reason_returns();
  rule.set_category(order.lines(0).snapshot().category());
  rule.set_rule(v1::NoReasonRule::NO);
  const RefundAdvice::Facts facts = FactsOf(order, refund, 0, {}, policy);
  EXPECT_FALSE(facts.within_return_window());
  ASSERT_THAT(AdviseRefund(refund, facts, policy, At(9 * kDay), advice), IsOk());
  EXPECT_EQ(advice.advice(), RefundAdviceRule::REFUSE) << "such goods need a reason";
}

TEST(RefundAdviceTest, NothingIsAdvisedThatCannotBeDone) {
  Refund returned = Asked(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::NO_REASON, 9000);
  returned.mutable_lines(0)->set_no_reason_rule(v1::NoReasonRule::YES);
  const RefundAdvice advice = Advised(returned, 3);
  EXPECT_EQ(advice.advice(), RefundAdviceRule::RETURN) << "evidence is asked for by a refusal";
  EXPECT_THAT(advice.rule_ids(), ElementsAre("refund_only_often", kNeverRefuseWithinWindow));
  v1::Policy policy = ShopPolicy();
  RefundAdviceRule& rule = *policy.add_refund_advice_rules();
  rule.set_rule_id("all");
  rule.set_advice(RefundAdviceRule::REFUSE);
  Refund unsent =
      Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING, 9000, false);
  unsent.set_before_shipping(true);
  EXPECT_EQ(Advised(unsent, 0, policy).advice(), RefundAdviceRule::REFUND_ONLY);
}

TEST(RefundAdviceTest, SendingAgainIsAnAgreement) {
  Refund resent = Asked(v1::RefundKind::RESEND, v1::RefundReason::NOT_RECEIVED, 9000);
  RefundAdvice advice = Advised(resent);
  resent.set_state(RefundState::WAIT_SELLER_SEND_AGAIN);
  *resent.mutable_actor() = At().actor;
  ASSERT_TRUE(NoteAction(resent, advice));
  EXPECT_EQ(advice.action(), RefundAdvice::AGREED_AGAIN);
  EXPECT_TRUE(advice.followed());
}

TEST(RefundAdviceTest, OnlyWhatWaitsForTheSeller) {
  Refund refund = Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, 100);
  refund.set_state(RefundState::SUCCESS);
  RefundAdvice advice;
  EXPECT_THAT(AdviseRefund(refund, {}, ShopPolicy(), At(), advice), HasReason("WRONG_STATE"));
}

TEST(RefundAdviceTest, WhatWasDoneFirstIsNoted) {
  Refund refund = Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, 9000);
  RefundAdvice advice = Advised(refund);
  EXPECT_FALSE(NoteAction(refund, advice)) << "nothing yet";
  refund.set_state(RefundState::SELLER_REFUSE_BUYER);
  *refund.mutable_actor() = At().actor;
  ASSERT_TRUE(NoteAction(refund, advice));
  EXPECT_EQ(advice.action(), RefundAdvice::REFUSED);
  EXPECT_EQ(advice.agent(), "7");
  EXPECT_FALSE(advice.followed());
  refund.set_state(RefundState::SUCCESS);
  EXPECT_FALSE(NoteAction(refund, advice)) << "something was before";
  RefundAdvice other = Advised(Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, 100));
  ASSERT_TRUE(NoteAction(refund, other));
  EXPECT_TRUE(other.followed());
  RefundAdvice by_itself = Advised(Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, 1));
  refund.mutable_actor()->set_kind(type::v1::Actor::SYSTEM);
  ASSERT_TRUE(NoteAction(refund, by_itself));
  EXPECT_EQ(by_itself.action(), RefundAdvice::NONE_BY_AGENT);
  EXPECT_EQ(by_itself.agent(), "");
}

TEST(RefundAdviceTest, WhatIsAskedAnewIsAdvisedAndDoneAnew) {
  Refund refund = Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, 9000);
  RefundAdvice advice = Advised(refund);
  Refund refused = refund;
  refused.set_state(RefundState::SELLER_REFUSE_BUYER);
  *refused.mutable_actor() = At().actor;
  *refused.mutable_update_time() = ToProto(kNow);
  ASSERT_TRUE(NoteAction(refused, advice));
  ASSERT_THAT(AdviseRefund(refund, {}, ShopPolicy(), At(kDay), advice), IsOk());
  EXPECT_EQ(advice.action(), RefundAdvice::ACTION_UNSPECIFIED);
  EXPECT_FALSE(advice.has_act_time());
  EXPECT_EQ(advice.agent(), "");
  EXPECT_FALSE(NoteAction(refused, advice)) << "it was done before";
  refused.set_state(RefundState::SUCCESS);
  *refused.mutable_update_time() = ToProto(kNow + kDay);
  ASSERT_TRUE(NoteAction(refused, advice));
  EXPECT_EQ(advice.action(), RefundAdvice::REFUNDED);
}

TEST(RefundAdviceTest, CheapIsFiveWholeUnitsOfTheShopsCurrency) {
  v1::Policy policy = ShopPolicy();
  policy.set_return_freight_minor(0);
  policy.set_currency_code("JPY");
  const auto advised = [&](int64_t minor) {
    const Refund refund = Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, minor);
    return Advised(refund, 0, policy).rule_ids(0);
  };
  EXPECT_EQ(advised(5), "cheaper_than_return");
  EXPECT_EQ(advised(6), "otherwise");
}

TEST(RefundAdviceTest, RefundOnlyIsMoneyForGoodsThatStay) {
  Refund refund = Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, 100);
  EXPECT_FALSE(IsRefundOnly(refund));
  refund.set_state(RefundState::SUCCESS);
  EXPECT_TRUE(IsRefundOnly(refund));
  refund.set_seller_initiated(true);
  EXPECT_FALSE(IsRefundOnly(refund));
  Refund unsent = Asked(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, 100, false);
  unsent.set_state(RefundState::SUCCESS);
  EXPECT_FALSE(IsRefundOnly(unsent));
}

TEST(RefundAdviceTest, AgreementIsOfThoseOnWhomAgentsActed) {
  Sums sums;
  sums.Add(45, "1/0", 4);
  sums.Add(45, "1/1", 2);
  sums.Add(45, "2/2", 1);
  sums.Add(45, "2/3", 1);
  sums.Add(46, "1/7", 2);
  sums.Add(46, "2/7", 1);
  const v1::RefundAdviceFigures figures = RefundAdviceFiguresOf(sums);
  EXPECT_EQ(figures.total().advised(), 8);
  EXPECT_EQ(figures.total().agreement_bps(), 6667);
  ASSERT_EQ(figures.advice_size(), 2);
  EXPECT_EQ(figures.advice(0).agreement_bps(), 10000);
  EXPECT_EQ(figures.advice(1).agreement_bps(), 0);
  ASSERT_EQ(figures.agents_size(), 1);
  EXPECT_EQ(figures.agents(0).agent(), "7");
  EXPECT_EQ(figures.agents(0).agreement_bps(), 6667);
  EXPECT_FALSE(RefundAdviceFiguresOf(Sums()).total().has_agreement_bps());
}

}  // namespace
}  // namespace shopdesk::orders::domain
