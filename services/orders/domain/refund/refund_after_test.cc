#include "services/orders/domain/refund/refund_after.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/refund/refund.h"
#include "services/orders/domain/refund/refund_stock.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using catalog::v1::StockBucket;
using shopdesk::testing::HasReason;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::FieldsAre;
using ::testing::IsEmpty;
using v1::RefundKind;

// Three pieces that the buyer has sent back.
class RefundAfterTest : public ::testing::Test {
 protected:
  void SentBack(RefundKind::Value kind) {
    order_ = DeliveredOrder({{3, 3000}});
    RefundRequest request;
    request.kind = kind;
    request.reason = v1::RefundReason::QUALITY;
    request.lines.Add()->set_line(1);
    request.lines.Mutable(0)->set_quantity(3);
    refund_ = Refund();
    refund_.set_name(order_.name() + "/refunds/r1");
    ASSERT_OK(AskRefund(order_, {}, request, policy_, At(), refund_));
    ASSERT_OK(AgreeRefund(order_, refund_, policy_, At(), ledger_));
    ASSERT_OK(SendBackGoods(refund_, {"sf", "SF1", false}, policy_, At()));
  }
  void Expire() { ASSERT_OK(ExpireRefund(order_, refund_, policy_, At(10 * kDay), ledger_)); }
  absl::Status Count(int64_t sellable, int64_t damaged, int64_t wrong, int64_t missing) {
    IntakeLines lines;
    v1::IntakeLine& line = *lines.Add();
    line.set_line(1);
    line.set_sellable(sellable);
    line.set_damaged(damaged);
    line.set_wrong(wrong);
    line.set_missing(missing);
    return CountLate(order_, refund_, lines, At(12 * kDay));
  }

  const v1::Policy policy_ = ShopPolicy();
  Order order_;
  Refund refund_;
  std::vector<v1::LedgerEntry> ledger_;
};

TEST_F(RefundAfterTest, WhatNobodyLookedAtIsCountedLaterForTheStockOnly) {
  SentBack(RefundKind::RETURN_AND_REFUND);
  EXPECT_FALSE(IsUncounted(refund_)) << "it is waited for";
  Expire();
  ASSERT_TRUE(IsUncounted(refund_));
  const Order before = order_;
  const size_t booked = ledger_.size();
  EXPECT_THAT(Count(3, 1, 0, 0), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(Count(1, 1, 0, 1));
  EXPECT_FALSE(IsUncounted(refund_));
  EXPECT_THAT(BookedOnCount(order_, refund_),
              ElementsAre(FieldsAre(order_.lines(0).sku_id(), 1, StockBucket::ON_HAND, ""),
                          FieldsAre(order_.lines(0).sku_id(), 1, StockBucket::DAMAGED, "")));
  EXPECT_FALSE(refund_.has_offer());
  EXPECT_EQ(refund_.refunded().minor(), 3000);
  EXPECT_EQ(ledger_.size(), booked);
  EXPECT_EQ(order_.SerializeAsString(), before.SerializeAsString());
}

TEST_F(RefundAfterTest, GoodsOfAnExchangeAreCountedLaterTooAndARepairsAreTheBuyers) {
  SentBack(RefundKind::EXCHANGE);
  Expire();
  ASSERT_EQ(refund_.state(), RefundState::WAIT_SELLER_SEND_AGAIN);
  ASSERT_TRUE(IsUncounted(refund_));
  CountLate(refund_, v1::Inspection::DAMAGED, At(11 * kDay));
  EXPECT_FALSE(IsUncounted(refund_));
  EXPECT_THAT(BookedOnCount(order_, refund_),
              ElementsAre(FieldsAre(order_.lines(0).sku_id(), 3, StockBucket::DAMAGED, "")));
  Expire();
  EXPECT_THAT(BookedOnSuccess(order_, refund_), IsEmpty()) << "booked once";
  SentBack(RefundKind::REPAIR);
  Expire();
  EXPECT_FALSE(IsUncounted(refund_));
  Expire();
  EXPECT_EQ(refund_.replacement().failure(), v1::Replacement::NOT_SENT);
  EXPECT_TRUE(IsUncounted(refund_)) << "the money went back: it is the shop's";
}

TEST_F(RefundAfterTest, WhatThePlatformGrantsAgainstTheSellerIsCountedLater) {
  SentBack(RefundKind::RETURN_AND_REFUND);
  ASSERT_OK(RefuseReturnedGoods(refund_, "worn", policy_, At()));
  ASSERT_OK(EscalateRefund(refund_, policy_, At()));
  ASSERT_OK(DecideRefund(order_, refund_, refund_.total(), policy_, At(), ledger_));
  EXPECT_TRUE(IsUncounted(refund_));
  EXPECT_FALSE(HoldsBuyersGoods(refund_));
}

TEST_F(RefundAfterTest, RefusedAndWithdrawnGoodsGoBackToTheBuyer) {
  SentBack(RefundKind::RETURN_AND_REFUND);
  ASSERT_OK(RefuseReturnedGoods(refund_, "worn", policy_, At()));
  EXPECT_FALSE(HoldsBuyersGoods(refund_)) << "he may ask the platform";
  EXPECT_THAT(ReturnGoodsToBuyer(refund_, "sf", "SF2", At()), HasReason("WRONG_STATE"));
  Expire();
  ASSERT_EQ(refund_.state(), RefundState::CLOSED);
  ASSERT_TRUE(HoldsBuyersGoods(refund_));
  ASSERT_OK(ReturnGoodsToBuyer(refund_, "sf", "SF2", At(11 * kDay)));
  EXPECT_EQ(refund_.goods_returned().waybill_number(), "SF2");
  EXPECT_FALSE(HoldsBuyersGoods(refund_));
  EXPECT_THAT(ReturnGoodsToBuyer(refund_, "sf", "SF3", At(11 * kDay)), HasReason("WRONG_STATE"));
  SentBack(RefundKind::RETURN_AND_REFUND);
  ASSERT_OK(WithdrawRefund(order_, refund_, At()));
  EXPECT_TRUE(HoldsBuyersGoods(refund_));
}

TEST_F(RefundAfterTest, GoodsOfAnotherShopGoBackToTheBuyer) {
  SentBack(RefundKind::RETURN_AND_REFUND);
  IntakeLines lines;
  v1::IntakeLine& line = *lines.Add();
  line.set_line(1);
  line.set_sellable(2);
  line.set_wrong(1);
  ASSERT_OK(TakeIn(order_, refund_, lines, policy_, At(), ledger_));
  ASSERT_OK(AcceptOffer(order_, refund_, policy_, At(), ledger_));
  EXPECT_TRUE(HoldsBuyersGoods(refund_));
  refund_.set_reason(v1::RefundReason::WRONG_GOODS);
  EXPECT_FALSE(HoldsBuyersGoods(refund_)) << "the shop sent it";
}

}  // namespace
}  // namespace shopdesk::orders::domain
