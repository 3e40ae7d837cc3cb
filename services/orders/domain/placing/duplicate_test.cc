#include "services/orders/domain/placing/duplicate.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/receiver/block.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::IsOk;

TEST(DuplicateTest, EveryStateAndEvent) {
  using D = DuplicatePair;
  testing::CheckMachine<D::State>(DuplicateMachine(), D::State_MAX,
                                  {{{D::OPEN, "decide"}, D::DECIDED},
                                   {{D::OPEN, "lapse"}, D::LAPSED},
                                   {{D::LAPSED, "reopen"}, D::OPEN}});
}

TEST(DuplicateTest, AddressesAreComparedByWhatTheySay) {
  type::v1::PostalAddress address;
  address.set_region_code("GB");
  address.set_locality("London");
  address.set_street("12, High-Street");
  type::v1::PostalAddress same = address;
  same.set_street("１２ high street");
  EXPECT_EQ(AddressIndexValue(address), AddressIndexValue(same));
  same.set_street("21 High Street");
  EXPECT_NE(AddressIndexValue(address), AddressIndexValue(same));
  // What stands in which field counts.
  same = address;
  same.set_district("12");
  same.set_street("High Street");
  EXPECT_NE(AddressIndexValue(address), AddressIndexValue(same));
}

TEST(DuplicateTest, AHoldStaysUntilTheLastPairIsDecided) {
  Order a = PlacedOrder(v1::PaymentMethod::COD);
  Order b = a;
  b.set_name("shops/s/orders/p");
  const DuplicatePair pair = MakePair(b, a, DuplicatePair::DUPLICATE, At());
  EXPECT_EQ(pair.first_order(), a.name());
  EXPECT_EQ(pair.name(), MakePair(a, b, DuplicatePair::DUPLICATE, At()).name());
  EXPECT_FALSE(HoldPair(pair, a, b, At()));
  for (Order* order : {&a, &b}) {
    ASSERT_THAT(ConfirmCod(*order, ShopPolicy(), order->cod_surcharge(), At()), IsOk());
    AddPair(*order, pair.name());
    AddPair(*order, "another");
  }
  EXPECT_TRUE(HoldPair(pair, a, b, At()));
  EXPECT_FALSE(HoldPair(pair, a, b, At()));
  RemovePair(a, pair.name());
  EXPECT_EQ(a.holds_size(), 1);
  RemovePair(a, "another");
  EXPECT_EQ(a.holds_size(), 0);
}

}  // namespace
}  // namespace shopdesk::orders::domain
