#include "services/catalog/store/stock/listed_stock.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/stock/stock.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::Optional;

class ListedStockStoreTest : public testing::StoreTest {
 protected:
  // A SKU with so much at one level, and what its page shows.
  void Add(const std::string& sku, int64_t on_hand, int64_t listed, bool too_high) {
    ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
      v1::Product product;
      product.set_name("shops/s/products/" + sku);
      product.add_skus()->set_sku_id(sku);
      RETURN_IF_ERROR(InsertProduct(txn, product));
      SkuLevels levels;
      RETURN_IF_ERROR(MakeLevels(txn, levels, "s", sku, {"main"}));
      ASSIGN_OR_RETURN(v1::StockLevel * level, FindLevel(levels, "s", sku, "main"));
      level->set_on_hand(on_hand);
      RETURN_IF_ERROR(SaveLevel(txn, *level, LevelColumns::kAll, absl::UnixEpoch()));
      v1::ListedStock page;
      page.set_name("shops/s/skus/" + sku + "/listedStock");
      page.set_listed(listed);
      page.set_too_high(too_high);
      RETURN_IF_ERROR(SaveListedStock(txn, page));
      return CopyListed(txn, page);
    }));
  }
  std::string List(const DiscrepancyFilter& filter, const std::string& after = "") {
    const auto pages = Get([&](sql::Transaction& txn) {
      return ListDiscrepancies(txn, "s", policy_, filter, after, 10);
    });
    EXPECT_OK(pages);
    std::string skus;
    for (const v1::ListedStock& page : *pages)
      absl::StrAppend(&skus, domain::SkuOfListedStock(page.name()));
    return skus;
  }

  v1::Policy policy_;
};
ON_BOTH_DATABASES(ListedStockStoreTest);

TEST_P(ListedStockStoreTest, ComparesWithWhatIsThereNow) {
  Add("A", 5, 6, true);
  policy_.set_safety_stock(2);
  const auto page =
      Get([&](sql::Transaction& txn) { return LoadListedStock(txn, "s", "A", policy_); });
  ASSERT_OK(page);
  EXPECT_EQ(page->etag(), "v1");
  EXPECT_EQ(page->on_hand(), 5);
  EXPECT_EQ(page->available(), 3);
  EXPECT_TRUE(page->too_high());
  const auto levels = Get([](sql::Transaction& txn) { return LoadLevelsForUpdate(txn, "s", "A"); });
  ASSERT_OK(levels);
  EXPECT_THAT(levels->listed, Optional(6));
  EXPECT_THAT(Get([&](sql::Transaction& txn) { return LoadListedStock(txn, "s", "B", policy_); }),
              HasReason("NOT_FOUND"));
}

TEST_P(ListedStockStoreTest, WhoMakesItSecondIsToLookAgain) {
  Add("A", 5, 5, false);
  EXPECT_THAT(Write([](sql::Transaction& txn) {
                v1::ListedStock page;
                page.set_name("shops/s/skus/A/listedStock");
                return SaveListedStock(txn, page);
              }),
              StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK_AND_ASSIGN(auto page, Get([](sql::Transaction& txn) {
                         return FindListedStockForUpdate(txn, "s", "A");
                       }));
  ASSERT_TRUE(page.has_value());
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveListedStock(txn, *page); }));
  EXPECT_EQ(page->etag(), "v2");
}

TEST_P(ListedStockStoreTest, ListsWhatDiffersByEnough) {
  Add("A", 5, 9, true);
  Add("B", 5, 4, false);
  Add("C", 5, 5, false);
  Add("D", 5, 6, true);
  EXPECT_EQ(List({}), "ABD");
  EXPECT_EQ(List({}, "A"), "BD");
  EXPECT_EQ(List({.too_high = 1, .too_low = INT64_MAX}), "AD");
  EXPECT_EQ(List({.too_high = INT64_MAX, .too_low = 1}), "B");
  EXPECT_EQ(List({.too_high = 4, .too_low = 4}), "A");
  EXPECT_EQ(List({.too_high = 5, .too_low = 5}), "");
}

TEST_P(ListedStockStoreTest, ListsFlagsThatThePolicyMakesStale) {
  Add("A", 5, 5, false);
  Add("B", 5, 4, true);
  const auto stale = [&](sql::Transaction& txn) { return ListStaleTooHigh(txn, "s", policy_, 10); };
  EXPECT_THAT(Get(stale), IsOkAndHolds(ElementsAre("B")));
  policy_.set_safety_stock(1);
  EXPECT_THAT(Get(stale), IsOkAndHolds(ElementsAre("A", "B")));
  policy_.set_safety_stock(2);
  EXPECT_THAT(Get(stale), IsOkAndHolds(ElementsAre("A")));
}

}  // namespace
}  // namespace shopdesk::catalog::store
