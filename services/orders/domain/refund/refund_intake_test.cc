#include "services/orders/domain/refund/refund_intake.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/refund/refund.h"
#include "services/orders/domain/refund/refund_stock.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using catalog::v1::StockBucket;
using shopdesk::testing::HasReason;
using shopdesk::testing::StatusIs;
using v1::RefundKind;
using v1::RefundReason;
using v1::RefundState;

struct Counts {
  int64_t sellable = 0;
  int64_t damaged = 0;
  int64_t wrong = 0;
  int64_t missing = 0;
};

// Five pieces for 50.01 that are on their way back, and the freight of 8.00 that is asked too.
class IntakeTest : public ::testing::Test {
 protected:
  void SetUp() override { SentBack(RefundKind::RETURN_AND_REFUND, RefundReason::NO_REASON); }

  void SentBack(RefundKind::Value kind, RefundReason::Value reason) {
    order_ = DeliveredOrder({{5, 5001}, {1, 300}}, 800);
    ledger_.clear();
    RefundRequest request;
    request.kind = kind;
    request.reason = reason;
    request.freight_minor = 800;
    RefundLine& line = *request.lines.Add();
    line.set_line(1);
    line.set_quantity(5);
    refund_ = Refund();
    refund_.set_name(order_.name() + "/refunds/r1");
    ASSERT_OK(AskRefund(order_, {}, request, policy_, At(), refund_));
    ASSERT_OK(AgreeRefund(order_, refund_, policy_, At(), ledger_));
    ASSERT_OK(SendBackGoods(refund_, {"sf", "SF1", false}, policy_, At()));
  }

  static IntakeLines LinesOf(const Counts& counts, int32_t number = 1) {
    IntakeLines lines;
    v1::IntakeLine& line = *lines.Add();
    line.set_line(number);
    line.set_sellable(counts.sellable);
    line.set_damaged(counts.damaged);
    line.set_wrong(counts.wrong);
    line.set_missing(counts.missing);
    return lines;
  }
  absl::Status Take(const IntakeLines& lines) {
    return TakeIn(order_, refund_, lines, policy_, At(), ledger_);
  }
  int64_t Booked(StockBucket::Value bucket) const {
    int64_t pieces = 0;
    for (const StockBooking& booking : BookedOnSuccess(order_, refund_)) {
      if (booking.bucket == bucket) pieces += booking.quantity;
    }
    return pieces;
  }

  v1::Policy policy_ = ShopPolicy();
  Order order_;
  Refund refund_;
  std::vector<v1::LedgerEntry> ledger_;
};

TEST_F(IntakeTest, AllSellableSucceeds) {
  ASSERT_OK(Take(LinesOf({.sellable = 5})));
  EXPECT_EQ(refund_.state(), RefundState::SUCCESS);
  EXPECT_FALSE(refund_.has_offer());
  EXPECT_EQ(refund_.refunded().minor(), 5801);
  EXPECT_EQ(order_.lines(0).returned(), 5);
  EXPECT_EQ(Booked(StockBucket::ON_HAND), 5);
}

TEST_F(IntakeTest, AnythingElseOffersAPartThatTheBuyerTakes) {
  ASSERT_OK(Take(LinesOf({.sellable = 1, .damaged = 1, .wrong = 1, .missing = 2})));
  EXPECT_EQ(refund_.state(), RefundState::WAIT_BUYER_ACCEPT);
  EXPECT_EQ(refund_.offer().minor(), 1000 + 800) << "a fifth of the line, and the freight";
  EXPECT_EQ(FromProto(refund_.deadline_time()), kNow + 5 * kDay);
  EXPECT_EQ(order_.open_refunds(), 1);
  ASSERT_OK(AcceptOffer(order_, refund_, policy_, At(), ledger_));
  EXPECT_EQ(refund_.state(), RefundState::PARTIAL);
  EXPECT_EQ(refund_.refunded().minor(), 1800);
  EXPECT_EQ(order_.lines(0).refunded_minor(), 1000);
  EXPECT_EQ(order_.lines(0).returned(), 2) << "what is the shop's own";
  EXPECT_EQ(order_.lines(0).delivered(), 3) << "the buyer has kept the rest";
  EXPECT_EQ(Booked(StockBucket::ON_HAND), 1);
  EXPECT_EQ(Booked(StockBucket::DAMAGED), 1);
  ASSERT_EQ(ledger_.size(), 1u);
  EXPECT_EQ(ledger_[0].goods_minor(), 1000);
  EXPECT_EQ(ledger_[0].freight_minor(), 800);
  EXPECT_EQ(ledger_[0].units(), 2);
}

TEST_F(IntakeTest, SilenceTakesTheOffer) {
  ASSERT_OK(Take(LinesOf({.sellable = 4, .missing = 1})));
  ASSERT_OK(ExpireRefund(order_, refund_, policy_, At(5 * kDay), ledger_));
  EXPECT_EQ(refund_.state(), RefundState::PARTIAL);
  EXPECT_EQ(order_.lines(0).refunded_minor(), 4001);
}

