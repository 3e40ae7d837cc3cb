#include "services/orders/domain/trade/lines.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

v1::Parcel& AddParcel(Order& order, v1::Parcel::State state, int32_t line, int64_t quantity) {
  v1::Parcel& parcel = *order.add_parcels();
  parcel.set_state(state);
  v1::LineQuantity& part = *parcel.add_lines();
  part.set_line(line);
  part.set_quantity(quantity);
  return parcel;
}

TEST(LinesTest, AreNumberedFromOne) {
  const Order order = PlacedOrder(v1::PaymentMethod::ESCROW);
  EXPECT_EQ(FindLine(order, 0), nullptr);
  EXPECT_EQ(FindLine(order, 1)->sku_id(), "a");
  EXPECT_EQ(FindLine(order, 2)->sku_id(), "b");
  EXPECT_EQ(FindLine(order, 3), nullptr);
}

TEST(LinesTest, AChangedPriceCountsBeforeCatalogs) {
  Order order = PlacedOrder(v1::PaymentMethod::ESCROW);
  OrderLine& line = *FindLine(order, 1);
  EXPECT_EQ(UnitPriceMinor(line), 500);
  *line.mutable_unit_price() = MakeMoney("CNY", 0);
  EXPECT_EQ(UnitPriceMinor(line), 0);
}

TEST(LinesTest, WhatIsLockedOrInAParcelBeingMadeIsNotFree) {
  Order order = PaidOrder({{5, 5000}});
  EXPECT_EQ(FreeToShip(order, order.lines(0)), 5);
  order.mutable_lines(0)->set_locked(1);
  AddParcel(order, v1::Parcel::INTENDED, 1, 2);
  AddParcel(order, v1::Parcel::SHIPPED, 1, 1);
  EXPECT_EQ(IntendedQuantity(order, 1), 2);
  EXPECT_EQ(IntendedQuantity(order, 2), 0);
  EXPECT_EQ(FreeToShip(order, order.lines(0)), 2);
}

TEST(LinesTest, TheBuyerHasWhatIsOnItsWayOrDelivered) {
  Order order = PaidOrder({{5, 5000}});
  EXPECT_EQ(WithBuyer(order.lines(0)), 0);
  order.mutable_lines(0)->set_shipped(2);
  order.mutable_lines(0)->set_delivered(1);
  EXPECT_EQ(WithBuyer(order.lines(0)), 3);
}

TEST(LinesTest, TheLastParcelSaysWhenItWasShipped) {
  Order order = PaidOrder({{2, 2000}});
  EXPECT_EQ(LastShipTime(order), absl::InfinitePast());
  *AddParcel(order, v1::Parcel::SHIPPED, 1, 1).mutable_ship_time() = ToProto(kNow);
  AddParcel(order, v1::Parcel::INTENDED, 1, 1);
  *AddParcel(order, v1::Parcel::SHIPPED, 1, 1).mutable_ship_time() = ToProto(kNow - kDay);
  EXPECT_EQ(LastShipTime(order), kNow);
}

TEST(LinesTest, NothingIsLeftToShipOnceAllLinesAreShipped) {
  EXPECT_FALSE(NothingToShip(PaidOrder({{2, 2000}})));
  EXPECT_TRUE(NothingToShip(ShippedOrder({{2, 2000}})));
}

}  // namespace
}  // namespace shopdesk::orders::domain
