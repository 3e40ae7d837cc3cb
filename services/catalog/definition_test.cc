#include "services/catalog/definition.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/snapshot.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::ResourceTypes;
using ::shopdesk::testing::SnapshotNames;
using ::shopdesk::testing::SnapshotTypes;
using ::testing::ElementsAre;
using testing::Shop;
using ::testing::StartsWith;

class DefinitionTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(DefinitionTest);

TEST_P(DefinitionTest, SnapshotPagesOfTheFeed) {
  ASSERT_OK(shop_.AddCategory("c", ""));
  for (const char* id : {"A", "B", "C"}) ASSERT_OK(shop_.Stock(id, 1));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 1 }"));
  EXPECT_THAT(SnapshotNames(*shop_.runtime(), "s"),
              ElementsAre("shops/s/policy", "shops/s/categories/c", "shops/s/products/A",
                          "shops/s/products/B", "shops/s/products/C",
                          StartsWith("shops/s/products/A/snapshots/"),
                          StartsWith("shops/s/products/B/snapshots/"),
                          StartsWith("shops/s/products/C/snapshots/"),
                          "shops/s/skus/A/stockLevels/main", "shops/s/skus/B/stockLevels/main",
                          "shops/s/skus/C/stockLevels/main", "shops/s/reservations/r"));
}

TEST_P(DefinitionTest, EveryResourceIsInTheSnapshot) {
  EXPECT_EQ(SnapshotTypes(*shop_.runtime()), ResourceTypes("shopdesk.catalog.v1"));
}

}  // namespace
}  // namespace shopdesk::catalog
