#include "services/orders/domain/pricing/price_protection.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/trade/policy.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using v1::ProtectedLine;

Protection Of(int32_t line, int64_t unit_minor) {
  return {"o1", line, "a", kNow + 7 * kDay, unit_minor};
}

TEST(PriceProtectionTest, TheRuleOfTheProductThenOfItsCategoryThenOfTheShop) {
  OrderLine line;
  line.mutable_snapshot()->set_product("shops/s/products/p");
  line.mutable_snapshot()->set_category("shops/s/categories/c");
  v1::Policy policy = ShopPolicy();
  EXPECT_EQ(ProtectedUntil(line, policy, kNow), kNow);
  policy.set_price_protection_days(7);
  EXPECT_EQ(ProtectedUntil(line, policy, kNow), kNow + 7 * kDay);
  v1::PriceProtectionRule& category = *policy.add_price_protection_rules();
  category.set_category("shops/s/categories/c");
  category.set_days(15);
  EXPECT_EQ(ProtectedUntil(line, policy, kNow), kNow + 15 * kDay);
  v1::PriceProtectionRule& product = *policy.add_price_protection_rules();
  product.set_product("shops/s/products/p");
  product.set_days(0);
  EXPECT_EQ(ProtectedUntil(line, policy, kNow), kNow);
  EXPECT_THAT(CheckPolicy(policy), IsOk());
  product.set_days(8);
  EXPECT_THAT(CheckPolicy(policy), HasReason("INVALID_ARGUMENT"));
  product.set_days(30);
  *policy.add_price_protection_rules() = category;
  EXPECT_THAT(CheckPolicy(policy), HasReason("INVALID_ARGUMENT")) << "twice";
  policy.mutable_price_protection_rules(2)->clear_category();
  EXPECT_THAT(CheckPolicy(policy), HasReason("INVALID_ARGUMENT")) << "of nothing";
}

TEST(PriceProtectionTest, TheDifferenceOfThePiecesThatAreLeft) {
  Order order = PaidOrder({{3, 3000}});
  ProtectedLine line = JudgePriceDrop(order, Of(1, 1000), {}, MakeMoney("CNY", 800));
  EXPECT_EQ(line.verdict(), ProtectedLine::OWED);
  EXPECT_EQ(line.owed().minor(), 600);
  EXPECT_EQ(JudgePriceDrop(order, Of(1, 1000), {}, MakeMoney("CNY", 1000)).verdict(),
            ProtectedLine::NOT_OWED);
  EXPECT_EQ(JudgePriceDrop(order, Of(1, 800), {}, MakeMoney("CNY", 800)).verdict(),
            ProtectedLine::NOT_OWED)
      << "settled before";
  EXPECT_EQ(JudgePriceDrop(order, Of(1, 1000), {}, MakeMoney("CNY", 1200)).owed().minor(), 0);
  EXPECT_EQ(JudgePriceDrop(order, Of(9, 1000), {}, MakeMoney("CNY", 800)).verdict(),
            ProtectedLine::NOT_OWED);
  std::vector<v1::LedgerEntry> ledger;
  RefundedLine gone;
  gone.line = 1;
  gone.never_shipped = 2;
  gone.amount_minor = 2000;
  ASSERT_THAT(ApplyRefund(order, {gone}, 0, "r", At(), ledger), IsOk());
  line = JudgePriceDrop(order, Of(1, 1000), {}, MakeMoney("CNY", 800));
  EXPECT_EQ(line.quantity(), 1);
  EXPECT_EQ(line.owed().minor(), 200);
}

TEST(PriceProtectionTest, APriceInAnotherCurrencyIsNoLowerOne) {
  const Order order = PaidOrder({{1, 1000}});
  EXPECT_EQ(JudgePriceDrop(order, Of(1, 1000), {}, MakeMoney("USD", 800)).verdict(),
            ProtectedLine::NOT_OWED);
}

TEST(PriceProtectionTest, NeverMoreThanIsLeft) {
  Order order = PaidOrder({{1, 1000}});
  order.mutable_lines(0)->set_refunded_minor(900);
  EXPECT_EQ(JudgePriceDrop(order, Of(1, 1000), {}, MakeMoney("CNY", 800)).owed().minor(), 100);
  order.mutable_lines(0)->set_refunded_minor(1000);
  EXPECT_EQ(JudgePriceDrop(order, Of(1, 1000), {}, MakeMoney("CNY", 800)).verdict(),
            ProtectedLine::NOT_OWED);
}

TEST(PriceProtectionTest, ALineWithAnOpenRefundWaits) {
  const Order order = PaidOrder({{2, 2000}, {1, 500}});
  v1::Refund open;
  open.set_state(v1::RefundState::WAIT_SELLER_AGREE);
  open.add_lines()->set_line(1);
  EXPECT_EQ(JudgePriceDrop(order, Of(1, 1000), {open}, MakeMoney("CNY", 800)).verdict(),
            ProtectedLine::WAITING);
  EXPECT_EQ(JudgePriceDrop(order, Of(2, 500), {open}, MakeMoney("CNY", 400)).verdict(),
            ProtectedLine::OWED);
  open.set_state(v1::RefundState::CLOSED);
  EXPECT_EQ(JudgePriceDrop(order, Of(1, 1000), {open}, MakeMoney("CNY", 800)).verdict(),
            ProtectedLine::OWED);
}

TEST(PriceProtectionTest, IsRefundedWithoutPieces) {
  ProtectedLine owed =
      JudgePriceDrop(PaidOrder({{1, 1000}}), Of(1, 1000), {}, MakeMoney("CNY", 700));
  const RefundRequest request = PriceDropRefund(owed);
  EXPECT_EQ(request.kind, v1::RefundKind::MONEY_ONLY);
  ASSERT_EQ(request.lines.size(), 1);
  EXPECT_EQ(request.lines[0].quantity(), 0);
  EXPECT_EQ(request.lines[0].amount_minor(), 300);
  EXPECT_EQ(request.freight_minor, 0);
}

}  // namespace
}  // namespace shopdesk::orders::domain
