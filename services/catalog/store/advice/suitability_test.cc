#include "services/catalog/store/advice/suitability.h"

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

class SuitabilityStoreTest : public testing::StoreTest {
 protected:
  v1::SuitabilityGuide Add(const std::string& subject) {
    v1::SuitabilityGuide guide;
    guide.set_name("shops/s/" + subject + "/suitabilityGuide");
    guide.add_rules()->mutable_age_months()->set_from(36);
    EXPECT_OK(Write([&](sql::Transaction& txn) { return SaveSuitabilityGuide(txn, guide); }));
    return guide;
  }
};
ON_BOTH_DATABASES(SuitabilityStoreTest);

TEST_P(SuitabilityStoreTest, FoundBySubjects) {
  const v1::SuitabilityGuide category = Add("categories/%E6%AF%AF");
  const v1::SuitabilityGuide product = Add("products/p");
  Add("products/q");
  const auto found = Get([](sql::Transaction& txn) {
    return FindSuitabilityGuides(txn, "s",
                                 {"products/p", "categories/%E6%AF%AF", "categories/none"});
  });
  EXPECT_THAT(found, IsOkAndHolds(ElementsAre(Pair("categories/%E6%AF%AF", EqualsProto(category)),
                                              Pair("products/p", EqualsProto(product)))));
}

TEST_P(SuitabilityStoreTest, SavedAndDeleted) {
  v1::SuitabilityGuide guide = Add("categories/c");
  EXPECT_EQ(guide.etag(), "v1");
  guide.add_complete_kinds(v1::SuitabilityKind::ALLERGEN);
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveSuitabilityGuide(txn, guide); }));
  EXPECT_EQ(guide.etag(), "v2");
  const auto load = [](sql::Transaction& txn) {
    return LoadSuitabilityGuide(txn, "s", "categories/c");
  };
  EXPECT_THAT(Get(load), IsOkAndHolds(EqualsProto(guide)));
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::SuitabilityGuide second = guide;
                second.clear_etag();
                return SaveSuitabilityGuide(txn, second);
              }),
              StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK(Write(
      [](sql::Transaction& txn) { return DeleteSuitabilityGuide(txn, "s", "categories/c"); }));
  EXPECT_THAT(Get(load), HasReason("NOT_FOUND"));
}

TEST_P(SuitabilityStoreTest, ListedBySubject) {
  const v1::SuitabilityGuide product = Add("products/a");
  const v1::SuitabilityGuide category = Add("categories/z");
  const auto list = [&](const std::string& after, int limit) {
    return Get(
        [&](sql::Transaction& txn) { return ListSuitabilityGuides(txn, "s", after, limit); });
  };
  EXPECT_THAT(list("", 2), IsOkAndHolds(ElementsAre(EqualsProto(category), EqualsProto(product))));
  EXPECT_THAT(list("categories/z", 2), IsOkAndHolds(ElementsAre(EqualsProto(product))));
}

}  // namespace
}  // namespace shopdesk::catalog::store
