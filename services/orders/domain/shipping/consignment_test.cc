#include "services/orders/domain/shipping/consignment.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using logistics::v1::QuoteRequest;
using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::testing::ElementsAre;

v1::Policy InsuringPolicy(int64_t from_minor = 0, int64_t most_minor = 1000000) {
  v1::Policy policy = ShopPolicy();
  policy.set_insure_parcels(true);
  policy.set_insure_from_minor(from_minor);
  policy.set_insure_most_minor(most_minor);
  return policy;
}

// Two of "a" for 5.00, 200 g each, and one of "b" for 3.00, with a battery.
Order MeasuredOrder() {
  Order order = ReadyOrder();
  catalog::v1::SkuSnapshot& first = *order.mutable_lines(0)->mutable_snapshot();
  first.set_weight_grams(200);
  catalog::v1::SkuSnapshot& second = *order.mutable_lines(1)->mutable_snapshot();
  second.set_weight_grams(50);
  second.add_shipping_goods("battery");
  for (catalog::v1::SkuSnapshot* snapshot : {&first, &second}) {
    snapshot->mutable_dimensions()->set_length_mm(100);
    snapshot->mutable_dimensions()->set_width_mm(50);
    snapshot->mutable_dimensions()->set_height_mm(10);
  }
  return order;
}

int64_t DeclaredFor(const v1::Policy& policy, int64_t goods_minor) {
  const auto declared = DeclaredValue(policy, {}, MakeMoney("CNY", goods_minor));
  EXPECT_OK(declared);
  return declared.ok() && declared->has_value() ? (*declared)->minor() : -1;
}

TEST(ConsignmentTest, ThePolicySaysWhatIsInsured) {
  EXPECT_EQ(DeclaredFor(ShopPolicy(), 100000), -1);
  EXPECT_EQ(DeclaredFor(InsuringPolicy(), 1), 1);
  EXPECT_EQ(DeclaredFor(InsuringPolicy(), 0), -1) << "presents";
  EXPECT_EQ(DeclaredFor(InsuringPolicy(50000), 49999), -1);
  EXPECT_EQ(DeclaredFor(InsuringPolicy(50000), 50000), 50000);
  EXPECT_EQ(DeclaredFor(InsuringPolicy(50000, 80000), 80001), 80000);
  EXPECT_EQ(DeclaredFor(InsuringPolicy(0, 0), 80001), -1);
}

