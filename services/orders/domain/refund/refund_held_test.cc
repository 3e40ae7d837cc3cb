#include "services/orders/domain/refund/refund_held.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/orders/domain/refund/refund_replacement.h"
#include "services/orders/domain/refund/refund_stock.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::FieldsAre;
using ::testing::IsEmpty;
using v1::RefundKind;

// Three pieces of the first line that were delivered, and what becomes of some of them.
class RefundHeldTest : public ::testing::Test {
 protected:
  Refund Asked(RefundKind::Value kind, int64_t quantity, const std::string& exchange = "") {
    Refund refund;
    refund.set_kind(kind);
    refund.set_state(RefundState::WAIT_SELLER_AGREE);
    RefundLine& line = *refund.add_lines();
    line.set_line(1);
    line.set_quantity(quantity);
    line.set_exchange_sku_id(exchange);
    NoteHeld(order_, others_, refund);
    return refund;
  }
  // Ended by the goods.
  void Exchange(int64_t quantity, const std::string& exchange) {
    Refund refund = Asked(RefundKind::EXCHANGE, quantity, exchange);
    refund.set_state(RefundState::SUCCESS);
    refund.mutable_replacement();
    others_.push_back(refund);
  }
  std::vector<SkuPieces> HeldBy(const Refund& refund) {
    return HeldSkus(order_, refund.lines(0), refund.lines(0).quantity());
  }

  const Order order_ = DeliveredOrder({{3, 3000}});
  const std::string own_ = order_.lines(0).sku_id();
  std::vector<Refund> others_;
};

TEST_F(RefundHeldTest, WithoutAnExchangeAllPiecesAreTheLines) {
  others_.push_back(Asked(RefundKind::RETURN_AND_REFUND, 1));
  const Refund refund = Asked(RefundKind::RETURN_AND_REFUND, 2);
  EXPECT_THAT(refund.lines(0).held(), IsEmpty());
  EXPECT_THAT(HeldBy(refund), ElementsAre(FieldsAre(own_, 2)));
}

TEST_F(RefundHeldTest, WhatWasSentInExchangeComesBackFirst) {
  Exchange(1, "large");
  const Refund refund = Asked(RefundKind::RETURN_AND_REFUND, 2);
  EXPECT_THAT(HeldBy(refund), ElementsAre(FieldsAre("large", 1), FieldsAre(own_, 1)));
  others_.push_back(refund);
  EXPECT_THAT(HeldBy(Asked(RefundKind::RETURN_AND_REFUND, 1)), ElementsAre(FieldsAre(own_, 1)))
      << "the other refund asks the large one";
  others_.back().set_state(RefundState::CLOSED);
  EXPECT_THAT(HeldBy(Asked(RefundKind::RETURN_AND_REFUND, 1)), ElementsAre(FieldsAre("large", 1)));
  others_.back().set_state(RefundState::PARTIAL);
  EXPECT_THAT(HeldBy(Asked(RefundKind::RETURN_AND_REFUND, 1)), ElementsAre(FieldsAre("large", 1)))
      << "nothing came back of it";
}

TEST_F(RefundHeldTest, AnExchangeOfWhatWasExchangedLeavesTheLast) {
  Exchange(2, "large");
  Exchange(1, "small");
  EXPECT_THAT(HeldBy(others_.back()), ElementsAre(FieldsAre("large", 1)));
  EXPECT_THAT(HeldBy(Asked(RefundKind::RETURN_AND_REFUND, 3)),
              ElementsAre(FieldsAre("small", 1), FieldsAre("large", 1), FieldsAre(own_, 1)));
}

TEST_F(RefundHeldTest, ARepairAndARefundByMoneySendAndTakeTheSame) {
  Exchange(1, "large");
  Refund repaired = Asked(RefundKind::REPAIR, 1);
  const std::vector<SkuPieces> sent = ReplacedSkus(order_, repaired);
  EXPECT_THAT(sent, ElementsAre(FieldsAre("large", 1)));
  repaired.set_state(RefundState::SUCCESS);
  repaired.mutable_replacement();
  others_.push_back(repaired);
  Refund back = Asked(RefundKind::RETURN_AND_REFUND, 1);
  EXPECT_THAT(HeldBy(back), ElementsAre(FieldsAre("large", 1)));
  back.set_state(RefundState::SUCCESS);
  others_.push_back(back);
  EXPECT_THAT(Asked(RefundKind::RETURN_AND_REFUND, 1).lines(0).held(), IsEmpty());
}

TEST_F(RefundHeldTest, TheStockGetsTheSkusThatCameBack) {
  Exchange(1, "large");
  Refund refund = Asked(RefundKind::RETURN_AND_REFUND, 3);
  refund.mutable_lines(0)->set_came_back(3);
  refund.set_inspection(v1::Inspection::RESTOCK);
  EXPECT_THAT(BookedOnSuccess(order_, refund),
              ElementsAre(FieldsAre("large", 1, catalog::v1::StockBucket::ON_HAND, ""),
                          FieldsAre(own_, 2, catalog::v1::StockBucket::ON_HAND, "")));
  v1::IntakeLine& counted = *refund.add_intake();
  counted.set_line(1);
  counted.set_sellable(2);
  counted.set_damaged(1);
  EXPECT_THAT(BookedOnSuccess(order_, refund),
              ElementsAre(FieldsAre("large", 1, catalog::v1::StockBucket::ON_HAND, ""),
                          FieldsAre(own_, 1, catalog::v1::StockBucket::ON_HAND, ""),
                          FieldsAre(own_, 1, catalog::v1::StockBucket::DAMAGED, "")));
}

}  // namespace
}  // namespace shopdesk::orders::domain
