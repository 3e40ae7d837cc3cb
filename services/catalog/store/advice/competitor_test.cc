#include "services/catalog/store/advice/competitor.h"

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
using ::testing::Pair;

class CompetitorStoreTest : public testing::StoreTest {
 protected:
  v1::CompetitorProduct Add(const std::string& id, const std::string& category = "") {
    v1::CompetitorProduct product;
    product.set_name("shops/s/competitorProducts/" + id);
    product.set_title(id);
    if (!category.empty()) product.set_category("shops/s/categories/" + category);
    EXPECT_OK(Write([&](sql::Transaction& txn) {
      product.clear_etag();
      return InsertCompetitorProduct(txn, product);
    }));
    return product;
  }
};
ON_BOTH_DATABASES(CompetitorStoreTest);

TEST_P(CompetitorStoreTest, SavedFoundAndDeleted) {
  v1::CompetitorProduct product = Add("a");
  EXPECT_EQ(product.etag(), "v1");
  v1::CompetitorProduct again = product;
  EXPECT_THAT(Write([&](sql::Transaction& txn) { return InsertCompetitorProduct(txn, again); }),
              StatusIs(absl::StatusCode::kAlreadyExists));
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    product.set_etag("v1");
    product.set_title("b");
    return SaveCompetitorProduct(txn, product);
  }));
  EXPECT_THAT(Get([](sql::Transaction& txn) {
                return FindCompetitorProducts(txn, "s", {"a", "z"});
              }),
              IsOkAndHolds(ElementsAre(Pair("a", EqualsProto(product)))));
  ASSERT_OK(Write([](sql::Transaction& txn) { return DeleteCompetitorProduct(txn, "s", "a"); }));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadCompetitorProduct(txn, "s", "a"); }),
              HasReason("NOT_FOUND"));
}

TEST_P(CompetitorStoreTest, ListedById) {
  const v1::CompetitorProduct b = Add("b", "c");
  const v1::CompetitorProduct a = Add("a");
  const auto list = [&](const std::string& category, const std::string& after, int limit) {
    return Get([&](sql::Transaction& txn) {
      return ListCompetitorProducts(txn, "s", category, after, limit);
    });
  };
  EXPECT_THAT(list("", "", 1), IsOkAndHolds(ElementsAre(EqualsProto(a))));
  EXPECT_THAT(list("", "a", 5), IsOkAndHolds(ElementsAre(EqualsProto(b))));
  EXPECT_THAT(list("c", "", 5), IsOkAndHolds(ElementsAre(EqualsProto(b))));
}

}  // namespace
}  // namespace shopdesk::catalog::store
