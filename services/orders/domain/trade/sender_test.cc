#include "services/orders/domain/trade/sender.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;

google::protobuf::RepeatedPtrField<v1::LineQuantity> BothLines() {
  google::protobuf::RepeatedPtrField<v1::LineQuantity> lines;
  for (const int line : {1, 2}) {
    v1::LineQuantity& part = *lines.Add();
    part.set_line(line);
    part.set_quantity(1);
  }
  return lines;
}

TEST(SenderTest, IsTheLocationsOwnAddressElseTheMainOne) {
  EXPECT_EQ(SenderAt({}, "north"), "");
  EXPECT_EQ(SenderAt({{"north", {}}}, "north"), "north");
  EXPECT_EQ(SenderAt({{"north", {}}}, "south"), "");
  EXPECT_EQ(SenderAt({{"main", {}}, {"north", {}}}, "south"), "main");
  EXPECT_EQ(SenderAt({{"main", {}}}, ""), "main");
}

TEST(SenderTest, GoodsOfTwoAddressesShareNoParcel) {
  Order order = ReadyOrder();
  order.mutable_lines(0)->set_location("north");
  order.mutable_lines(1)->set_location("shelf 7");
  EXPECT_OK(CheckOneSender(order, BothLines(), {}));
  EXPECT_OK(CheckOneSender(order, BothLines(), {{"main", {}}}));
  const absl::Status two = CheckOneSender(order, BothLines(), {{"main", {}}, {"north", {}}});
  EXPECT_THAT(two, HasReason("SEVERAL_SENDERS"));
  EXPECT_EQ(ErrorMetadataOf(two, "senders"), "main, north");
  EXPECT_THAT(CheckOneSender(order, BothLines(), {{"north", {}}}), HasReason("SEVERAL_SENDERS"));
  auto one = BothLines();
  one.RemoveLast();
  EXPECT_OK(CheckOneSender(order, one, {{"main", {}}, {"north", {}}}));
}

}  // namespace
}  // namespace shopdesk::orders::domain