TEST_F(IntakeTest, RefusedThePlatformDecidesAndTheShopsPicturesAreItsEvidence) {
  IntakeLines lines = LinesOf({.sellable = 3, .damaged = 2});
  lines.Mutable(0)->add_pictures()->set_file_id("p1");
  ASSERT_OK(Take(lines));
  ASSERT_EQ(refund_.evidence_size(), 1);
  EXPECT_EQ(refund_.evidence(0).side(), v1::RefundEvidence::SHOP);
  ASSERT_OK(RefuseOffer(refund_, policy_, At()));
  EXPECT_EQ(refund_.state(), RefundState::PLATFORM_REVIEW);
  Order order = order_;
  Refund refund = refund_;
  ASSERT_OK(ExpireRefund(order, refund, policy_, At(5 * kDay), ledger_));
  EXPECT_EQ(refund.refunded().minor(), refund.offer().minor())
      << "the shop alone showed something: what it offered";
  ASSERT_OK(DecideRefund(order_, refund_, refund_.total(), policy_, At(), ledger_));
  EXPECT_EQ(refund_.state(), RefundState::SUCCESS);
  EXPECT_EQ(refund_.refunded().minor(), 5801);
  EXPECT_EQ(order_.lines(0).returned(), 5);
  EXPECT_EQ(Booked(StockBucket::DAMAGED), 2);
}

TEST_F(IntakeTest, AllGrantedForPiecesThatAreMissingLeavesThemTheBuyers) {
  ASSERT_OK(Take(LinesOf({.sellable = 2, .missing = 3})));
  ASSERT_OK(RefuseOffer(refund_, policy_, At()));
  ASSERT_OK(DecideRefund(order_, refund_, refund_.total(), policy_, At(), ledger_));
  EXPECT_EQ(order_.lines(0).returned(), 2);
  EXPECT_EQ(order_.lines(0).refunded(), 3) << "paid for, not back";
  EXPECT_EQ(order_.lines(0).delivered(), 0);
}

TEST_F(IntakeTest, WhatIsAskedForBeingBrokenMayBeBroken) {
  SentBack(RefundKind::RETURN_AND_REFUND, RefundReason::QUALITY);
  ASSERT_OK(Take(LinesOf({.damaged = 5})));
  EXPECT_EQ(refund_.state(), RefundState::SUCCESS);
  EXPECT_EQ(Booked(StockBucket::DAMAGED), 5);
  SentBack(RefundKind::RETURN_AND_REFUND, RefundReason::WRONG_GOODS);
  ASSERT_OK(Take(LinesOf({.sellable = 4, .wrong = 1})));
  EXPECT_EQ(refund_.state(), RefundState::SUCCESS);
  EXPECT_EQ(Booked(StockBucket::ON_HAND), 4);
  EXPECT_EQ(order_.lines(0).returned(), 4);
  EXPECT_EQ(order_.lines(0).refunded(), 1);
}

TEST_F(IntakeTest, TheShopMayOfferMoreOrLess) {
  IntakeLines lines = LinesOf({.sellable = 3, .damaged = 2});
  lines.Mutable(0)->set_offer_minor(5002);
  EXPECT_THAT(Take(lines), HasReason("AMOUNT_EXCEEDED"));
  SetUp();
  lines.Mutable(0)->set_offer_minor(4500);
  ASSERT_OK(Take(lines));
  EXPECT_EQ(refund_.offer().minor(), 5300);
  SetUp();
  lines.Mutable(0)->set_offer_minor(5001);
  ASSERT_OK(Take(lines));
  EXPECT_EQ(refund_.state(), RefundState::SUCCESS) << "all of it needs nobody's word";
}

TEST_F(IntakeTest, AnExchangeOfWhatIsNotAllThereBecomesAnOffer) {
  SentBack(RefundKind::EXCHANGE, RefundReason::QUALITY);
  ASSERT_OK(Take(LinesOf({.damaged = 5})));
  EXPECT_EQ(refund_.state(), RefundState::WAIT_SELLER_SEND_AGAIN);
  EXPECT_EQ(refund_.lines(0).came_back(), 5);
  const std::vector<StockBooking> in = BookedOnTakeIn(order_, refund_);
  ASSERT_EQ(in.size(), 1u);
  EXPECT_EQ(in[0].bucket, StockBucket::DAMAGED);
  SentBack(RefundKind::EXCHANGE, RefundReason::QUALITY);
  ASSERT_OK(Take(LinesOf({.damaged = 4, .missing = 1})));
  EXPECT_EQ(refund_.state(), RefundState::WAIT_BUYER_ACCEPT);
  ASSERT_OK(AcceptOffer(order_, refund_, policy_, At(), ledger_));
  EXPECT_EQ(order_.lines(0).returned(), 4);
  EXPECT_EQ(Booked(StockBucket::DAMAGED), 4);
}

TEST_F(IntakeTest, ThePiecesHaveToAddUpOnceForEachLine) {
  EXPECT_THAT(Take(LinesOf({.sellable = 4})), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Take(LinesOf({.sellable = 5, .missing = 1})),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Take(LinesOf({.sellable = 1}, 2)), StatusIs(absl::StatusCode::kInvalidArgument));
  IntakeLines twice = LinesOf({.sellable = 5});
  twice.MergeFrom(LinesOf({.sellable = 5}));
  EXPECT_THAT(Take(twice), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(refund_.state(), RefundState::WAIT_SELLER_CONFIRM_GOODS);
  refund_.set_state(RefundState::WAIT_BUYER_RETURN_GOODS);
  EXPECT_THAT(Take(LinesOf({.sellable = 5})), HasReason("WRONG_STATE"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
