#include "services/orders/handlers/trade/bank_transfer.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/testing/transfers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::Row;
using testing::TransferTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class BankTransferTest : public TransferTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, BankTransferTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(BankTransferTest, APartThenTheRest) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  const RecordStatementLinesResponse part = Record({Row("1", 19800, "张三丰")}, "r1");
  ASSERT_THAT(part.statement_lines(), SizeIs(1));
  EXPECT_EQ(part.statement_lines(0).match(), StatementLine::PARTIAL);
  Order order = world_.Get("shops/s/orders/order-1");
  EXPECT_EQ(order.state(), OrderState::WAIT_BUYER_PAY);
  EXPECT_EQ(order.payment().state(), PaymentState::PARTLY_PAID);
  EXPECT_EQ(order.payment().paid_minor(), 19800);
  EXPECT_THAT(Work("bank_transfer_partial"), ElementsAre("shops/s/orders/order-1"));
  ShipOrderRequest ship;
  ship.set_name("shops/s/orders/order-1");
  ship.set_request_id("ship");
  EXPECT_THAT(world_.Ship(ship), HasReason("WRONG_STATE"));

  EXPECT_EQ(MatchOf(Row("2", 100, "张三丰")), StatementLine::MATCHED);
  order = world_.Get("shops/s/orders/order-1");
  EXPECT_EQ(order.state(), OrderState::WAIT_SELLER_SEND_GOODS);
  EXPECT_EQ(order.payment().state(), PaymentState::RECEIVED);
  EXPECT_EQ(order.reservation_state(), Order::CONFIRMED);
  EXPECT_THAT(Work("bank_transfer_partial"), IsEmpty());
  EXPECT_THAT(world_.EventsOf("shops/s/orders/order-1"),
              ElementsAre("order.placed", "order.bank_account_chosen", "order.transfer_claimed",
                          "order.partly_paid", "order.paid"));
  EXPECT_EQ(world_.Figures().units_sold(), 1);
  CheckBooks();
  // The trade goes on as any other that is paid.
  ConfirmReceiverRequest confirm;
  confirm.set_name(order.name());
  confirm.set_channel(type::v1::ContactChannel::IM);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
  ship.set_request_id("ship-2");
  ASSERT_THAT(world_.Ship(ship), IsOk());
  world_.Advance(absl::Hours(24 * 20));
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::TRADE_FINISHED);
  EXPECT_EQ(world_.Get(order.name()).payment().state(), PaymentState::RECEIVED);
}

TEST_P(BankTransferTest, AnEscrowPaymentOfAnOrderThatWentToTheBankGoesBack) {
  const Order placed = Placed("order-1");
  ASSERT_THAT(world_.Pay(PayRequest(placed, "1")), IsOk());
  EXPECT_EQ(world_.Get(placed.name()).state(), OrderState::WAIT_BUYER_PAY);
  EXPECT_THAT(world_.EventsOf(placed.name()), Contains("order.stray_payment"));
  EXPECT_THAT(PayoutsOf("order-1"), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::orders
