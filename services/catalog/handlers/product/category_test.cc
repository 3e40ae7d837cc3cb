#include "services/catalog/handlers/product/category.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;

constexpr char kCategoryTowel[] =
    "title: 'Towel' skus { sku_id: 'T' price { currency_code: 'GBP' minor: 500 } }";

class CategoryTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(CategoryTest);

TEST_P(CategoryTest, CategoriesKeepTheTreeATree) {
  ASSERT_OK(shop_.AddCategory("a", ""));
  ASSERT_OK(shop_.AddCategory("b", "parent_category: 'shops/s/categories/a'"));
  ASSERT_OK(shop_.AddCategory("c", "parent_category: 'shops/s/categories/b'"));
  EXPECT_THAT(shop_.AddCategory("a", ""), HasReason("ALREADY_EXISTS"));
  EXPECT_THAT(shop_.AddCategory("d", "parent_category: 'shops/s/categories/none'"),
              HasReason("NOT_FOUND"));
  const auto move = [&](const std::string& id, const std::string& parent) {
    return shop_.WriteText<v1::Category>(
        handlers::UpdateCategory, "category { name: 'shops/s/categories/" + id +
                                      "' parent_category: 'shops/s/categories/" + parent + "' }");
  };
  EXPECT_THAT(move("a", "c"), HasReason("CATEGORY_CYCLE"));
  EXPECT_THAT(move("a", "a"), HasReason("CATEGORY_CYCLE"));
  EXPECT_OK(move("c", "a"));
  const auto remove = [&](const std::string& id) {
    return shop_.WriteText<v1::DeleteCategoryResponse>(handlers::DeleteCategory,
                                                       "name: 'shops/s/categories/" + id + "'");
  };
  EXPECT_THAT(remove("a"), HasReason("CATEGORY_IN_USE"));
  ASSERT_OK(shop_.Create("t", absl::StrCat(kCategoryTowel, " category: 'shops/s/categories/c'")));
  EXPECT_THAT(remove("c"), HasReason("CATEGORY_IN_USE"));
  EXPECT_OK(remove("b"));
  ASSERT_OK_AND_ASSIGN(
      const auto children,
      shop_.ReadText<v1::ListCategoriesResponse>(
          handlers::ListCategories, "parent: 'shops/s' parent_category: 'shops/s/categories/a'"));
  ASSERT_EQ(children.categories_size(), 1);
  EXPECT_EQ(children.categories(0).name(), "shops/s/categories/c");
}

TEST_P(CategoryTest, TheTreeIsAtMostTenDeep) {
  std::string parent;
  for (int i = 1; i <= 10; ++i) {
    ASSERT_OK(shop_.AddCategory(absl::StrCat("c", i), parent));
    parent = absl::StrCat("parent_category: 'shops/s/categories/c", i, "'");
  }
  EXPECT_THAT(shop_.AddCategory("c11", parent), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(shop_.AddCategory("top", ""));
  EXPECT_THAT(shop_.WriteText<v1::Category>(handlers::UpdateCategory,
                                            "category { name: 'shops/s/categories/c1' "
                                            "parent_category: 'shops/s/categories/top' }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(CategoryTest, ListedByIdAllOrOfAParent) {
  for (const char* id : {"c", "a", "d"}) ASSERT_OK(shop_.AddCategory(id, ""));
  ASSERT_OK(shop_.AddCategory("b", "parent_category: 'shops/s/categories/a'"));
  const auto list = [&](const std::string& fields) {
    std::vector<std::string> names;
    shop_.List(handlers::ListCategories, fields, [&](const v1::ListCategoriesResponse& page) {
      for (const v1::Category& category : page.categories()) {
        names.push_back(category.display_name());
      }
      return page.categories_size();
    });
    return names;
  };
  EXPECT_THAT(list(""), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(list("page_size: 3"), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(list("page_size: 4"), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(list("parent_category: 'shops/s/categories/a'"), ElementsAre("b"));
  EXPECT_THAT(list("parent_category: 'shops/s/categories/b'"), IsEmpty());
}

TEST_P(CategoryTest, ChangedAndDeletedWithItsEtag) {
  ASSERT_OK_AND_ASSIGN(const v1::Category made, shop_.AddCategory("a", ""));
  EXPECT_EQ(made.etag(), "v1");
  ASSERT_OK_AND_ASSIGN(
      const v1::Category renamed,
      shop_.WriteText<v1::Category>(
          handlers::UpdateCategory,
          "category { name: 'shops/s/categories/a' etag: 'v1' display_name: 'Baths' }"));
  EXPECT_EQ(renamed.etag(), "v2");
  EXPECT_THAT(shop_.ReadText<v1::Category>(handlers::GetCategory, "name: 'shops/s/categories/a'"),
              IsOkAndHolds(EqualsProto(renamed)));
  EXPECT_THAT(shop_.WriteText<v1::DeleteCategoryResponse>(
                  handlers::DeleteCategory, "name: 'shops/s/categories/a' etag: 'v1'"),
              HasReason("ETAG_MISMATCH"));
  EXPECT_OK(shop_.WriteText<v1::DeleteCategoryResponse>(handlers::DeleteCategory,
                                                        "name: 'shops/s/categories/a' etag: 'v2'"));
  EXPECT_THAT(shop_.ReadText<v1::Category>(handlers::GetCategory, "name: 'shops/s/categories/a'"),
              HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::catalog
