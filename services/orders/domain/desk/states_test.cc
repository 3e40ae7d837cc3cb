#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/trade/trade.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using V = Verification;

// Asks every event in every state: exactly the expected ones lead somewhere.
template <class State>
void CheckAll(const StateMachine<State>& machine, int first, int last,
              const std::map<std::pair<State, std::string>, State>& expected) {
  std::set<std::string> events;
  for (const auto& row : machine.table()) events.insert(row.event);
  EXPECT_EQ(machine.table().size(), expected.size());
  for (int number = first; number <= last; ++number) {
    const auto state = static_cast<State>(number);
    for (const std::string& event : events) {
      SCOPED_TRACE(absl::StrCat(number, " × ", event));
      const auto wanted = expected.find({state, event});
      if (wanted == expected.end()) {
        EXPECT_THAT(machine.Next("r", state, event), HasReason("WRONG_STATE"));
        EXPECT_FALSE(machine.Can(state, event));
      } else {
        EXPECT_THAT(machine.Next("r", state, event), IsOkAndHolds(wanted->second));
        EXPECT_TRUE(machine.Can(state, event));
      }
    }
  }
}

TEST(StatesTest, EveryTradeStateAndEvent) {
  CheckAll<OrderState>(TradeMachine(), OrderState_MIN, OrderState_MAX,
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
                        {{TRADE_BUYER_SIGNED, "refund_all"}, TRADE_CLOSED}});
}

TEST(StatesTest, EveryPaymentStateAndEvent) {
  CheckAll<PaymentState>(PaymentMachine(), PaymentState_MIN, PaymentState_MAX,
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

TEST(StatesTest, EveryVerificationStateAndEvent) {
  std::map<std::pair<V::State, std::string>, V::State> expected = {
      {{V::CONFIRMED, "change"}, V::CHANGED},
      {{V::CONFIRMED, "change_unconfirmed"}, V::UNVERIFIED},
      {{V::CHANGED, "change"}, V::CHANGED},
      {{V::CHANGED, "change_unconfirmed"}, V::UNVERIFIED}};
  for (const V::State state : {V::UNVERIFIED, V::ASKED, V::UNREACHABLE}) {
    expected[{state, "ask"}] = V::ASKED;
    expected[{state, "confirm"}] = V::CONFIRMED;
    expected[{state, "change"}] = V::CHANGED;
    expected[{state, "change_unconfirmed"}] = V::UNVERIFIED;
    expected[{state, "unreachable"}] = V::UNREACHABLE;
  }
  CheckAll<V::State>(VerificationMachine(), V::State_MIN, V::State_MAX, expected);
}

TEST(StatesTest, ClosedTradesGoNowhere) {
  for (int number = 1; number <= OrderState_MAX; ++number) {
    const auto state = static_cast<OrderState>(number);
    EXPECT_EQ(IsFinal(state), TradeMachine().Allowed(state).empty()) << OrderState_Name(state);
  }
}

TEST(StatesTest, IsDocumented) {
  const std::string file = "docs/states/orders.md";
  const std::string text =
      "# States of orders\n\nDrawn from the tables in services/orders/domain (trade.cc, "
      "payment.cc, "
      "receiver.cc). Refunds have [their own page](refunds.md).\n\n" +
      TradeMachine().ToMarkdown() + "\n" + PaymentMachine().ToMarkdown() + "\n" +
      VerificationMachine().ToMarkdown();
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file) << text;
  std::stringstream present;
  present << std::ifstream(file).rdbuf();
  EXPECT_EQ(present.str(), text) << "run this test with UPDATE_GOLDEN=1 and look at the difference";
}

}  // namespace
}  // namespace shopdesk::orders::domain
