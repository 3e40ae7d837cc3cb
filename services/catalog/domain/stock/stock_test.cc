#include "services/catalog/domain/stock/stock.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;

v1::StockLevel LevelOf(const std::string& location, int64_t on_hand, int64_t reserved = 0) {
  v1::StockLevel level;
  level.set_name("shops/s/skus/A/stockLevels/" + location);
  level.set_on_hand(on_hand);
  level.set_reserved(reserved);
  return level;
}

TEST(StockTest, AvailableAndLow) {
  v1::Policy policy = ParseText<v1::Policy>("safety_stock: 2 low_stock_threshold: 1");
  v1::StockLevel level = LevelOf("main", 10, 6);
  Refresh(level, policy);
  EXPECT_EQ(level.available(), 2);
  EXPECT_FALSE(level.low());
  level.set_reserved(7);
  EXPECT_EQ(Available(level, policy), 1);
  EXPECT_TRUE(IsLow(level, policy));
  level.set_reserved(10);
  EXPECT_EQ(Available(level, policy), 0);
  level.set_safety_stock(0);
  level.set_reserved(8);
  level.set_low_stock_threshold(0);
  EXPECT_EQ(Available(level, policy), 2);
  EXPECT_FALSE(IsLow(level, policy));
}

TEST(StockTest, MovementsSayWhatChanged) {
  v1::StockLevel level = LevelOf("main", 5);
  Movement movement = Reserve(level, 3);
  EXPECT_EQ(movement.reserved_delta, 3);
  EXPECT_EQ(movement.delta, 0);
  EXPECT_EQ(level.reserved(), 3);
  movement = Ship(level, 2);
  EXPECT_EQ(movement.delta, -2);
  EXPECT_EQ(movement.before, 5);
  EXPECT_EQ(level.on_hand(), 3);
  EXPECT_EQ(level.reserved(), 1);
  movement = Release(level, 1);
  EXPECT_EQ(movement.reserved_delta, -1);
  EXPECT_EQ(level.reserved(), 0);
  movement = Count(level, 7);
  EXPECT_EQ(movement.delta, 4);
  EXPECT_EQ(level.on_hand(), 7);
}

TEST(StockTest, WhatStockTakingFoundTooLittleOfIsMissing) {
  v1::StockLevel level = LevelOf("main", 5, 5);
  EXPECT_EQ(Oversold(level), 0);
  Count(level, 3);
  EXPECT_EQ(Oversold(level), 2);
  EXPECT_EQ(MissingToShip(level, 4), 1);
  EXPECT_EQ(MissingToShip(level, 3), 0);
}

TEST(StockTest, TheReservationsThatCameLastGoWithout) {
  OversoldReservations found(4);
  found.Add("d", 1);
  found.Add("c", -2);  // Of its five, three are held.
  found.Add("b", -3);
  EXPECT_FALSE(found.Complete());
  found.Add("c", 5);
  EXPECT_TRUE(found.Complete());
  found.Add("b", 3);
  found.Add("a", 1);
  EXPECT_THAT(found.names(), ::testing::ElementsAre("c", "d"));
  EXPECT_TRUE(OversoldReservations(0).Complete());
}

TEST(StockTest, WhatComesBackOfARemovedSkuIsNotForSaleNorLow) {
  v1::StockLevel level = LevelOf("main", 0);
  EXPECT_TRUE(IsLow(level, {}));
  EXPECT_EQ(BucketFor(level, v1::StockBucket::ON_HAND, v1::MovementReason::RETURNED),
            v1::StockBucket::ON_HAND);
  level.set_sku_removed(true);
  EXPECT_FALSE(IsLow(level, {}));
  EXPECT_EQ(BucketFor(level, v1::StockBucket::ON_HAND, v1::MovementReason::RETURNED),
            v1::StockBucket::FROZEN);
  EXPECT_EQ(BucketFor(level, v1::StockBucket::DAMAGED, v1::MovementReason::RETURNED),
            v1::StockBucket::DAMAGED);
  EXPECT_EQ(BucketFor(level, v1::StockBucket::ON_HAND, v1::MovementReason::CORRECTED),
            v1::StockBucket::ON_HAND);
}

