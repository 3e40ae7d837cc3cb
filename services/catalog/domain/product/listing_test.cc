#include "services/catalog/domain/product/listing.h"

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

const absl::Time kListingNow = absl::FromUnixSeconds(1000);

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
  EXPECT_THAT(SchedulePublish(product, kListingNow, kListingNow),
              StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(SchedulePublish(product, kListingNow + absl::Hours(1), kListingNow));
  EXPECT_EQ(FromProto(product.publish_time()), kListingNow + absl::Hours(1));
  EXPECT_THAT(ScheduleDelist(product, kListingNow + absl::Hours(2), kListingNow),
              HasReason("WRONG_STATE"));
  ASSERT_OK(Delist(product));
  EXPECT_EQ(product.state(), v1::Product::DRAFT);
  EXPECT_FALSE(product.has_publish_time());
  ASSERT_OK(Publish(product));
  ASSERT_OK(ScheduleDelist(product, kListingNow + absl::Hours(1), kListingNow));
  EXPECT_THAT(SchedulePublish(product, kListingNow + absl::Hours(1), kListingNow),
              HasReason("WRONG_STATE"));
  ASSERT_OK(Publish(product));
  EXPECT_EQ(product.state(), v1::Product::ON_SALE);
  EXPECT_FALSE(product.has_delist_time());
}

}  // namespace
}  // namespace shopdesk::catalog::domain