TEST(ConsignmentTest, WhoShipsSaysOtherwise) {
  const type::v1::Money goods = MakeMoney("CNY", 1000);
  const auto asked = [&](const char* currency, int64_t minor) {
    return DeclaredValue(InsuringPolicy(), MakeMoney(currency, minor), goods);
  };
  ASSERT_OK(asked("CNY", 700));
  EXPECT_EQ((*asked("CNY", 700))->minor(), 700);
  ASSERT_OK(asked("CNY", 0));
  EXPECT_FALSE(asked("CNY", 0)->has_value());
  EXPECT_FALSE(asked("", 0)->has_value());
  EXPECT_THAT(asked("USD", 700), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(asked("CNY", -1), HasReason("INVALID_ARGUMENT"));
}

TEST(ConsignmentTest, TheQuoteOfAnOrderAndItsOnlyParcelAreTold) {
  Order order = MeasuredOrder();
  const std::vector<QuoteRequest> all_asked = ConsignAll(order, InsuringPolicy(), {});
  ASSERT_EQ(all_asked.size(), 1u);
  const QuoteRequest& asked = all_asked.front();
  ShipRequest all;
  all.shipment = kShipment;
  ASSERT_OK(IntendParcel(order, InsuringPolicy(), all, At()));
  EXPECT_EQ(order.parcels(0).declared_value().minor(), 1300);
  EXPECT_THAT(Consign(order, order.parcels(0)), EqualsProto(asked));
  ASSERT_EQ(asked.parcels_size(), 1);
  EXPECT_EQ(asked.parcels(0).weight_grams(), 450);
  EXPECT_EQ(asked.parcels(0).dimensions().height_mm(), 30);
  EXPECT_THAT(asked.parcels(0).goods(), ElementsAre("battery"));
  EXPECT_EQ(asked.goods_value().minor(), 1300);
  EXPECT_EQ(asked.declared_value().minor(), 1300);
  EXPECT_FALSE(asked.has_cod_amount());
}

Senders TwoAddresses() {
  Senders senders;
  senders["main"].set_region_code("CN");
  senders["north"].set_region_code("RU");
  return senders;
}

TEST(ConsignmentTest, WhatIsSentFromTwoAddressesIsConsignedByEach) {
  Order order = MeasuredOrder();
  order.mutable_lines(0)->set_location("north");
  order.mutable_lines(1)->set_location("shelf 7");
  const std::vector<QuoteRequest> asked = ConsignAll(order, InsuringPolicy(400), TwoAddresses());
  ASSERT_EQ(asked.size(), 2u);
  EXPECT_EQ(asked[0].origin().region_code(), "CN") << "the shelf has no address of its own";
  EXPECT_EQ(asked[0].goods_value().minor(), 300);
  EXPECT_FALSE(asked[0].has_declared_value()) << "too little to insure";
  EXPECT_THAT(asked[0].parcels(0).goods(), ElementsAre("battery"));
  EXPECT_EQ(asked[1].origin().region_code(), "RU");
  EXPECT_EQ(asked[1].goods_value().minor(), 1000);
  EXPECT_EQ(asked[1].declared_value().minor(), 1000);
  EXPECT_EQ(asked[1].parcels(0).weight_grams(), 400);
  // Of COD each carrier collects what his parcel is worth.
  Order cod = ReadyCodOrder(800);
  cod.mutable_lines(0)->set_location("north");
  int64_t collected = 0;
  for (const QuoteRequest& each : ConsignAll(cod, ShopPolicy(), TwoAddresses())) {
    EXPECT_EQ(each.cod_amount().minor(), each.goods_value().minor());
    collected += each.cod_amount().minor();
  }
  EXPECT_EQ(collected, cod.goods_total().minor());
}

// Locations without addresses of their own change nothing but where it is sent from.
TEST(ConsignmentTest, WhatIsSentFromOneAddressIsConsignedAsEver) {
  const Order before = MeasuredOrder();
  Order order = before;
  order.mutable_lines(0)->set_location("shelf 1");
  order.mutable_lines(1)->set_location("shelf 2");
  const QuoteRequest ever = ConsignAll(before, InsuringPolicy(), {}).front();
  EXPECT_FALSE(ever.has_origin());
  const auto nowhere = ConsignAll(order, InsuringPolicy(), {});
  ASSERT_EQ(nowhere.size(), 1u);
  EXPECT_THAT(nowhere[0], EqualsProto(ever));
  const auto from_main = ConsignAll(order, InsuringPolicy(), TwoAddresses());
  ASSERT_EQ(from_main.size(), 1u);
  QuoteRequest expected = ever;
  expected.mutable_origin()->set_region_code("CN");
  EXPECT_THAT(from_main[0], EqualsProto(expected));
}

TEST(ConsignmentTest, AParcelIsWhatIsInIt) {
  Order order = MeasuredOrder();
  ShipRequest part;
  part.shipment = kShipment;
  v1::LineQuantity& piece = *part.lines.Add();
  piece.set_line(1);
  piece.set_quantity(1);
  part.declared_value = MakeMoney("CNY", 600);
  ASSERT_OK(IntendParcel(order, ShopPolicy(), part, At()));
  const QuoteRequest told = Consign(order, order.parcels(0));
  EXPECT_EQ(told.parcels(0).weight_grams(), 200);
  EXPECT_EQ(told.parcels(0).goods_size(), 0);
  EXPECT_EQ(told.goods_value().minor(), 500);
  EXPECT_EQ(told.declared_value().minor(), 600);
}

TEST(ConsignmentTest, CodIsCollectedWithTheParcel) {
  Order order = ReadyCodOrder(800);
  EXPECT_EQ(ConsignAll(order, ShopPolicy(), {}).front().cod_amount().minor(), 1300);
  ShipRequest all;
  all.shipment = kShipment;
  ASSERT_OK(IntendParcel(order, ShopPolicy(), all, At()));
  EXPECT_EQ(Consign(order, order.parcels(0)).cod_amount().minor(), order.total().minor());
}

TEST(ConsignmentTest, OrdersThatShareAParcelAreToldTogether) {
  Order first = MeasuredOrder();
  const Order second = MeasuredOrder();
  const QuoteRequest asked = ConsignTogether({first, second}, InsuringPolicy(2600), {});
  ASSERT_EQ(asked.parcels_size(), 1);
  EXPECT_EQ(asked.parcels(0).weight_grams(), 900);
  EXPECT_EQ(asked.goods_value().minor(), 2600);
  EXPECT_EQ(asked.declared_value().minor(), 2600);
  v1::Parcel part;
  part.add_lines()->set_line(1);
  part.mutable_lines(0)->set_quantity(2);
  *part.mutable_declared_value() = MakeMoney("CNY", 900);
  const QuoteRequest told = Consign({{first, part}, {second, part}});
  EXPECT_EQ(told.parcels(0).weight_grams(), 800);
  EXPECT_EQ(told.goods_value().minor(), 2000);
  EXPECT_EQ(told.declared_value().minor(), 1800);
}

TEST(ConsignmentTest, MoneyForASharedParcelIsSharedByWorth) {
  const Order order = MeasuredOrder();
  const auto part = [](int line, int64_t quantity) {
    v1::Parcel parcel;
    parcel.add_lines()->set_line(line);
    parcel.mutable_lines(0)->set_quantity(quantity);
    return parcel;
  };
  std::vector<SharedPart> parts = {{order, part(1, 2)}, {order, part(2, 1)}};
  EXPECT_THAT(WeightsOf(parts), ElementsAre(1000, 300));
  *parts[1].parcel.mutable_declared_value() = MakeMoney("CNY", 200);
  EXPECT_THAT(WeightsOf(parts), ElementsAre(0, 200)) << "only that is insured";
  EXPECT_THAT(WeightsOf({{order, part(1, 0)}, {order, part(1, 0)}}), ElementsAre(1, 1));
}

}  // namespace
}  // namespace shopdesk::orders::domain
