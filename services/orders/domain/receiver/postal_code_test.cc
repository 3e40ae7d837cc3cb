#include "services/orders/domain/receiver/postal_code.h"

#include "gtest/gtest.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

TEST(PostalCodeTest, IsToldByTheDistrict) {
  EXPECT_EQ(PostalCodeOf("上海市", "黄浦区"), "200001");
  EXPECT_EQ(PostalCodeOf(" 宁波市 ", "海曙区"), "315000");
  EXPECT_EQ(PostalCodeOf("湛江市", ""), "524000");
  EXPECT_EQ(PostalCodeOf("上海市", "nowhere"), "");
  EXPECT_EQ(PostalCodeOf("", ""), "");
}

}  // namespace
}  // namespace shopdesk::orders::domain
