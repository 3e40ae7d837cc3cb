#include "services/orders/handlers/trade/payout_due.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/transfers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::kAccount;
using testing::Row;
using testing::TransferTest;
using namespace v1;  // NOLINT: the states
using shopdesk::testing::IsOk;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PayoutDueTest : public TransferTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PayoutDueTest, testing::BothDatabases(), testing::NameOf);

TEST_P(PayoutDueTest, TooMuchAndTwice) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  EXPECT_EQ(MatchOf(Row("1", 20000, "张三丰")), StatementLine::OVER);
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().state(), PaymentState::RECEIVED);
  EXPECT_EQ(MatchOf(Row("2", 19900, "张三丰")), StatementLine::TWICE);
  // With another order waiting, nobody knows.
  Placed("order-2");
  EXPECT_EQ(MatchOf(Row("3", 19900, "张三丰")), StatementLine::UNKNOWN);
  const std::vector<Payout> payouts = PayoutsOf("order-1");
  ASSERT_THAT(payouts, SizeIs(2));
  EXPECT_EQ(payouts[0].cause(), Payout::OVERPAID);
  EXPECT_EQ(payouts[0].amount().minor(), 100);
  EXPECT_EQ(payouts[0].reference(), std::string(kAccount) + "/statementLines/1");
  EXPECT_EQ(payouts[1].cause(), Payout::PAID_TWICE);
  EXPECT_THAT(Work("payout"), SizeIs(2));
  CheckBooks();
}

TEST_P(PayoutDueTest, AClosedOrderAsksBackWhatCame) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  EXPECT_EQ(MatchOf(Row("1", 19800, "张三丰")), StatementLine::PARTIAL);
  EXPECT_THAT(Work("bank_transfer_partial"), SizeIs(1));
  world_.Advance(absl::Hours(24 * 10));
  const Order order = world_.Get("shops/s/orders/order-1");
  EXPECT_EQ(order.state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(order.payment().state(), PaymentState::CANCELLED);
  EXPECT_EQ(order.payment().refunded_minor(), 19800);
  EXPECT_THAT(Work("bank_transfer_partial"), IsEmpty());
  const std::vector<Payout> payouts = PayoutsOf("order-1");
  ASSERT_THAT(payouts, SizeIs(1));
  EXPECT_EQ(payouts[0].cause(), Payout::CLOSED_PARTLY_PAID);
  EXPECT_EQ(payouts[0].amount().minor(), 19800);
  CheckBooks();
}

}  // namespace
}  // namespace shopdesk::orders
