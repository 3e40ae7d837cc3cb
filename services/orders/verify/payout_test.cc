#include "services/orders/verify/payout.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/resource_name.h"
#include "libs/verify/testing/findings.h"
#include "services/orders/definition.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/transfer/payout.h"
#include "services/orders/testing/transfers.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::IsOk;
using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::SpoilResource;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr sql::Statement kPutPayout = {"orders.put_payout",
                                       "UPDATE payouts SET data = $2 WHERE id = $1"};

class PayoutChecksTest : public testing::TransferTest {
 protected:
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(world_.runtime(), AllChecks(), check);
  }
  // As if it had been stored so.
  void Put(const Payout& payout) { SpoilResource(world_.runtime(), kPutPayout, payout); }
  // What is paid back for a refund, asked by agent "7".
  Payout Asked() {
    Placed("order-1");
    EXPECT_THAT(Claim("order-1"), IsOk());
    EXPECT_EQ(MatchOf(testing::Row("1", 19900, "张三丰")), StatementLine::MATCHED);
    OpenRefundRequest open;
    open.set_parent("shops/s/orders/order-1");
    open.set_kind(RefundKind::MONEY_ONLY);
    open.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
    open.set_seller_initiated(true);
    open.set_request_id("refund");
    EXPECT_THAT(world_.Write<Refund>(open, handlers::OpenRefund), IsOk());
    const std::vector<Payout> payouts = PayoutsOf("order-1");
    EXPECT_EQ(payouts.size(), 1u);
    return payouts.empty() ? Payout() : payouts[0];
  }
  // Approved by agent "8".
  Payout Approved() {
    const Payout asked = Asked();
    world_.agent = "8";
    const auto approved = Step<ApprovePayoutRequest>(asked.name(), "ok", handlers::ApprovePayout);
    EXPECT_THAT(approved, IsOk());
    return approved.value_or(Payout());
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PayoutChecksTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(PayoutChecksTest, NothingIsFoundWhereverAPayoutIs) {
  const Payout payout = Approved();
  EXPECT_THAT(Findings("orders.payouts"), IsEmpty());
  ASSERT_THAT(Step<SendPayoutRequest>(payout.name(), "send", handlers::SendPayout), IsOk());
  EXPECT_THAT(Findings("orders.payouts"), IsEmpty());
  BouncePayoutRequest bounce;
  bounce.set_reason("account closed");
  ASSERT_THAT(Step(payout.name(), "bounce", handlers::BouncePayout, bounce), IsOk());
  EXPECT_THAT(Findings("orders.payouts"), IsEmpty());
  AskPayoutRequest ask;
  ask.mutable_payee()->set_holder("张三丰");
  ask.mutable_payee()->set_number("6217000000009999");
  ASSERT_THAT(Step(payout.name(), "ask", handlers::AskPayout, ask), IsOk());
  EXPECT_THAT(Findings("orders.payouts"), IsEmpty());
  world_.agent = "7";
  ASSERT_THAT(Step<ApprovePayoutRequest>(payout.name(), "again", handlers::ApprovePayout), IsOk());
  for (const shopdesk::verify::Check& check : AllChecks()) {
    EXPECT_THAT(Findings(check.name), IsEmpty()) << check.name;
  }
}

TEST_P(PayoutChecksTest, FindsWhoApprovedWhatHeAsked) {
  Payout payout = Approved();
  payout.mutable_approved_by()->set_id("7");
  Put(payout);
  EXPECT_THAT(Findings("orders.payouts"),
              ElementsAre("shops/s/payouts/" + std::string(LastSegment(payout.name())) +
                          ": it names who asked it as who approved it"));
  payout.mutable_approved_by()->set_id("8");
  payout.mutable_history()->rbegin()->mutable_actor()->set_id("7");
  Put(payout);
  EXPECT_THAT(Findings("orders.payouts"),
              ElementsAre(payout.name() + ": who asked it approved it"));
}

TEST_P(PayoutChecksTest, FindsApprovalsThatAreMissingOrLeft) {
  Payout payout = Asked();
  payout.mutable_approved_by()->set_id("8");
  Put(payout);
  EXPECT_THAT(Findings("orders.payouts"),
              ElementsAre(payout.name() + ": it waits for its approval, and has one"));
  payout.clear_approved_by();
  payout.set_state(Payout::SENT);
  Put(payout);
  EXPECT_THAT(Findings("orders.payouts"),
              ElementsAre(payout.name() + ": it is SENT, which its history doesn't lead to",
                          payout.name() + ": nobody approved it"));
}

}  // namespace
}  // namespace shopdesk::orders
