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
  testing::CheckMachine<PaymentState>(PaymentMachine(), PaymentState_MAX,
                                      {{{AWAITING, "pay"}, HELD},
                                       {{AWAITING, "cancel"}, CANCELLED},
                                       {{AWAITING, "claim"}, CLAIMED},
                                       {{AWAITING, "receive_part"}, PARTLY_PAID},
                                       {{AWAITING, "receive"}, RECEIVED},
                                       {{CLAIMED, "claim"}, CLAIMED},
                                       {{CLAIMED, "receive_part"}, PARTLY_PAID},
                                       {{CLAIMED, "receive"}, RECEIVED},
                                       {{CLAIMED, "cancel"}, CANCELLED},
                                       {{PARTLY_PAID, "claim"}, PARTLY_PAID},
                                       {{PARTLY_PAID, "receive_part"}, PARTLY_PAID},
                                       {{PARTLY_PAID, "receive"}, RECEIVED},
                                       {{PARTLY_PAID, "cancel"}, CANCELLED},
                                       {{RECEIVED, "refund_part"}, PARTLY_REFUNDED},
                                       {{RECEIVED, "refund_all"}, REFUNDED},
                                       {{HELD, "release"}, RELEASED},
                                       {{HELD, "refund_part"}, PARTLY_REFUNDED},
                                       {{HELD, "refund_all"}, REFUNDED},
                                       {{RELEASED, "refund_part"}, PARTLY_REFUNDED},
                                       {{RELEASED, "refund_all"}, REFUNDED},
                                       {{PARTLY_REFUNDED, "release"}, PARTLY_REFUNDED},
                                       {{PARTLY_REFUNDED, "refund_part"}, PARTLY_REFUNDED},
                                       {{PARTLY_REFUNDED, "refund_all"}, REFUNDED},
                                       {{COD_DUE, "collect_part"}, COD_DUE},
                                       {{COD_DUE, "collect"}, COLLECTED},
                                       {{COD_DUE, "uncollect"}, COD_DUE},
                                       {{COLLECTED, "unsign"}, COD_DUE},
                                       {{CANCELLED, "reopen"}, COD_DUE},
                                       {{COD_DUE, "cancel"}, CANCELLED},
                                       {{COD_DUE, "refund_part"}, COD_DUE},
                                       {{COD_DUE, "refund_all"}, COD_DUE},
                                       {{COLLECTED, "remit"}, REMITTED},
                                       {{COLLECTED, "refund_part"}, PARTLY_REFUNDED},
                                       {{COLLECTED, "refund_all"}, REFUNDED},
                                       {{REMITTED, "refund_part"}, PARTLY_REFUNDED},
                                       {{REMITTED, "refund_all"}, REFUNDED},
                                       {{PARTLY_REFUNDED, "remit"}, PARTLY_REFUNDED},
                                       {{REFUNDED, "remit"}, REFUNDED}});
}

TEST(PaymentTest, AmountAndPayeeAreChecked) {
  const Order order = PlacedOrder(ESCROW);
  Policy policy = ShopPolicy();
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("CNY", 1299), ""),
              HasReason("AMOUNT_MISMATCH"));
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("USD", 1300), ""),
              HasReason("AMOUNT_MISMATCH"));
  policy.set_payee_account("shop@bank");
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("CNY", 1300), "other"),
              HasReason("PAYEE_MISMATCH"));
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("CNY", 1300), "shop@bank"), IsOk());
  EXPECT_THAT(JudgePayment(PlacedOrder(COD), policy, MakeMoney("CNY", 1800), ""),
              HasReason("WRONG_STATE"));
}

TEST(PaymentTest, LedgerTellsGoodsFromFreight) {
  Order order = PlacedOrder(ESCROW, {{"a", 2, 500}}, 700);
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(AcceptPayment(order, ShopPolicy(), "t1", At(), ledger), IsOk());
  ASSERT_EQ(ledger.size(), 1u);
  EXPECT_EQ(ledger[0].goods_minor(), 1000);
  EXPECT_EQ(ledger[0].freight_minor(), 700);
  EXPECT_EQ(ledger[0].units(), 2);
  EXPECT_EQ(order.payment().held_minor(), 1700);
}

TEST(PaymentTest, TooYoungToClose) {
  Order order = PlacedOrder(ESCROW);
  const absl::Status early =
      CloseUnpaid(order, kClose, BUYER_CHANGED_MIND, ShopPolicy(), At(absl::Milliseconds(9500)));
  EXPECT_THAT(early, HasReason("TOO_YOUNG"));
  EXPECT_EQ(ErrorMetadataOf(early, "seconds_left"), "1");
  order = PlacedOrder(ESCROW);
  ASSERT_THAT(CloseUnpaid(order, kClose, BUYER_CHANGED_MIND, ShopPolicy(), At(absl::Seconds(10))),
              IsOk());
  EXPECT_EQ(order.state(), TRADE_CLOSED_UNPAID);
  EXPECT_EQ(order.payment().state(), CANCELLED);
  EXPECT_FALSE(order.has_deadline_time());
}

TEST(PaymentTest, CodSurchargeMustBeTold) {
  Order order = PlacedOrder(COD);
  EXPECT_THAT(ConfirmCod(order, ShopPolicy(), MakeMoney("CNY", 400), At()),
              HasReason("SURCHARGE_MISMATCH"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