TEST(StockTest, BucketsStayPositiveAndReservedStaysHere) {
  v1::StockLevel level = LevelOf("main", 5, 4);
  const auto refused =
      Adjust(level, "A", v1::StockBucket::ON_HAND, -2, v1::MovementReason::CORRECTED);
  EXPECT_THAT(refused, HasReason("OUT_OF_STOCK"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "available"), "1");
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "asked"), "2");
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "location"), "main");
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "bucket"), "ON_HAND");
  EXPECT_EQ(level.on_hand(), 5);
  EXPECT_OK(Adjust(level, "A", v1::StockBucket::ON_HAND, -1, v1::MovementReason::CORRECTED));
  for (const v1::StockBucket::Value bucket :
       {v1::StockBucket::INCOMING, v1::StockBucket::DAMAGED, v1::StockBucket::FROZEN}) {
    EXPECT_THAT(Adjust(level, "A", bucket, -1, v1::MovementReason::CORRECTED),
                HasReason("OUT_OF_STOCK"));
    EXPECT_OK(Adjust(level, "A", bucket, 2, v1::MovementReason::RECEIVED));
    EXPECT_OK(Adjust(level, "A", bucket, -1, v1::MovementReason::CORRECTED));
  }
  EXPECT_EQ(level.incoming() + level.damaged() + level.frozen(), 3);
  // After a low count, goods that come in are taken in even if they don't cover what is reserved.
  Count(level, 0);
  EXPECT_OK(Adjust(level, "A", v1::StockBucket::ON_HAND, 1, v1::MovementReason::RECEIVED));
}

TEST(StockTest, LinesOfABatchAreMergedByLevelAndBucket) {
  const v1::Policy policy = ParseText<v1::Policy>("location_priority: 'main'");
  const auto merged =
      MergeAdjustments(ParseText<v1::AdjustStockRequest>(R"pb(
                         reason: RECEIVED
                         lines { sku_id: 'B' bucket: ON_HAND delta: 1 }
                         lines { sku_id: 'A' bucket: ON_HAND delta: 2 }
                         lines { sku_id: 'A' location: 'main' delta: 3 bucket: ON_HAND }
                         lines { sku_id: 'A' location: 'west' delta: 4 bucket: DAMAGED }
                       )pb"),
                       policy);
  EXPECT_THAT(merged, IsOkAndHolds(Adjustments{{{"A", "main"}, {{v1::StockBucket::ON_HAND, 5}}},
                                               {{"A", "west"}, {{v1::StockBucket::DAMAGED, 4}}},
                                               {{"B", "main"}, {{v1::StockBucket::ON_HAND, 1}}}}));
}

TEST(StockTest, WhatIsMovedSumsUpToNothingForEachSku) {
  auto request = ParseText<v1::AdjustStockRequest>(
      "reason: MOVED lines { sku_id: 'A' location: 'x' bucket: ON_HAND delta: -2 } "
      "lines { sku_id: 'A' location: 'y' bucket: ON_HAND delta: 2 }");
  EXPECT_OK(MergeAdjustments(request, {}));
  request.mutable_lines(1)->set_sku_id("B");
  EXPECT_THAT(MergeAdjustments(request, {}), StatusIs(absl::StatusCode::kInvalidArgument));
  request.set_reason(v1::MovementReason::CORRECTED);
  EXPECT_OK(MergeAdjustments(request, {}));
  for (const auto reason : {v1::MovementReason::COUNTED, v1::MovementReason::RESERVED,
                            v1::MovementReason::RELEASED, v1::MovementReason::SHIPPED}) {
    request.set_reason(reason);
    EXPECT_THAT(MergeAdjustments(request, {}), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

}  // namespace
}  // namespace shopdesk::catalog::domain
