#include "services/catalog/store/knowledge/clarity.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::ProductClarity;

const absl::Time kBegin = absl::FromUnixSeconds(1'700'000'000);

class ClarityStoreTest : public testing::StoreTest {
 protected:
  void Save(const std::string& id, const std::vector<ProductClarity::Kind>& kinds) {
    ProductClarity clarity;
    clarity.set_product("shops/s/products/" + id);
    for (const auto kind : kinds) clarity.add_findings()->set_kind(kind);
    ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveFindings(txn, clarity); }));
  }
  std::vector<std::string> List(ProductClarity::Kind kind,
                                const ClarityKey& after = {INT64_MIN, ""}, int limit = 10) {
    std::vector<std::string> ids;
    const auto keys =
        Get([&](sql::Transaction& txn) { return ListUnclear(txn, "s", kind, after, limit); });
    EXPECT_OK(keys);
    for (const ClarityKey& key : *keys) ids.push_back(std::get<1>(key));
    return ids;
  }
  void Count(const std::string& query, int times, absl::Time now = kBegin) {
    ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
      for (int i = 0; i < times; ++i) {
        RETURN_IF_ERROR(CountFailedSearch(txn, "s", query, {now}));
      }
      return absl::OkStatus();
    }));
  }
  std::vector<std::string> Searches(int limit = 10) {
    std::vector<std::string> queries;
    const auto rows = Get([&](sql::Transaction& txn) {
      return ListFailedSearches(txn, "s", {INT64_MIN, ""}, limit);
    });
    EXPECT_OK(rows);
    for (const FailedSearchRow& row : *rows) {
      queries.push_back(absl::StrCat(row.row->query(), " ", row.row->count()));
    }
    return queries;
  }
};
ON_BOTH_DATABASES(ClarityStoreTest);

TEST_P(ClarityStoreTest, TheMostFindingsFirst) {
  Save("a", {ProductClarity::TITLE_SHORT});
  Save("b", {ProductClarity::TITLE_SHORT, ProductClarity::PICTURE_MISSING});
  Save("c", {});
  EXPECT_THAT(List(ProductClarity::KIND_UNSPECIFIED), ElementsAre("b", "a"));
  EXPECT_THAT(List(ProductClarity::KIND_UNSPECIFIED, {-2, "b"}), ElementsAre("a"));
  EXPECT_THAT(List(ProductClarity::PICTURE_MISSING), ElementsAre("b"));
  Save("b", {ProductClarity::CARE_MISSING});
  EXPECT_THAT(List(ProductClarity::KIND_UNSPECIFIED), ElementsAre("a", "b"));
  EXPECT_THAT(List(ProductClarity::PICTURE_MISSING), IsEmpty());
  Save("a", {});
  Save("b", {});
  EXPECT_THAT(List(ProductClarity::KIND_UNSPECIFIED), IsEmpty());
}

TEST_P(ClarityStoreTest, TheMostFrequentSearchesFirstAndOldOnesCountLess) {
  Count("mug", 3);
  Count("cup", 4);
  EXPECT_THAT(Searches(), ElementsAre("cup 4", "mug 3"));
  Count("mug", 1, kBegin + absl::Hours(24 * 90));
  EXPECT_THAT(Searches(), ElementsAre("mug 4", "cup 4"));
  EXPECT_THAT(Searches(1), ElementsAre("mug 4"));
}

TEST_P(ClarityStoreTest, TheRarestAreForgotten) {
  Count("often", 2);
  ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
    for (int i = 0; i < kMostFailedSearches + 50; ++i) {
      RETURN_IF_ERROR(
          CountFailedSearch(txn, "s", absl::StrCat("q", i), {kBegin + absl::Seconds(60 * i)}));
    }
    return absl::OkStatus();
  }));
  const std::vector<std::string> kept = Searches(2000);
  EXPECT_EQ(kept.size(), static_cast<size_t>(kMostFailedSearches));
  EXPECT_EQ(kept.front(), "often 2");
  EXPECT_THAT(kept, ::testing::Not(::testing::Contains("q3 1")));
}

}  // namespace
}  // namespace shopdesk::catalog::store
