#include "services/orders/domain/desk/phrases.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kChinese = 0;
constexpr int kEnglish = 1;

std::string Said(const Order& order, int language = kEnglish,
                 absl::Duration after = absl::ZeroDuration()) {
  return absl::StrCat(StatePhrase(order, kNow + after)[language],
                      DeadlinePhrase(order, kNow + after)[language]);
}

Order PhrasesInState(PaymentMethod::Value method, OrderState::Value state) {
  Order order = PlacedOrder(method);
  order.set_state(state);
  ClearDeadline(order);
  return order;
}

TEST(PhrasesTest, SayNothingOfWhatIsPast) {
  for (int state = 1; state <= OrderState::Value_MAX; ++state) {
    Order order = PhrasesInState(PaymentMethod::ESCROW, static_cast<OrderState::Value>(state));
    const std::string without = Said(order);
    for (const char* event : {kUnpaidClose, kCodUnreachable, kShipBy, kAutoConfirm, kCodFinish,
                              kPaidOutOfStockRefund}) {
      SetDeadline(order, event, kNow + absl::Hours(1));
      EXPECT_THAT(Said(order), HasSubstr("{deadline}"));
      EXPECT_EQ(Said(order, kEnglish, absl::Hours(1)), without);
    }
  }
}

TEST(PhrasesTest, PromiseNoShippingThatIsNotPromised) {
  Order order = PhrasesInState(PaymentMethod::ESCROW, OrderState::WAIT_SELLER_SEND_GOODS);
  SetDeadline(order, kShipBy, kNow + absl::Hours(48));
  EXPECT_THAT(Said(order), HasSubstr("will be shipped soon. We will ship it by {deadline}"));
  order.set_open_refunds(1);
  EXPECT_THAT(Said(order), Not(HasSubstr("ship")));
  order.set_open_refunds(0);
  order.mutable_ship_date_proposal()->set_state(ShipDateProposal::REFUSED);
  EXPECT_THAT(Said(order), Not(HasSubstr("will")));
  order.clear_ship_date_proposal();
  order.add_holds()->set_kind(Hold::RISK);
  EXPECT_THAT(Said(order), Not(HasSubstr("ship")));
  order.set_state(OrderState::SELLER_CONSIGNED_PART);
  EXPECT_THAT(Said(order), Not(HasSubstr("soon")));
}

TEST(PhrasesTest, AreTrueOfTheMoney) {
  // His claim is not answered with a demand.
  Order order = PhrasesInState(PaymentMethod::BANK_TRANSFER, OrderState::WAIT_BUYER_PAY);
  order.mutable_payment()->set_state(PaymentState::CLAIMED);
  SetDeadline(order, kUnpaidClose, kNow + absl::Hours(48));
  EXPECT_THAT(Said(order, kChinese), Not(HasSubstr("请")));
  // Who pays at the door has nothing to confirm.
  EXPECT_THAT(Said(PhrasesInState(PaymentMethod::COD, OrderState::WAIT_BUYER_CONFIRM_GOODS)),
              Not(HasSubstr("confirm")));
  // Who paid, or may have, isn't told that he didn't.
  EXPECT_THAT(Said(PhrasesInState(PaymentMethod::BANK_TRANSFER, OrderState::TRADE_CLOSED_UNPAID)),
              Not(HasSubstr("nothing")));
  EXPECT_THAT(Said(PhrasesInState(PaymentMethod::ESCROW, OrderState::TRADE_CLOSED_UNPAID)),
              HasSubstr("nothing to pay"));
  // Nothing was refunded of PaymentMethod::COD that nobody collected.
  EXPECT_THAT(Said(PhrasesInState(PaymentMethod::COD, OrderState::TRADE_CLOSED)),
              Not(HasSubstr("{refunded}")));
}

}  // namespace
}  // namespace shopdesk::orders::domain
