#include "services/orders/store/pricing/price_protection.h"

#include "absl/strings/str_cat.h"
#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using domain::Protection;
using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;

class PriceProtectionStoreTest : public StoreTest {
 protected:
  absl::Status Protect(const std::string& order, int32_t line, const std::string& sku,
                       int64_t until_ms, int64_t unit_minor) {
    return Write([&](sql::Transaction& txn) {
      return PutProtection(txn, "shops/s/orders/" + order,
                           {"", line, sku, FromMillis(until_ms), unit_minor});
    });
  }
  std::vector<std::string> List(const std::string& sku, const ProtectionKey& after, int limit) {
    const auto found = Get(ListProtections, "s", sku, after, limit);
    EXPECT_OK(found);
    std::vector<std::string> lines;
    if (!found.ok()) return lines;
    for (const Protection& one : *found) {
      lines.push_back(absl::StrCat(one.order_id, "/", one.line, " ", one.unit_minor));
    }
    return lines;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PriceProtectionStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(PriceProtectionStoreTest, ListsWhatEndsFirstFirst) {
  ASSERT_OK(Protect("o2", 1, "a", 5, 100));
  ASSERT_OK(Protect("o1", 2, "a", 5, 200));
  ASSERT_OK(Protect("o1", 1, "a", 9, 300));
  ASSERT_OK(Protect("o1", 3, "b", 9, 400));
  EXPECT_THAT(List("a", ProtectedAfter(FromMillis(4)), 9),
              ElementsAre("o1/2 200", "o2/1 100", "o1/1 300"));
  EXPECT_THAT(List("a", ProtectedAfter(FromMillis(5)), 9), ElementsAre("o1/1 300"));
  EXPECT_THAT(List("a", ProtectionKey(5, "o1", 2), 1), ElementsAre("o2/1 100"));
  EXPECT_THAT(List("a", ProtectedAfter(FromMillis(9)), 9), ElementsAre());
}

TEST_P(PriceProtectionStoreTest, KeepsTimeAndPriceWhenTheSkuChanges) {
  ASSERT_OK(Protect("o", 1, "a", 5, 100));
  ASSERT_OK(Protect("o", 1, "b", 9, 900));
  EXPECT_THAT(List("a", ProtectedAfter(FromMillis(0)), 9), ElementsAre());
  EXPECT_THAT(List("b", ProtectedAfter(FromMillis(0)), 9), ElementsAre("o/1 100"));
  ASSERT_OK(Write(
      [](sql::Transaction& txn) { return SettleProtection(txn, "shops/s/orders/o", 1, 80); }));
  ASSERT_OK_AND_ASSIGN(const Protection now, Get(LoadProtection, "shops/s/orders/o", 1));
  EXPECT_EQ(now.unit_minor, 80);
  EXPECT_EQ(ToMillis(now.until), 5);
  EXPECT_THAT(Get(LoadProtection, "shops/s/orders/o", 2), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(PriceProtectionStoreTest, KeepsWhichDropsWaitForALine) {
  const auto put = [&](int32_t line, const char* drop) {
    return Write([&](sql::Transaction& txn) {
      return PutWaitingLine(txn, "shops/s/orders/o",
                            {line, absl::StrCat("shops/s/priceDrops/", drop)});
    });
  };
  const auto drops = [&] {
    std::vector<std::string> found;
    const auto waiting = Get(ListWaitingLines, "shops/s/orders/o");
    EXPECT_OK(waiting);
    for (const WaitingLine& one : *waiting) {
      found.push_back(absl::StrCat(one.line, " ", one.drop));
    }
    return found;
  };
  ASSERT_OK(put(2, "d"));
  ASSERT_OK(put(1, "e"));
  ASSERT_OK(put(1, "d"));
  ASSERT_OK(put(1, "d"));
  EXPECT_THAT(drops(), ElementsAre("1 shops/s/priceDrops/d", "2 shops/s/priceDrops/d",
                                   "1 shops/s/priceDrops/e"));
  ASSERT_OK(Write([](sql::Transaction& txn) {
    return RemoveWaitingLine(txn, "shops/s/orders/o", {1, "shops/s/priceDrops/d"});
  }));
  EXPECT_THAT(drops(), ElementsAre("2 shops/s/priceDrops/d", "1 shops/s/priceDrops/e"));
}

TEST_P(PriceProtectionStoreTest, KeepsHowFarADropIs) {
  PriceDropRow row{Named<v1::PriceDrop>("shops/s/priceDrops/d", 3), ProtectedAfter(FromMillis(3))};
  row.drop.set_sku_id("a");
  ASSERT_OK(Put(InsertPriceDrop, row));
  EXPECT_THAT(Put(InsertPriceDrop, row), StatusIs(absl::StatusCode::kAlreadyExists));
  row.drop.set_etag("v1");
  row.after = ProtectionKey(7, "o", 2);
  row.drop.set_lines_settled(1);
  ASSERT_OK(Put(SavePriceDrop, row));
  ASSERT_OK_AND_ASSIGN(const PriceDropRow loaded, Get(LoadPriceDropForUpdate, row.drop.name()));
  EXPECT_EQ(loaded.after, row.after);
  EXPECT_THAT(loaded.drop, EqualsProto(row.drop));
  PriceDropRow later{Named<v1::PriceDrop>("shops/s/priceDrops/e", 4), row.after};
  ASSERT_OK(Put(InsertPriceDrop, later));
  ASSERT_OK_AND_ASSIGN(const auto drops, Get(ListPriceDrops, "s", Newest(), 9));
  EXPECT_THAT(IdsOf(drops), ElementsAre("e", "d"));
  EXPECT_THAT(Get(LoadPriceDrop, "shops/s/priceDrops/none"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders::store
