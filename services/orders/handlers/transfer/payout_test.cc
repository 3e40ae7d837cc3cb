#include "services/orders/handlers/transfer/payout.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/testing/transfers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::Row;
using testing::TransferTest;
using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class PayoutTest : public TransferTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PayoutTest, testing::BothDatabases(), testing::NameOf);

TEST_P(PayoutTest, ARefundIsAPayoutThatTwoPeopleMake) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  EXPECT_EQ(MatchOf(Row("1", 19900, "张三丰")), StatementLine::MATCHED);
  OpenRefundRequest open;
  open.set_parent("shops/s/orders/order-1");
  open.set_kind(RefundKind::MONEY_ONLY);
  open.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  open.set_seller_initiated(true);
  open.set_request_id("refund");
  const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
  ASSERT_THAT(refund, IsOk());
  EXPECT_EQ(refund->state(), RefundState::SUCCESS);
  const Order order = world_.Get("shops/s/orders/order-1");
  EXPECT_EQ(order.state(), OrderState::TRADE_CLOSED);
  EXPECT_EQ(order.payment().state(), PaymentState::REFUNDED);
  const std::vector<Payout> payouts = PayoutsOf("order-1");
  ASSERT_THAT(payouts, SizeIs(1));
  const Payout& payout = payouts[0];
  EXPECT_EQ(payout.state(), Payout::ASKED);
  EXPECT_EQ(payout.cause(), Payout::REFUND);
  EXPECT_EQ(payout.reference(), refund->name());
  EXPECT_EQ(payout.amount().minor(), 19900);
  // To where it came from.
  EXPECT_EQ(payout.payee().holder(), "张**");
  EXPECT_THAT(payout.payee().number(), Not(HasSubstr("0001")));
  CheckBooks();

  EXPECT_THAT(Step<ApprovePayoutRequest>(payout.name(), "p1", handlers::ApprovePayout),
              HasReason("SECOND_PERSON_REQUIRED"));
  EXPECT_THAT(Step<SendPayoutRequest>(payout.name(), "p2", handlers::SendPayout),
              HasReason("WRONG_STATE"));
  world_.agent = "8";
  ASSERT_THAT(Step<ApprovePayoutRequest>(payout.name(), "p3", handlers::ApprovePayout), IsOk());
  ASSERT_THAT(Step<SendPayoutRequest>(payout.name(), "p4", handlers::SendPayout), IsOk());
  BouncePayoutRequest bounce;
  bounce.set_reason("account closed");
  ASSERT_THAT(Step(payout.name(), "p5", handlers::BouncePayout, bounce), IsOk());
  EXPECT_THAT(Work("payout"), ElementsAre(payout.name()));
  EXPECT_EQ(world_.Figures().bank().paid_out(), 0);
  AskPayoutRequest ask;
  ask.mutable_payee()->set_holder("张三丰");
  ask.mutable_payee()->set_number("6217000000009999");
  ASSERT_THAT(Step(payout.name(), "p6", handlers::AskPayout, ask), IsOk());
  world_.agent = "9";
  ASSERT_THAT(Step<ApprovePayoutRequest>(payout.name(), "p7", handlers::ApprovePayout), IsOk());
  RevealPayeeRequest reveal;
  reveal.set_name(payout.name());
  reveal.set_purpose("payout");
  const auto revealed = [&]() -> absl::StatusOr<Payee> {
    Payee payee;
    RETURN_IF_ERROR(world_.runtime().WriteAndWait(
        world_.CallOf("Reveal", ""), nullptr, &payee,
        [&](runtime::WriteContext& ctx) { return handlers::RevealPayee(ctx, reveal, &payee); }));
    return payee;
  };
  world_.role = Role::PRE_SALE;
  EXPECT_THAT(revealed(), HasReason("REVEAL_NOT_ALLOWED"));
  world_.role = Role::FINANCE;
  ASSERT_THAT(revealed(), IsOk());
  EXPECT_EQ(revealed()->number(), "6217000000009999");
  ASSERT_THAT(Step<SendPayoutRequest>(payout.name(), "p8", handlers::SendPayout), IsOk());
  const auto confirmed = Step<ConfirmPayoutRequest>(payout.name(), "p9", handlers::ConfirmPayout);
  ASSERT_THAT(confirmed, IsOk());
  EXPECT_EQ(confirmed->state(), Payout::CONFIRMED);
  EXPECT_THAT(Work("payout"), IsEmpty());
  EXPECT_THAT(world_.EventsOf(payout.name()),
              ElementsAre("payout.asked", "payout.approved", "payout.sent", "payout.bounced",
                          "payout.asked", "payout.approved", "payout.sent", "payout.confirmed"));
  CheckBooks();
  EXPECT_EQ(world_.Figures().bank().paid_out(), 19900);
}

TEST_P(PayoutTest, PaidWhenNothingIsLeft) {
  Placed("order-1");
  const Order order = world_.Get("shops/s/orders/order-1");
  world_.catalog().Expire(order.reservation());
  world_.SetReservationState(order.name(), Order::LOST, "");
  world_.catalog().SetStock("a", 0);
  EXPECT_EQ(MatchOf(Row("1", 19900, "张三丰", "order-1")), StatementLine::MATCHED);
  const Order held = world_.Get(order.name());
  ASSERT_THAT(held.holds(), SizeIs(1));
  EXPECT_EQ(held.holds(0).kind(), Hold::PAID_OUT_OF_STOCK);
  // Refunded by policy: by a payout.
  world_.Advance(absl::Hours(24));
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::TRADE_CLOSED);
  ASSERT_THAT(PayoutsOf("order-1"), SizeIs(1));
  EXPECT_EQ(PayoutsOf("order-1")[0].cause(), Payout::REFUND);
  // Or something is left after all.
  world_.catalog().SetStock("a", 5, 19900);
  Placed("order-2");
  const Order second = world_.Get("shops/s/orders/order-2");
  world_.catalog().Expire(second.reservation());
  world_.SetReservationState(second.name(), Order::LOST, "");
  StatementRow row = Row("2", 19900, "张三丰", "order-2");
  *row.mutable_value_time() = ToProto(world_.runtime().clock().Now());
  EXPECT_EQ(MatchOf(row), StatementLine::MATCHED);
  EXPECT_EQ(world_.Get(second.name()).reservation_state(), Order::CONFIRMED);
  EXPECT_THAT(world_.Get(second.name()).holds(), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::orders
