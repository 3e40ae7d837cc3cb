#include "services/orders/domain/trade/trade.h"

#include "gtest/gtest.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

TEST(TradeTest, EveryTradeStateAndEvent) {
  testing::CheckMachine<OrderState::Value>(
      TradeMachine(), OrderState::Value_MAX,
      {{{OrderState::WAIT_COD_CONFIRM, "cod_confirm"}, OrderState::WAIT_SELLER_SEND_GOODS},
       {{OrderState::WAIT_COD_CONFIRM, "cod_release"}, OrderState::WAIT_SELLER_SEND_GOODS},
       {{OrderState::WAIT_COD_CONFIRM, "cod_decline"}, OrderState::TRADE_CLOSED_UNPAID},
       {{OrderState::WAIT_COD_CONFIRM, "cod_unreachable"}, OrderState::TRADE_CLOSED_UNPAID},
       {{OrderState::WAIT_COD_CONFIRM, "close"}, OrderState::TRADE_CLOSED_UNPAID},
       {{OrderState::WAIT_BUYER_PAY, "pay"}, OrderState::WAIT_SELLER_SEND_GOODS},
       {{OrderState::WAIT_BUYER_PAY, "close"}, OrderState::TRADE_CLOSED_UNPAID},
       {{OrderState::WAIT_BUYER_PAY, "unpaid_close"}, OrderState::TRADE_CLOSED_UNPAID},
       {{OrderState::WAIT_SELLER_SEND_GOODS, "ship_part"}, OrderState::SELLER_CONSIGNED_PART},
       {{OrderState::WAIT_SELLER_SEND_GOODS, "ship_rest"}, OrderState::WAIT_BUYER_CONFIRM_GOODS},
       {{OrderState::WAIT_SELLER_SEND_GOODS, "refund_all"}, OrderState::TRADE_CLOSED},
       {{OrderState::SELLER_CONSIGNED_PART, "ship_part"}, OrderState::SELLER_CONSIGNED_PART},
       {{OrderState::SELLER_CONSIGNED_PART, "ship_rest"}, OrderState::WAIT_BUYER_CONFIRM_GOODS},
       {{OrderState::SELLER_CONSIGNED_PART, "refund_rest"}, OrderState::WAIT_BUYER_CONFIRM_GOODS},
       {{OrderState::SELLER_CONSIGNED_PART, "refund_all"}, OrderState::TRADE_CLOSED},
       {{OrderState::WAIT_BUYER_CONFIRM_GOODS, "confirm_receipt"}, OrderState::TRADE_FINISHED},
       {{OrderState::WAIT_BUYER_CONFIRM_GOODS, "auto_confirm"}, OrderState::TRADE_FINISHED},
       {{OrderState::WAIT_BUYER_CONFIRM_GOODS, "sign"}, OrderState::TRADE_BUYER_SIGNED},
       {{OrderState::WAIT_BUYER_CONFIRM_GOODS, "refuse_cod"}, OrderState::TRADE_CLOSED_COD_REFUSED},
       {{OrderState::WAIT_BUYER_CONFIRM_GOODS, "refund_all"}, OrderState::TRADE_CLOSED},
       {{OrderState::TRADE_BUYER_SIGNED, "confirm_receipt"}, OrderState::TRADE_FINISHED},
       {{OrderState::TRADE_BUYER_SIGNED, "cod_finish"}, OrderState::TRADE_FINISHED},
       {{OrderState::TRADE_BUYER_SIGNED, "refund_all"}, OrderState::TRADE_CLOSED},
       {{OrderState::TRADE_BUYER_SIGNED, "unsign"}, OrderState::WAIT_BUYER_CONFIRM_GOODS},
       {{OrderState::TRADE_CLOSED_COD_REFUSED, "reopen"}, OrderState::WAIT_BUYER_CONFIRM_GOODS}});
}

TEST(TradeTest, ClosedTradesGoNowhere) {
  for (int number = 1; number <= OrderState::Value_MAX; ++number) {
    const auto state = static_cast<OrderState::Value>(number);
    EXPECT_EQ(IsFinal(state), TradeMachine().Allowed(state).empty())
        << OrderState::Value_Name(state);
  }
}

TEST(TradeTest, IsDocumented) {
  testing::CheckPage(
      "docs/states/orders.md",
      "# States of orders\n\nDrawn from the tables in services/orders/domain (trade.cc, "
      "payment.cc, "
      "receiver.cc). Refunds have [their own page](refunds.md).\n\n" +
          TradeMachine().ToMarkdown() + "\n" + PaymentMachine().ToMarkdown() + "\n" +
          VerificationMachine().ToMarkdown());
}

}  // namespace
}  // namespace shopdesk::orders::domain
