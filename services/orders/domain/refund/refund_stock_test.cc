#include "services/orders/domain/refund/refund_stock.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using catalog::v1::StockBucket;
using ::testing::IsEmpty;

// Three pieces of the first line that came back.
Refund CameBack(v1::RefundKind::Value kind) {
  Refund refund;
  refund.set_kind(kind);
  RefundLine& line = *refund.add_lines();
  line.set_line(1);
  line.set_quantity(3);
  line.set_came_back(3);
  return refund;
}

class RefundStockTest : public ::testing::Test {
 protected:
  int64_t Of(const std::vector<StockBooking>& bookings, StockBucket::Value bucket) {
    int64_t pieces = 0;
    for (const StockBooking& one : bookings) {
      EXPECT_EQ(one.sku_id, order_.lines(0).sku_id());
      if (one.bucket == bucket) pieces += one.quantity;
    }
    return pieces;
  }
  const Order order_ = DeliveredOrder({{3, 3000}});
};

TEST_F(RefundStockTest, WholeAsInspected) {
  Refund refund = CameBack(v1::RefundKind::RETURN_AND_REFUND);
  EXPECT_THAT(BookedOnSuccess(order_, refund), IsEmpty()) << "nobody looked";
  refund.set_inspection(v1::Inspection::DAMAGED);
  EXPECT_EQ(Of(BookedOnSuccess(order_, refund), StockBucket::DAMAGED), 3);
  EXPECT_THAT(BookedOnTakeIn(order_, refund), IsEmpty());
}

TEST_F(RefundStockTest, PieceByPieceAsCounted) {
  Refund refund = CameBack(v1::RefundKind::RETURN_AND_REFUND);
  v1::IntakeLine& counted = *refund.add_intake();
  counted.set_line(1);
  counted.set_sellable(2);
  counted.set_damaged(1);
  EXPECT_EQ(Of(BookedOnSuccess(order_, refund), StockBucket::ON_HAND), 2);
  EXPECT_EQ(Of(BookedOnSuccess(order_, refund), StockBucket::DAMAGED), 1);
  refund.mutable_lines(0)->set_came_back(1);
  EXPECT_EQ(Of(BookedOnSuccess(order_, refund), StockBucket::ON_HAND), 1)
      << "not more than came back of the order";
  EXPECT_EQ(Of(BookedOnSuccess(order_, refund), StockBucket::DAMAGED), 0);
}

TEST_F(RefundStockTest, AnExchangeIsBookedOnceAndItsParcelThatCameBack) {
  Refund refund = CameBack(v1::RefundKind::EXCHANGE);
  refund.set_inspection(v1::Inspection::RESTOCK);
  refund.mutable_replacement()->set_failure(v1::Replacement::CAME_BACK);
  EXPECT_EQ(Of(BookedOnTakeIn(order_, refund), StockBucket::ON_HAND), 3);
  EXPECT_EQ(Of(BookedOnSuccess(order_, refund), StockBucket::ON_HAND), 3) << "the second parcel";
  refund.mutable_replacement()->set_failure(v1::Replacement::NONE_LEFT);
  EXPECT_THAT(BookedOnSuccess(order_, refund), IsEmpty());
}

TEST_F(RefundStockTest, WhereTheGoodsAreNow) {
  Order order = order_;
  order.mutable_lines(0)->set_location("south");
  Refund refund = CameBack(v1::RefundKind::EXCHANGE);
  refund.set_inspection(v1::Inspection::RESTOCK);
  EXPECT_EQ(BookedOnTakeIn(order, refund)[0].location, "south") << "nobody chose";
  refund.set_return_location("north");
  EXPECT_EQ(BookedOnTakeIn(order, refund)[0].location, "north");
  EXPECT_EQ(ReturnedReplacement(order, refund)[0].location, "south");
  refund.set_return_location("main");
  EXPECT_EQ(BookedOnTakeIn(order, refund)[0].location, "south")
      << "the address of all that lack one";
  v1::IntakeLine& counted = *refund.add_intake();
  counted.set_line(1);
  counted.set_sellable(2);
  refund.set_return_location("north");
  for (const StockBooking& one : BookedOnTakeIn(order, refund)) EXPECT_EQ(one.location, "north");
}

}  // namespace
}  // namespace shopdesk::orders::domain
