#include "services/catalog/store/stock/stock.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StockStoreTest : public testing::StoreTest {
 protected:
  void SetUp() override {
    v1::Product product;
    product.set_name("shops/s/products/p");
    product.set_state(v1::Product::ON_SALE);
    for (const char* sku : {"A", "B"}) product.add_skus()->set_sku_id(sku);
    ASSERT_OK(Write([&](sql::Transaction& txn) { return InsertProduct(txn, product); }));
  }
  // Takes so much in at a level, with its row of the ledger.
  absl::Status Receive(const std::string& sku, const std::string& location, int64_t quantity) {
    return Write([&](sql::Transaction& txn) -> absl::Status {
      ASSIGN_OR_RETURN(SkuLevels levels, LoadLevelsForUpdate(txn, "s", sku));
      RETURN_IF_ERROR(MakeLevels(txn, levels, "s", sku, {location}));
      ASSIGN_OR_RETURN(v1::StockLevel * level, FindLevel(levels, "s", sku, location));
      ASSIGN_OR_RETURN(const domain::Movement movement,
                       domain::Adjust(*level, sku, v1::StockBucket::ON_HAND, quantity,
                                      v1::MovementReason::RECEIVED));
      RETURN_IF_ERROR(InsertMovement(txn, *level, movement, "ref", {}, FromMillis(7)));
      return SaveLevel(txn, *level, LevelColumns::kAll, FromMillis(7));
    });
  }
  std::vector<std::string> List(const std::string& of_sku, bool low_only, const LevelKey& after,
                                int limit) {
    const auto levels = Get([&](sql::Transaction& txn) {
      return ListLevels(txn, "s", of_sku, low_only, after, limit);
    });
    EXPECT_OK(levels);
    std::vector<std::string> names;
    for (const v1::StockLevel& level : *levels) {
      const domain::StockLevelIds ids = domain::IdsOfStockLevel(level.name());
      names.push_back(absl::StrCat(ids.sku, "@", ids.location));
    }
    return names;
  }
};
ON_BOTH_DATABASES(StockStoreTest);

TEST_P(StockStoreTest, LevelsAreMadeOnceAndLoadedTogether) {
  ASSERT_OK(Receive("A", "west", 2));
  ASSERT_OK(Receive("A", "main", 3));
  ASSERT_OK(Receive("A", "main", 4));
  const auto stock =
      Get([](sql::Transaction& txn) { return LoadSkuStockForUpdate(txn, "s", "A"); });
  ASSERT_OK(stock);
  EXPECT_TRUE(stock->sku.on_sale);
  EXPECT_EQ(stock->sku.snapshot.sku_id(), "A");
  ASSERT_THAT(stock->stock.levels, SizeIs(2));
  EXPECT_EQ(stock->stock.levels[0].on_hand(), 7);
  EXPECT_EQ(stock->stock.levels[1].on_hand(), 2);
  EXPECT_FALSE(stock->stock.listed.has_value());
  EXPECT_THAT(Receive("X", "main", 1), HasReason("NOT_FOUND"));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadLevel(txn, "s", "A", "east"); }),
              HasReason("NOT_FOUND"));
}

TEST_P(StockStoreTest, TheFewColumnsLeaveTheOthersAlone) {
  ASSERT_OK(Receive("A", "main", 5));
  const auto load = [](sql::Transaction& txn) { return LoadLevel(txn, "s", "A", "main"); };
  ASSERT_OK_AND_ASSIGN(v1::StockLevel level, Get(load));
  const v1::StockLevel stale = level;
  level.set_reserved(2);
  level.set_damaged(9);
  level.set_safety_stock(1);
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    v1::StockLevel saved = level;
    return SaveLevel(txn, saved, LevelColumns::kOnHandAndReserved, FromMillis(8));
  }));
  ASSERT_OK_AND_ASSIGN(v1::StockLevel few, Get(load));
  EXPECT_EQ(few.reserved(), 2);
  EXPECT_EQ(few.damaged(), 0);
  EXPECT_FALSE(few.has_safety_stock());
  EXPECT_EQ(ToMillis(FromProto(few.update_time())), 8);
  few.set_damaged(9);
  few.set_safety_stock(1);
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    v1::StockLevel saved = few;
    return SaveLevel(txn, saved, LevelColumns::kAll, FromMillis(9));
  }));
  ASSERT_OK_AND_ASSIGN(const v1::StockLevel all, Get(load));
  EXPECT_EQ(all.damaged(), 9);
  EXPECT_EQ(all.safety_stock(), 1);
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::StockLevel again = stale;
                return SaveLevel(txn, again, LevelColumns::kAll, FromMillis(9));
              }),
              StatusIs(absl::StatusCode::kAborted));
}

