#include "services/catalog/definition.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::testing::ElementsAre;
using testing::Shop;

class DefinitionTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(DefinitionTest);

TEST_P(DefinitionTest, SnapshotPagesOfTheFeed) {
  ASSERT_OK(shop_.AddCategory("c", ""));
  for (const char* id : {"A", "B", "C"}) ASSERT_OK(shop_.Stock(id, 1));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 1 }"));
  std::vector<std::string> names;
  for (const runtime::SnapshotTable& table : shop_.runtime()->snapshots()) {
    std::string last;
    for (bool more = true; more;) {
      more = false;
      ASSERT_OK(shopdesk::testing::RunRead(*shop_.runtime(), [&](runtime::ReadContext& ctx) {
        return ctx.txn().Query(table.page, {"s", last, 1}, [&](const sql::Row& row) {
          last = std::string(row.Text(0));
          more = true;
          return absl::OkStatus();
        });
      }));
      if (more) names.push_back(last);
    }
  }
  EXPECT_THAT(names,
              ElementsAre("shops/s/policy", "shops/s/categories/c", "shops/s/products/A",
                          "shops/s/products/B", "shops/s/products/C", "shops/s/reservations/r"));
}

}  // namespace
}  // namespace shopdesk::catalog
