#include "services/orders/domain/receiver/block.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::IsOkAndHolds;
using shopdesk::testing::StatusIs;

TEST(BlockTest, OneAddressHoweverItIsWritten) {
  type::v1::PostalAddress address;
  address.set_region_code("CN");
  address.set_locality("杭州市");
  address.set_street("文三路 1 号，A座");
  const std::string value = AddressIndexValue(address);
  address.set_street("文三路１号 a 座。");
  EXPECT_EQ(AddressIndexValue(address), value);
  address.set_street("文三路 2 号 A座");
  EXPECT_NE(AddressIndexValue(address), value);
  // A part doesn't run into the next.
  address.set_street("路");
  address.set_district("文三");
  type::v1::PostalAddress other = address;
  other.set_street("三路");
  other.set_district("文");
  EXPECT_NE(AddressIndexValue(address), AddressIndexValue(other));
}

TEST(BlockTest, AnEntryNamesOneThing) {
  BlockEntry entry;
  EXPECT_THAT(BlockKeyOf(entry, "CN"), StatusIs(absl::StatusCode::kInvalidArgument));
  entry.set_phone("138 1234 5678");
  EXPECT_THAT(BlockKeyOf(entry, "CN"), IsOkAndHolds("phone:+8613812345678"));
  entry.set_buyer("b");
  EXPECT_THAT(BlockKeyOf(entry, "CN"), StatusIs(absl::StatusCode::kInvalidArgument));
  entry.clear_phone();
  EXPECT_THAT(BlockKeyOf(entry, "CN"), IsOkAndHolds("buyer:b"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
