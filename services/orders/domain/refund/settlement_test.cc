#include "services/orders/domain/refund/settlement.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::StatusIs;

TEST(SettlementTest, HeldMoneyIsRefundedAndTheRestReleasedOnClosing) {
  Order order = ReadyOrder(700);
  std::vector<LedgerEntry> ledger;
  const std::vector<RefundedLine> lines = {{.line = 1, .amount_minor = 1000, .never_shipped = 2},
                                           {.line = 2, .amount_minor = 200, .never_shipped = 1}};
  ASSERT_THAT(ApplyRefund(order, lines, 700, "r", At(), ledger), IsOk());
  const auto closed = SettleAfterRefund(order, ShopPolicy(), At(), ledger);
  ASSERT_THAT(closed, IsOk());
  EXPECT_TRUE(*closed);
  EXPECT_EQ(order.state(), OrderState::TRADE_CLOSED);
  ASSERT_EQ(ledger.size(), 2u);
  EXPECT_EQ(ledger[0].kind(), LedgerEntry::REFUNDED);
  EXPECT_EQ(ledger[0].total().minor(), 1900);
  // The seller was let keep 1.00.
  EXPECT_EQ(ledger[1].kind(), LedgerEntry::RELEASED);
  EXPECT_EQ(ledger[1].goods_minor(), 100);
  EXPECT_EQ(order.payment().held_minor(), 0);
}

TEST(SettlementTest, ReleasedMoneyIsTakenBackAndTheTradeStaysFinished) {
  Order order = ReadyOrder();
  Ship(order, {}, At());
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(Finish(order, kAutoConfirm, At(), ledger), IsOk());
  ledger.clear();
  const std::vector<RefundedLine> lines = {{.line = 1, .amount_minor = 500, .came_back = 1}};
  ASSERT_THAT(ApplyRefund(order, lines, 0, "r", At(), ledger), IsOk());
  const auto closed = SettleAfterRefund(order, ShopPolicy(), At(), ledger);
  ASSERT_THAT(closed, IsOk());
  EXPECT_FALSE(*closed);
  EXPECT_EQ(order.state(), OrderState::TRADE_FINISHED);
  ASSERT_EQ(ledger.size(), 1u);
  EXPECT_EQ(ledger[0].kind(), LedgerEntry::TAKEN_BACK);
  EXPECT_EQ(ledger[0].units(), 1);
  EXPECT_EQ(order.payment().released_minor(), 800);
  EXPECT_EQ(order.payment().state(), PaymentState::PARTLY_REFUNDED);
  EXPECT_EQ(order.lines(0).returned(), 1);
}

TEST(SettlementTest, NeverMoreThanPaidOrLeft) {
  Order order = ReadyOrder();
  std::vector<LedgerEntry> ledger;
  const auto apply = [&](RefundedLine line, int64_t freight) {
    Order trial = order;
    return ApplyRefund(trial, {&line, 1}, freight, "r", At(), ledger);
  };
  EXPECT_THAT(apply({.line = 1, .amount_minor = 1001}, 0), HasReason("AMOUNT_EXCEEDED"));
  EXPECT_THAT(apply({.line = 1, .amount_minor = 1000}, 1), HasReason("AMOUNT_EXCEEDED"));
  EXPECT_THAT(apply({.line = 1, .never_shipped = 3}, 0), HasReason("QUANTITY_EXCEEDED"));
  EXPECT_THAT(apply({.line = 1, .came_back = 1}, 0), HasReason("QUANTITY_EXCEEDED"));
  EXPECT_THAT(apply({.line = 9}, 0), StatusIs(absl::StatusCode::kInvalidArgument));
  Order unpaid = PlacedOrder(PaymentMethod::ESCROW);
  EXPECT_THAT(ApplyRefund(unpaid, {}, 0, "r", At(), ledger), HasReason("WRONG_STATE"));
}

TEST(SettlementTest, RestRefundedLeavesOnlyShippedGoods) {
  Order order = ReadyOrder();
  Ship(order, {{1, 2}}, At(absl::Hours(1)));
  std::vector<LedgerEntry> ledger;
  const std::vector<RefundedLine> lines = {{.line = 2, .amount_minor = 300, .never_shipped = 1}};
  ASSERT_THAT(ApplyRefund(order, lines, 0, "r", At(absl::Hours(5)), ledger), IsOk());
  ASSERT_THAT(SettleAfterRefund(order, ShopPolicy(), At(absl::Hours(5)), ledger), IsOk());
  EXPECT_EQ(order.state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Hours(1 + 240));
}

TEST(SettlementTest, CodBeforeShippingOwesLess) {
  Order order = PlacedOrder(PaymentMethod::COD);
  ASSERT_THAT(ConfirmCod(order, ShopPolicy(), order.cod_surcharge(), At()), IsOk());
  std::vector<LedgerEntry> ledger;
  std::vector<RefundedLine> lines = {{.line = 1, .amount_minor = 1000, .never_shipped = 2}};
  ASSERT_THAT(ApplyRefund(order, lines, 0, "r", At(), ledger), IsOk());
  EXPECT_TRUE(ledger.empty());
  EXPECT_EQ(order.payment().due().minor(), 800);
  lines = {{.line = 2, .amount_minor = 300, .never_shipped = 1}};
  ASSERT_THAT(ApplyRefund(order, lines, 0, "r", At(), ledger), IsOk());
  ASSERT_THAT(SettleAfterRefund(order, ShopPolicy(), At(), ledger), IsOk());
  EXPECT_EQ(order.state(), OrderState::TRADE_CLOSED);
  EXPECT_EQ(order.payment().state(), PaymentState::CANCELLED);
  EXPECT_EQ(order.payment().due().minor(), 0);
  EXPECT_TRUE(ledger.empty());
}

}  // namespace
}  // namespace shopdesk::orders::domain
