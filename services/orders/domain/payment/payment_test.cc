#include "services/orders/domain/payment/payment.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;

TEST(PaymentTest, EveryPaymentStateAndEvent) {
  testing::CheckMachine<PaymentState::Value>(
      PaymentMachine(), PaymentState::Value_MAX,
      {{{PaymentState::AWAITING, "pay"}, PaymentState::HELD},
       {{PaymentState::AWAITING, "cancel"}, PaymentState::CANCELLED},
       {{PaymentState::AWAITING, "claim"}, PaymentState::CLAIMED},
       {{PaymentState::AWAITING, "receive_part"}, PaymentState::PARTLY_PAID},
       {{PaymentState::AWAITING, "receive"}, PaymentState::RECEIVED},
       {{PaymentState::CLAIMED, "claim"}, PaymentState::CLAIMED},
       {{PaymentState::CLAIMED, "receive_part"}, PaymentState::PARTLY_PAID},
       {{PaymentState::CLAIMED, "receive"}, PaymentState::RECEIVED},
       {{PaymentState::CLAIMED, "cancel"}, PaymentState::CANCELLED},
       {{PaymentState::PARTLY_PAID, "claim"}, PaymentState::PARTLY_PAID},
       {{PaymentState::PARTLY_PAID, "receive_part"}, PaymentState::PARTLY_PAID},
       {{PaymentState::PARTLY_PAID, "receive"}, PaymentState::RECEIVED},
       {{PaymentState::PARTLY_PAID, "cancel"}, PaymentState::CANCELLED},
       {{PaymentState::RECEIVED, "refund_part"}, PaymentState::PARTLY_REFUNDED},
       {{PaymentState::RECEIVED, "refund_all"}, PaymentState::REFUNDED},
       {{PaymentState::HELD, "release"}, PaymentState::RELEASED},
       {{PaymentState::HELD, "refund_part"}, PaymentState::PARTLY_REFUNDED},
       {{PaymentState::HELD, "refund_all"}, PaymentState::REFUNDED},
       {{PaymentState::RELEASED, "refund_part"}, PaymentState::PARTLY_REFUNDED},
       {{PaymentState::RELEASED, "refund_all"}, PaymentState::REFUNDED},
       {{PaymentState::PARTLY_REFUNDED, "release"}, PaymentState::PARTLY_REFUNDED},
       {{PaymentState::PARTLY_REFUNDED, "refund_part"}, PaymentState::PARTLY_REFUNDED},
       {{PaymentState::PARTLY_REFUNDED, "refund_all"}, PaymentState::REFUNDED},
       {{PaymentState::COD_DUE, "collect_part"}, PaymentState::COD_DUE},
       {{PaymentState::COD_DUE, "collect"}, PaymentState::COLLECTED},
       {{PaymentState::COD_DUE, "uncollect"}, PaymentState::COD_DUE},
       {{PaymentState::COLLECTED, "unsign"}, PaymentState::COD_DUE},
       {{PaymentState::CANCELLED, "reopen"}, PaymentState::COD_DUE},
       {{PaymentState::COD_DUE, "cancel"}, PaymentState::CANCELLED},
       {{PaymentState::COD_DUE, "refund_part"}, PaymentState::COD_DUE},
       {{PaymentState::COD_DUE, "refund_all"}, PaymentState::COD_DUE},
       {{PaymentState::COLLECTED, "remit"}, PaymentState::REMITTED},
       {{PaymentState::REMITTED, "unremit"}, PaymentState::COLLECTED},
       {{PaymentState::COLLECTED, "refund_part"}, PaymentState::PARTLY_REFUNDED},
       {{PaymentState::COLLECTED, "refund_all"}, PaymentState::REFUNDED},
       {{PaymentState::REMITTED, "refund_part"}, PaymentState::PARTLY_REFUNDED},
       {{PaymentState::REMITTED, "refund_all"}, PaymentState::REFUNDED},
       {{PaymentState::PARTLY_REFUNDED, "remit"}, PaymentState::PARTLY_REFUNDED},
       {{PaymentState::REFUNDED, "remit"}, PaymentState::REFUNDED}});
}

TEST(PaymentTest, AmountAndPayeeAreChecked) {
  const Order order = PlacedOrder(PaymentMethod::ESCROW);
  Policy policy = ShopPolicy();
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("CNY", 1299), ""),
              HasReason("AMOUNT_MISMATCH"));
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("USD", 1300), ""),
              HasReason("AMOUNT_MISMATCH"));
  policy.set_payee_account("shop@bank");
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("CNY", 1300), "other"),
              HasReason("PAYEE_MISMATCH"));
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("CNY", 1300), "shop@bank"), IsOk());
  EXPECT_THAT(JudgePayment(PlacedOrder(PaymentMethod::COD), policy, MakeMoney("CNY", 1800), ""),
              HasReason("WRONG_STATE"));
}

TEST(PaymentTest, LedgerTellsGoodsFromFreight) {
  Order order = PlacedOrder(PaymentMethod::ESCROW, {{"a", 2, 500}}, 700);
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(AcceptPayment(order, ShopPolicy(), "t1", At(), ledger), IsOk());
  ASSERT_EQ(ledger.size(), 1u);
  EXPECT_EQ(ledger[0].goods_minor(), 1000);
  EXPECT_EQ(ledger[0].freight_minor(), 700);
  EXPECT_EQ(ledger[0].units(), 2);
  EXPECT_EQ(order.payment().held_minor(), 1700);
}

TEST(PaymentTest, TooYoungToClose) {
  Order order = PlacedOrder(PaymentMethod::ESCROW);
  const absl::Status early = CloseUnpaid(order, kClose, CloseReason::BUYER_CHANGED_MIND,
                                         ShopPolicy(), At(absl::Milliseconds(9500)));
  EXPECT_THAT(early, HasReason("TOO_YOUNG"));
  EXPECT_EQ(ErrorMetadataOf(early, "seconds_left"), "1");
  order = PlacedOrder(PaymentMethod::ESCROW);
  ASSERT_THAT(CloseUnpaid(order, kClose, CloseReason::BUYER_CHANGED_MIND, ShopPolicy(),
                          At(absl::Seconds(10))),
              IsOk());
  EXPECT_EQ(order.state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(order.payment().state(), PaymentState::CANCELLED);
  EXPECT_FALSE(order.has_deadline_time());
}

TEST(PaymentTest, CodSurchargeMustBeTold) {
  Order order = PlacedOrder(PaymentMethod::COD);
  EXPECT_THAT(ConfirmCod(order, ShopPolicy(), MakeMoney("CNY", 400), At()),
              HasReason("SURCHARGE_MISMATCH"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
