#include "services/orders/domain/packing/parcels.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

TEST(PackParcelsTest, ParcelsAreEvenAndUnknownWeightsCount) {
  EXPECT_THAT(PackParcels({{0, 2}, {300, 1}}), ::testing::ElementsAre(1300));
  EXPECT_THAT(PackParcels({{30001, 1}}), ::testing::ElementsAre(15001, 15000));
  const auto many = PackParcels({{1000000, 1000}});
  EXPECT_EQ(many.size(), 100u);
  EXPECT_EQ(many[0], 10000000);
}

}  // namespace
}  // namespace shopdesk::orders::domain
