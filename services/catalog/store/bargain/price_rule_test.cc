#include "services/catalog/store/bargain/price_rule.h"

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
using ::testing::Optional;

class PriceRuleStoreTest : public testing::StoreTest {
 protected:
  v1::PriceRule Add(const std::string& subject) {
    v1::PriceRule rule;
    rule.set_name("shops/s/" + subject + "/priceRule");
    rule.set_floor_bps(9000);
    EXPECT_OK(Write([&](sql::Transaction& txn) { return SavePriceRule(txn, rule); }));
    return rule;
  }
};
ON_BOTH_DATABASES(PriceRuleStoreTest);

TEST_P(PriceRuleStoreTest, OfASkuAndItsProduct) {
  const v1::PriceRule of_product = Add("products/p");
  const auto find = [](sql::Transaction& txn) { return FindPriceRules(txn, "s", "p", "p"); };
  auto rules = Get(find);
  ASSERT_OK(rules);
  EXPECT_FALSE(rules->of_sku.has_value());
  EXPECT_THAT(rules->of_product, Optional(EqualsProto(of_product)));
  const v1::PriceRule of_sku = Add("skus/p");
  rules = Get(find);
  ASSERT_OK(rules);
  EXPECT_THAT(rules->of_sku, Optional(EqualsProto(of_sku)));
  EXPECT_THAT(rules->of_product, Optional(EqualsProto(of_product)));
}

TEST_P(PriceRuleStoreTest, SavedAndDeleted) {
  v1::PriceRule rule = Add("skus/A");
  EXPECT_EQ(rule.etag(), "v1");
  rule.set_floor_bps(8000);
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SavePriceRule(txn, rule); }));
  EXPECT_EQ(rule.etag(), "v2");
  const auto load = [](sql::Transaction& txn) { return LoadPriceRule(txn, "s", "skus/A"); };
  EXPECT_THAT(Get(load), IsOkAndHolds(EqualsProto(rule)));
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::PriceRule second = rule;
                second.clear_etag();
                return SavePriceRule(txn, second);
              }),
              StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK(Write([](sql::Transaction& txn) { return DeletePriceRule(txn, "s", "skus/A"); }));
  const auto none = Get(load);
  EXPECT_THAT(none, HasReason("NOT_FOUND"));
  EXPECT_EQ(ErrorMetadataOf(none.status(), "resource"), rule.name());
}

TEST_P(PriceRuleStoreTest, ListedBySubject) {
  const v1::PriceRule sku = Add("skus/A");
  const v1::PriceRule product = Add("products/z");
  const auto list = [&](const std::string& after, int limit) {
    return Get([&](sql::Transaction& txn) { return ListPriceRules(txn, "s", after, limit); });
  };
  EXPECT_THAT(list("", 2), IsOkAndHolds(ElementsAre(EqualsProto(product), EqualsProto(sku))));
  EXPECT_THAT(list("", 1), IsOkAndHolds(ElementsAre(EqualsProto(product))));
  EXPECT_THAT(list("products/z", 2), IsOkAndHolds(ElementsAre(EqualsProto(sku))));
}

}  // namespace
}  // namespace shopdesk::catalog::store