TEST_P(StockStoreTest, ListsOfLevels) {
  for (const char* location : {"west", "main"}) ASSERT_OK(Receive("B", location, 1));
  ASSERT_OK(Receive("A", "west", 5));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(v1::StockLevel level, LoadLevel(txn, "s", "B", "west"));
    level.set_low(true);
    return SaveLevel(txn, level, LevelColumns::kAll, FromMillis(8));
  }));
  EXPECT_THAT(List("", false, {}, 10), ElementsAre("A@west", "B@main", "B@west"));
  EXPECT_THAT(List("", false, {"A", "west"}, 1), ElementsAre("B@main"));
  EXPECT_THAT(List("", true, {}, 10), ElementsAre("B@west"));
  EXPECT_THAT(List("B", false, {}, 10), ElementsAre("B@main", "B@west"));
  EXPECT_THAT(List("B", false, {"B", "main"}, 10), ElementsAre("B@west"));
  EXPECT_THAT(List("B", true, {"B", "west"}, 10), IsEmpty());
  // At a threshold of 1, "B@main" should be low; at 0, "B@west" should not.
  v1::Policy policy;
  policy.set_low_stock_threshold(1);
  const auto stale = [&](sql::Transaction& txn) {
    return ListStaleLowForUpdate(txn, "s", policy, 10);
  };
  auto levels = Get(stale);
  ASSERT_THAT(levels, IsOkAndHolds(SizeIs(1)));
  EXPECT_EQ((*levels)[0].name(), "shops/s/skus/B/stockLevels/main");
  policy.set_low_stock_threshold(0);
  levels = Get(stale);
  ASSERT_THAT(levels, IsOkAndHolds(SizeIs(1)));
  EXPECT_EQ((*levels)[0].name(), "shops/s/skus/B/stockLevels/west");
}

TEST_P(StockStoreTest, TheLedgerTellsEachMovementAndSumsUp) {
  ASSERT_OK(Receive("A", "main", 5));
  ASSERT_OK(Receive("A", "main", -2));
  const auto list = [&](int64_t after) {
    return Get([&](sql::Transaction& txn) { return ListMovements(txn, "s", "A", after, 10); });
  };
  ASSERT_OK_AND_ASSIGN(const auto movements, list(0));
  ASSERT_THAT(movements, SizeIs(2));
  EXPECT_EQ(movements[1].before(), 5);
  EXPECT_EQ(movements[1].delta(), -2);
  EXPECT_EQ(movements[1].after(), 3);
  EXPECT_EQ(movements[1].reference(), "ref");
  EXPECT_THAT(list(movements[0].sequence()), IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(list(movements[1].sequence()), IsOkAndHolds(IsEmpty()));
}

TEST_P(StockStoreTest, SkusWithMovementsComeInPages) {
  ASSERT_OK(Receive("A", "main", 5));
  ASSERT_OK(Receive("A", "main", 5));
  ASSERT_OK(Receive("B", "main", 1));
  const auto page = [&](absl::string_view shop, absl::string_view after, int limit) {
    std::vector<std::string> names;
    EXPECT_OK(Write([&](sql::Transaction& txn) {
      names.clear();
      return txn.Query(kListSkusWithMovements, {shop, after, limit}, [&](const sql::Row& row) {
        names.emplace_back(row.Text(0));
        return absl::OkStatus();
      });
    }));
    return names;
  };
  EXPECT_THAT(page("s", "", 9), ElementsAre("shops/s/skus/A", "shops/s/skus/B"));
  EXPECT_THAT(page("s", "", 1), ElementsAre("shops/s/skus/A"));
  EXPECT_THAT(page("s", "shops/s/skus/A", 9), ElementsAre("shops/s/skus/B"));
  EXPECT_THAT(page("s", "shops/s/skus/B", 9), IsEmpty());
  EXPECT_THAT(page("other", "", 9), IsEmpty());
}

TEST_P(StockStoreTest, ADeletedSkuTakesItsLevelsAlong) {
  ASSERT_OK(Receive("A", "main", 5));
  ASSERT_OK(Write([](sql::Transaction& txn) { return DeleteSku(txn, "s", "A"); }));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadSku(txn, "s", "A"); }),
              HasReason("NOT_FOUND"));
  EXPECT_THAT(List("", false, {}, 10), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::catalog::store
