#include "services/orders/domain/desk/describe.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(DescribeTest, EveryStateHasASentenceInEveryLanguage) {
  Order order = PlacedOrder(ESCROW);
  for (int number = 1; number <= OrderState_MAX; ++number) {
    order.set_state(static_cast<OrderState>(number));
    std::set<std::string> sentences;
    for (const char* language : {"zh", "en-GB", "es", "pt-BR"}) {
      const std::string sentence = Sentence(order, language);
      EXPECT_THAT(sentence, HasSubstr("o"));
      EXPECT_THAT(sentence, ::testing::Not(HasSubstr("{")));
      sentences.insert(sentence);
    }
    EXPECT_EQ(sentences.size(), 4u) << OrderState_Name(order.state());
  }
  order = PlacedOrder(ESCROW);
  EXPECT_EQ(Sentence(order, "en"),
            "Your order o is waiting for your payment of 13.00 CNY. Please pay before 2024-03-07 "
            "10:00 UTC; it is closed then.");
  EXPECT_EQ(Sentence(order, "fr"), Sentence(order, "zh"));
}

TEST(DescribeTest, ActionsFollowTheState) {
  using ::testing::Contains;
  using ::testing::Not;
  Order order = PlacedOrder(ESCROW);
  EXPECT_THAT(BuyerActions(order), Contains("RecordPayment"));
  EXPECT_THAT(SellerActions(order), Not(Contains("ShipOrder")));
  order = ReadyOrder();
  EXPECT_THAT(SellerActions(order), Contains("ShipOrder"));
  HoldOutOfStock(order, ShopPolicy(), At());
  EXPECT_THAT(SellerActions(order), Not(Contains("ShipOrder")));
  order = ReadyOrder();
  Ship(order, {}, At());
  EXPECT_THAT(BuyerActions(order), Contains("ConfirmReceipt"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
