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
  testing::CheckMachine<OrderState>(
      TradeMachine(), OrderState_MAX,
      {{{WAIT_COD_CONFIRM, "cod_confirm"}, WAIT_SELLER_SEND_GOODS},
       {{WAIT_COD_CONFIRM, "cod_release"}, WAIT_SELLER_SEND_GOODS},
       {{WAIT_COD_CONFIRM, "cod_decline"}, TRADE_CLOSED_UNPAID},
       {{WAIT_COD_CONFIRM, "cod_unreachable"}, TRADE_CLOSED_UNPAID},
       {{WAIT_COD_CONFIRM, "close"}, TRADE_CLOSED_UNPAID},
       {{WAIT_BUYER_PAY, "pay"}, WAIT_SELLER_SEND_GOODS},
       {{WAIT_BUYER_PAY, "close"}, TRADE_CLOSED_UNPAID},
       {{WAIT_BUYER_PAY, "unpaid_close"}, TRADE_CLOSED_UNPAID},
       {{WAIT_SELLER_SEND_GOODS, "ship_part"}, SELLER_CONSIGNED_PART},
       {{WAIT_SELLER_SEND_GOODS, "ship_rest"}, WAIT_BUYER_CONFIRM_GOODS},
       {{WAIT_SELLER_SEND_GOODS, "refund_all"}, TRADE_CLOSED},
       {{SELLER_CONSIGNED_PART, "ship_part"}, SELLER_CONSIGNED_PART},
       {{SELLER_CONSIGNED_PART, "ship_rest"}, WAIT_BUYER_CONFIRM_GOODS},
       {{SELLER_CONSIGNED_PART, "refund_rest"}, WAIT_BUYER_CONFIRM_GOODS},
       {{SELLER_CONSIGNED_PART, "refund_all"}, TRADE_CLOSED},
       {{WAIT_BUYER_CONFIRM_GOODS, "confirm_receipt"}, TRADE_FINISHED},
       {{WAIT_BUYER_CONFIRM_GOODS, "auto_confirm"}, TRADE_FINISHED},
       {{WAIT_BUYER_CONFIRM_GOODS, "sign"}, TRADE_BUYER_SIGNED},
       {{WAIT_BUYER_CONFIRM_GOODS, "refuse_cod"}, TRADE_CLOSED_COD_REFUSED},
       {{WAIT_BUYER_CONFIRM_GOODS, "refund_all"}, TRADE_CLOSED},
       {{TRADE_BUYER_SIGNED, "confirm_receipt"}, TRADE_FINISHED},
       {{TRADE_BUYER_SIGNED, "cod_finish"}, TRADE_FINISHED},
       {{TRADE_BUYER_SIGNED, "refund_all"}, TRADE_CLOSED},
       {{TRADE_BUYER_SIGNED, "unsign"}, WAIT_BUYER_CONFIRM_GOODS},
       {{TRADE_CLOSED_COD_REFUSED, "reopen"}, WAIT_BUYER_CONFIRM_GOODS}});
}

TEST(TradeTest, ClosedTradesGoNowhere) {
  for (int number = 1; number <= OrderState_MAX; ++number) {
    const auto state = static_cast<OrderState>(number);
    // What logistics takes back, tracking may.
    const bool reopens = state == TRADE_CLOSED_COD_REFUSED;
    EXPECT_EQ(IsFinal(state) && !reopens, TradeMachine().Allowed(state).empty())
        << OrderState_Name(state);
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
