#include "services/orders/domain/desk/next_timer.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/cod.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/trade/reminder.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::IsOk;

TEST(NextTimerTest, AnOrderHasOneTimerTheEarliest) {
  Order order = PlacedOrder(v1::PaymentMethod::ESCROW);
  EXPECT_EQ(NextTimerOf(order).kind, kPaymentReminder);
  RemindDue(order, ShopPolicy(), At(absl::Hours(5)));
  EXPECT_EQ(NextTimerOf(order).kind, kUnpaidClose);
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(AcceptPayment(order, ShopPolicy(), "t", At(absl::Hours(6)), ledger), IsOk());
  EXPECT_EQ(NextTimerOf(order).kind, kShipByWarning);
  EXPECT_EQ(NextTimerOf(order).time, kNow + absl::Hours(6 + 42));
  WarnShipBy(order);
  EXPECT_EQ(NextTimerOf(order).kind, "");
  EXPECT_TRUE(IsShipByUrgent(order));

  Order cod = PlacedOrder(v1::PaymentMethod::COD);
  EXPECT_EQ(NextTimerOf(cod).kind, kCodFirstContact);
  MissCodContact(cod);
  EXPECT_EQ(NextTimerOf(cod).kind, kCodUnreachable);
}

}  // namespace
}  // namespace shopdesk::orders::domain
