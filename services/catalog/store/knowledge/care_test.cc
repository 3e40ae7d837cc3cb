#include "services/catalog/store/knowledge/care.h"

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

class CareStoreTest : public testing::StoreTest {
 protected:
  v1::CareGuide Add(const std::string& subject) {
    v1::CareGuide guide;
    guide.set_name("shops/s/" + subject + "/careGuide");
    guide.add_instructions()->set_symbol(v1::CareSymbol::WASH_40);
    EXPECT_OK(Write([&](sql::Transaction& txn) { return SaveCareGuide(txn, guide); }));
    return guide;
  }
};
ON_BOTH_DATABASES(CareStoreTest);

TEST_P(CareStoreTest, FoundBySubjects) {
  const v1::CareGuide wool = Add("materials/%E7%BE%8A%E6%AF%9B");
  const v1::CareGuide product = Add("products/p");
  Add("products/q");
  const auto found = Get([](sql::Transaction& txn) {
    return FindCareGuides(txn, "s",
                          {"products/p", "materials/%E7%BE%8A%E6%AF%9B", "categories/none"});
  });
  EXPECT_THAT(found,
              IsOkAndHolds(ElementsAre(Pair("materials/%E7%BE%8A%E6%AF%9B", EqualsProto(wool)),
                                       Pair("products/p", EqualsProto(product)))));
}

TEST_P(CareStoreTest, SavedAndDeleted) {
  v1::CareGuide guide = Add("categories/c");
  EXPECT_EQ(guide.etag(), "v1");
  guide.mutable_instructions(0)->set_symbol(v1::CareSymbol::WASH_30);
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveCareGuide(txn, guide); }));
  EXPECT_EQ(guide.etag(), "v2");
  const auto load = [](sql::Transaction& txn) { return LoadCareGuide(txn, "s", "categories/c"); };
  EXPECT_THAT(Get(load), IsOkAndHolds(EqualsProto(guide)));
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::CareGuide second = guide;
                second.clear_etag();
                return SaveCareGuide(txn, second);
              }),
              StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK(Write([](sql::Transaction& txn) { return DeleteCareGuide(txn, "s", "categories/c"); }));
  EXPECT_THAT(Get(load), HasReason("NOT_FOUND"));
}

TEST_P(CareStoreTest, ListedBySubject) {
  const v1::CareGuide product = Add("products/a");
  const v1::CareGuide category = Add("categories/z");
  const auto list = [&](const std::string& after, int limit) {
    return Get([&](sql::Transaction& txn) { return ListCareGuides(txn, "s", after, limit); });
  };
  EXPECT_THAT(list("", 2), IsOkAndHolds(ElementsAre(EqualsProto(category), EqualsProto(product))));
  EXPECT_THAT(list("categories/z", 2), IsOkAndHolds(ElementsAre(EqualsProto(product))));
}

}  // namespace
}  // namespace shopdesk::catalog::store
