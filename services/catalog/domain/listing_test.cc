#include "services/catalog/domain/listing.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::StatusIs;

v1::Product InState(v1::Product::State state) {
  v1::Product product;
  product.set_name("shops/s/products/p");
  product.set_state(state);
  return product;
}

const absl::Time kNow = absl::FromUnixSeconds(1000);

TEST(ListingTest, PublishAndDelist) {
  v1::Product product = InState(v1::Product::DRAFT);
  ASSERT_OK(Publish(product));
  EXPECT_EQ(product.state(), v1::Product::ON_SALE);
  EXPECT_THAT(Publish(product), HasReason("WRONG_STATE"));
  ASSERT_OK(Delist(product));
  EXPECT_EQ(product.state(), v1::Product::OFF_SALE);
  EXPECT_THAT(Delist(product), HasReason("WRONG_STATE"));
  ASSERT_OK(Publish(product));
  EXPECT_EQ(product.state(), v1::Product::ON_SALE);
}

TEST(ListingTest, SchedulesAndCancels) {
  v1::Product product = InState(v1::Product::DRAFT);
  EXPECT_THAT(SchedulePublish(product, kNow, kNow), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(SchedulePublish(product, kNow + absl::Hours(1), kNow));
  EXPECT_EQ(FromProto(product.publish_time()), kNow + absl::Hours(1));
  EXPECT_THAT(ScheduleDelist(product, kNow + absl::Hours(2), kNow), HasReason("WRONG_STATE"));
  ASSERT_OK(Delist(product));
  EXPECT_EQ(product.state(), v1::Product::DRAFT);
  EXPECT_FALSE(product.has_publish_time());
  ASSERT_OK(Publish(product));
  ASSERT_OK(ScheduleDelist(product, kNow + absl::Hours(1), kNow));
  EXPECT_THAT(SchedulePublish(product, kNow + absl::Hours(1), kNow), HasReason("WRONG_STATE"));
  ASSERT_OK(Publish(product));
  EXPECT_EQ(product.state(), v1::Product::ON_SALE);
  EXPECT_FALSE(product.has_delist_time());
}

}  // namespace
}  // namespace shopdesk::catalog::domain
