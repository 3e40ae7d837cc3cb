#include "services/catalog/store/product/product.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/store/stock/stock.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::StatusIs;

class ProductStoreTest : public testing::StoreTest {
 protected:
  static v1::Product Make(const std::string& id, const std::string& sku) {
    v1::Product product;
    product.set_name("shops/s/products/" + id);
    product.set_state(v1::Product::DRAFT);
    product.set_category("shops/s/categories/c");
    product.add_skus()->set_sku_id(sku);
    return product;
  }
  absl::Status Insert(v1::Product& product) {
    return Write([&](sql::Transaction& txn) { return InsertProduct(txn, product); });
  }
};
ON_BOTH_DATABASES(ProductStoreTest);

TEST_P(ProductStoreTest, NeitherProductNorSkuTwice) {
  v1::Product product = Make("p", "A");
  ASSERT_OK(Insert(product));
  EXPECT_EQ(product.etag(), "v1");
  v1::Product twin = Make("p", "B");
  const absl::Status taken = Insert(twin);
  EXPECT_THAT(taken, HasReason("ALREADY_EXISTS"));
  EXPECT_EQ(ErrorMetadataOf(taken, "resource"), "shops/s/products/p");
  v1::Product other = Make("q", "A");
  const absl::Status sku_taken = Insert(other);
  EXPECT_THAT(sku_taken, HasReason("ALREADY_EXISTS"));
  EXPECT_EQ(ErrorMetadataOf(sku_taken, "resource"), "shops/s/skus/A");
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadProduct(txn, "s", "q"); }),
              HasReason("NOT_FOUND"));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadProductBySku(txn, "s", "A"); }),
              IsOkAndHolds(EqualsProto(product)));
}

TEST_P(ProductStoreTest, SkusFollowTheirProduct) {
  v1::Product product = Make("p", "A");
  ASSERT_OK(Insert(product));
  const v1::Product stale = product;
  product.set_state(v1::Product::ON_SALE);
  product.set_title("Towel");
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveProduct(txn, product); }));
  EXPECT_EQ(product.etag(), "v2");
  const auto sku = Get([](sql::Transaction& txn) { return LoadSku(txn, "s", "A"); });
  ASSERT_OK(sku);
  EXPECT_TRUE(sku->on_sale);
  EXPECT_EQ(sku->snapshot.title(), "Towel");
  EXPECT_EQ(sku->snapshot.snapshot(), "shops/s/products/p/snapshots/v2");
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::Product again = stale;
                return SaveProduct(txn, again);
              }),
              StatusIs(absl::StatusCode::kAborted));
}

TEST_P(ProductStoreTest, ListsByCategoryAndState) {
  for (const char* id : {"b", "a", "c"}) {
    v1::Product product = Make(id, id);
    if (product.name().back() == 'c') product.set_state(v1::Product::ON_SALE);
    if (product.name().back() == 'b') product.clear_category();
    ASSERT_OK(Insert(product));
  }
  const auto list = [&](const ProductFilter& filter, const std::string& after, int limit) {
    const auto found =
        Get([&](sql::Transaction& txn) { return ListProducts(txn, "s", filter, after, limit); });
    EXPECT_OK(found);
    std::string ids;
    for (const v1::Product& product : *found) ids += product.skus(0).sku_id();
    return ids;
  };
  EXPECT_EQ(list({}, "", 10), "abc");
  EXPECT_EQ(list({}, "a", 1), "b");
  EXPECT_EQ(list({.category = "c"}, "", 10), "ac");
  EXPECT_EQ(list({.state = v1::Product::DRAFT}, "", 10), "ab");
  EXPECT_EQ(list({.category = "c", .state = v1::Product::ON_SALE}, "", 10), "c");
  EXPECT_THAT(
      Get([](sql::Transaction& txn) { return HasProducts(txn, "s", {.category = "none"}); }),
      IsOkAndHolds(false));
}

TEST_P(ProductStoreTest, SnapshotsAreFoundByName) {
  v1::ProductSnapshot snapshot;
  snapshot.set_name("shops/s/products/p/snapshots/v3");
  snapshot.mutable_product()->set_title("Towel");
  ASSERT_OK(Write([&](sql::Transaction& txn) { return InsertProductSnapshot(txn, snapshot); }));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadProductSnapshot(txn, "s", "p", "v3"); }),
              IsOkAndHolds(EqualsProto(snapshot)));
  const auto none =
      Get([](sql::Transaction& txn) { return LoadProductSnapshot(txn, "s", "p", "v4"); });
  EXPECT_THAT(none, HasReason("NOT_FOUND"));
  EXPECT_EQ(ErrorMetadataOf(none.status(), "resource"), "shops/s/products/p/snapshots/v4");
}

}  // namespace
}  // namespace shopdesk::catalog::store
