#include "services/orders/domain/transfer/payout.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;

Moment By(const std::string& agent) {
  Moment moment = At();
  moment.actor.set_id(agent);
  return moment;
}

Payout AskedPayout() {
  Payout payout;
  payout.set_name("shops/s/payouts/o.1");
  payout.mutable_payee()->set_holder("张**");
  OpenPayout(payout, By("7"));
  return payout;
}

TEST(PayoutTest, EveryStateAndEvent) {
  testing::CheckMachine<Payout::State>(PayoutMachine(), Payout::State_MAX,
                                       {{{Payout::ASKED, "ask"}, Payout::ASKED},
                                        {{Payout::ASKED, "approve"}, Payout::APPROVED},
                                        {{Payout::APPROVED, "ask"}, Payout::ASKED},
                                        {{Payout::APPROVED, "send"}, Payout::SENT},
                                        {{Payout::SENT, "confirm"}, Payout::CONFIRMED},
                                        {{Payout::SENT, "bounce"}, Payout::BOUNCED},
                                        {{Payout::BOUNCED, "ask"}, Payout::ASKED}});
}

TEST(PayoutTest, IsDocumented) {
  testing::CheckPage("docs/states/payouts.md",
                     "# States of payouts\n\nDrawn from the table in "
                     "services/orders/domain/transfer/payout.cc.\n\n" +
                         PayoutMachine().ToMarkdown());
}

TEST(PayoutTest, SomebodyElseApproves) {
  Payout payout = AskedPayout();
  Payout refused = payout;
  EXPECT_THAT(ApprovePayout(refused, By("7")), HasReason("SECOND_PERSON_REQUIRED"));
  refused = payout;
  EXPECT_THAT(ApprovePayout(refused, By("")), HasReason("SECOND_PERSON_REQUIRED"));
  refused = payout;
  refused.clear_payee();
  EXPECT_THAT(ApprovePayout(refused, By("8")), HasReason("PAYEE_MISSING"));
  ASSERT_THAT(ApprovePayout(payout, By("8")), IsOk());
  EXPECT_EQ(payout.approved_by().id(), "8");
}

TEST(PayoutTest, AnotherKindOfActorIsNoOtherPerson) {
  Payout payout;
  payout.set_name("shops/s/payouts/o.1");
  payout.mutable_payee()->set_holder("张**");
  Moment service = By("7");
  service.actor.set_kind(type::v1::Actor::SERVICE);
  OpenPayout(payout, service);
  EXPECT_THAT(ApprovePayout(payout, By("7")), HasReason("SECOND_PERSON_REQUIRED"));
  Payout asked = AskedPayout();
  EXPECT_THAT(ApprovePayout(asked, service), HasReason("SECOND_PERSON_REQUIRED"));
  service.actor.set_id("8");
  asked = AskedPayout();
  EXPECT_THAT(ApprovePayout(asked, service), HasReason("SECOND_PERSON_REQUIRED"));
}

TEST(PayoutTest, AskingAgainTakesTheApprovalBack) {
  Payout payout = AskedPayout();
  ASSERT_THAT(ApprovePayout(payout, By("8")), IsOk());
  // Whoever approved can't change the payee and have it approved.
  ASSERT_THAT(AskPayout(payout, By("8")), IsOk());
  EXPECT_FALSE(payout.has_approved_by());
  Payout refused = payout;
  EXPECT_THAT(ApprovePayout(refused, By("8")), HasReason("SECOND_PERSON_REQUIRED"));
  ASSERT_THAT(ApprovePayout(payout, By("7")), IsOk());
  ASSERT_THAT(SendPayout(payout, "bank-1", At()), IsOk());
  EXPECT_EQ(payout.bank_reference(), "bank-1");
  ASSERT_THAT(BouncePayout(payout, "no such account", At()), IsOk());
  ASSERT_THAT(AskPayout(payout, By("7")), IsOk());
  EXPECT_EQ(payout.bounce_reason(), "no such account");
  EXPECT_EQ(payout.bank_reference(), "");
  EXPECT_EQ(payout.history_size(), 7);
}

}  // namespace
}  // namespace shopdesk::orders::domain
