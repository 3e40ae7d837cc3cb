#include "services/catalog/store/product/category.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CategoryStoreTest : public testing::StoreTest {
 protected:
  v1::Category Add(const std::string& id, const std::string& parent = "") {
    v1::Category category;
    category.set_name("shops/s/categories/" + id);
    if (!parent.empty()) category.set_parent_category("shops/s/categories/" + parent);
    EXPECT_OK(Write([&](sql::Transaction& txn) { return InsertCategory(txn, category); }));
    return category;
  }
};
ON_BOTH_DATABASES(CategoryStoreTest);

TEST_P(CategoryStoreTest, WalksUpAndDownTheTree) {
  const v1::Category a = Add("a");
  const v1::Category b = Add("b", "a");
  const v1::Category c = Add("c", "b");
  Add("d", "a");
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadPath(txn, "s", "c"); }),
              IsOkAndHolds(ElementsAre(EqualsProto(c), EqualsProto(b), EqualsProto(a))));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadPath(txn, "s", ""); }),
              IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadPath(txn, "s", "none"); }),
              HasReason("NOT_FOUND"));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadSubtreeIds(txn, "s", "a"); }),
              IsOkAndHolds(ElementsAre(ElementsAre("a"), ElementsAre("b", "d"), ElementsAre("c"))));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadSubtreeIds(txn, "s", "c"); }),
              IsOkAndHolds(ElementsAre(ElementsAre("c"))));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return HasChildren(txn, "s", "b"); }),
              IsOkAndHolds(true));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return HasChildren(txn, "s", "c"); }),
              IsOkAndHolds(false));
}

TEST_P(CategoryStoreTest, OnlyThePresentVersionIsChangedOrDeleted) {
  v1::Category category = Add("a");
  EXPECT_EQ(category.etag(), "v1");
  const v1::Category stale = category;
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::Category twin = stale;
                return InsertCategory(txn, twin);
              }),
              HasReason("ALREADY_EXISTS"));
  category.set_display_name("A");
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveCategory(txn, category); }));
  EXPECT_EQ(category.etag(), "v2");
  EXPECT_THAT(Write([&](sql::Transaction& txn) { return DeleteCategory(txn, stale); }),
              StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK(Write([&](sql::Transaction& txn) { return DeleteCategory(txn, category); }));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadCategory(txn, "s", "a"); }),
              HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::catalog::store
