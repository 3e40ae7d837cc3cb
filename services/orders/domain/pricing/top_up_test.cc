#include "services/orders/domain/pricing/top_up.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;

class TopUpTest : public ::testing::Test {
 protected:
  TopUpTest()
      : policy_(ShopPolicy()), order_(PlacedOrder(PaymentMethod::ESCROW, {{"a", 1, 1000}}, 800)) {
    EXPECT_THAT(AcceptPayment(order_, policy_, "t", At(), ledger_), IsOk());
  }
  absl::Status Price(int64_t freight, const std::string& reason = "") {
    return Reprice(order_, policy_, freight, reason, At(), ledger_);
  }

  Policy policy_;
  Order order_;
  std::vector<LedgerEntry> ledger_;
};

TEST_F(TopUpTest, PaidThenDearerAgainAsksTheRestOnly) {
  ASSERT_THAT(Price(1000), IsOk());
  EXPECT_TRUE(IsTopUp(order_, MakeMoney("CNY", 200)));
  EXPECT_FALSE(IsTopUp(order_, MakeMoney("CNY", 201)));
  EXPECT_FALSE(IsTopUp(order_, MakeMoney("USD", 200)));
  PayTopUp(order_, "t2", At(), ledger_);
  EXPECT_EQ(order_.payment().held_minor(), 2000);
  EXPECT_EQ(order_.total().minor(), 2000);
  EXPECT_EQ(ledger_.back().freight_minor(), 200);
  ASSERT_THAT(Price(1300), IsOk());
  EXPECT_EQ(order_.top_up().amount().minor(), 300);
  EXPECT_EQ(order_.holds_size(), 1);
  ASSERT_THAT(Price(1000), IsOk());
  EXPECT_EQ(order_.top_up().state(), TopUp::CANCELLED);
  EXPECT_EQ(order_.holds_size(), 0);
  EXPECT_THAT(WaiveTopUp(order_, "r", At()), HasReason("WRONG_STATE"));
}

TEST_F(TopUpTest, WhatWasRefundedIsNotCountedAsPaid) {
  ASSERT_THAT(Price(300), IsOk());
  EXPECT_EQ(order_.payment().refunded_minor(), 500);
  ASSERT_THAT(Price(700), IsOk());
  EXPECT_EQ(order_.top_up().amount().minor(), 400);
  PayTopUp(order_, "t2", At(), ledger_);
  // Goods 10.00 and freight 7.00.
  EXPECT_EQ(order_.payment().held_minor(), 1700);
  ASSERT_THAT(Release(order_, At(), ledger_), IsOk());
  EXPECT_EQ(ledger_.back().goods_minor(), 1000);
  EXPECT_EQ(ledger_.back().freight_minor(), 700);
}

TEST_F(TopUpTest, FreightDoesNotFallBelowWhatCameByBank) {
  order_ = PlacedOrder(PaymentMethod::BANK_TRANSFER, {{"a", 1, 1000}}, 800);
  order_.mutable_payment()->set_state(PaymentState::PARTLY_PAID);
  order_.mutable_payment()->set_paid_minor(1300);
  EXPECT_THAT(Price(300), HasReason("FREIGHT_CHANGED"));
  ASSERT_THAT(Price(301), IsOk());
  EXPECT_EQ(order_.payment().due().minor(), 1301);
}

TEST_F(TopUpTest, TheTradesEndCancelsIt) {
  ASSERT_THAT(Price(1000), IsOk());
  End(order_);
  EXPECT_EQ(order_.top_up().state(), TopUp::CANCELLED);
}

TEST_F(TopUpTest, NothingIsPricedAgainOnceAPartIsShipped) {
  order_.add_parcels();
  ASSERT_THAT(Price(5000), IsOk());
  EXPECT_FALSE(order_.has_top_up());
}

}  // namespace
}  // namespace shopdesk::orders::domain
