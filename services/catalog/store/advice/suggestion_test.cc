#include "services/catalog/store/advice/suggestion.h"

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

class SuggestionStoreTest : public testing::StoreTest {
 protected:
  v1::SuggestionGuide Add(const std::string& product) {
    v1::SuggestionGuide guide;
    guide.set_name("shops/s/products/" + product + "/suggestionGuide");
    guide.add_links()->set_product("shops/s/products/other");
    EXPECT_OK(Write([&](sql::Transaction& txn) { return SaveSuggestionGuide(txn, guide); }));
    return guide;
  }
};
ON_BOTH_DATABASES(SuggestionStoreTest);

TEST_P(SuggestionStoreTest, SavedAndLoaded) {
  v1::SuggestionGuide guide = Add("a%20b");
  EXPECT_EQ(guide.etag(), "v1");
  guide.clear_links();
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveSuggestionGuide(txn, guide); }));
  EXPECT_EQ(guide.etag(), "v2");
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadSuggestionGuide(txn, "s", "a%20b"); }),
              IsOkAndHolds(EqualsProto(guide)));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadSuggestionGuide(txn, "s", "c"); }),
              HasReason("NOT_FOUND"));
  const auto found =
      Get([](sql::Transaction& txn) { return FindSuggestionGuideForUpdate(txn, "s", "a%20b"); });
  ASSERT_OK(found);
  EXPECT_THAT(**found, EqualsProto(guide));
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::SuggestionGuide second = guide;
                second.clear_etag();
                return SaveSuggestionGuide(txn, second);
              }),
              StatusIs(absl::StatusCode::kAborted));
}

TEST_P(SuggestionStoreTest, ListedByProduct) {
  const v1::SuggestionGuide b = Add("b");
  const v1::SuggestionGuide a = Add("a");
  const auto list = [&](const std::string& after, int limit) {
    return Get([&](sql::Transaction& txn) { return ListSuggestionGuides(txn, "s", after, limit); });
  };
  EXPECT_THAT(list("", 1), IsOkAndHolds(ElementsAre(EqualsProto(a))));
  EXPECT_THAT(list("a", 2), IsOkAndHolds(ElementsAre(EqualsProto(b))));
}

}  // namespace
}  // namespace shopdesk::catalog::store
