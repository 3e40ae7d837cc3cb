#include "services/catalog/handlers/search/search_indexes.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::handlers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SearchIndexesTest : public testing::StoreTest {
 protected:
  void Index(const std::string& shop, const std::string& id, const std::string& title) {
    v1::Product product;
    product.set_name(absl::StrCat("shops/", shop, "/products/", id));
    product.set_title(title);
    ASSERT_OK(Write([&](sql::Transaction& txn) { return store::IndexProduct(txn, product); }));
  }
  std::vector<std::string> Find(SearchIndexes& indexes, const std::string& query,
                                const std::string& shop = "s") {
    std::vector<std::string> ids;
    EXPECT_OK(database_->Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) -> absl::Status {
      ASSIGN_OR_RETURN(const domain::Found found,
                       indexes.Find(txn, shop, {.terms = domain::TermsOf(query)}));
      ids.clear();
      for (const domain::Match& match : found.matches) ids.push_back(match.product);
      return absl::OkStatus();
    }));
    return ids;
  }
};
ON_BOTH_DATABASES(SearchIndexesTest);

// Each replica's indexes are its own; all find what any wrote.
TEST_P(SearchIndexesTest, EveryReplicaFindsWhatIsCommitted) {
  SearchIndexes one;
  SearchIndexes other;
  EXPECT_THAT(Find(one, "towel"), IsEmpty());
  Index("s", "a", "towel");
  EXPECT_THAT(Find(one, "towel"), ElementsAre("a"));
  Index("s", "b", "big towel");
  EXPECT_THAT(Find(other, "towel"), ElementsAre("a", "b"));
  Index("s", "a", "mug");
  EXPECT_THAT(Find(one, "towel"), ElementsAre("b"));
  EXPECT_THAT(Find(other, "mug"), ElementsAre("a"));
  EXPECT_THAT(Find(one, "towel", "t"), IsEmpty());
}

TEST_P(SearchIndexesTest, TheShopSearchedLongestAgoIsForgotten) {
  for (const char* shop : {"a", "b", "c"}) Index(shop, "p", "towel");
  SearchIndexes unbounded;
  EXPECT_THAT(Find(unbounded, "towel", "a"), ElementsAre("p"));
  const size_t one = unbounded.bytes();
  ASSERT_GT(one, 0u);
  SearchIndexes indexes(2 * one + one / 2);
  for (const char* shop : {"a", "b", "c", "a", "c", "b"}) {
    EXPECT_THAT(Find(indexes, "towel", shop), ElementsAre("p"));
    EXPECT_LE(indexes.bytes(), 2 * one);
  }
  // However little may be held, what is searched is.
  SearchIndexes tiny(1);
  EXPECT_THAT(Find(tiny, "towel", "a"), ElementsAre("p"));
  EXPECT_THAT(Find(tiny, "towel", "b"), ElementsAre("p"));
  EXPECT_EQ(tiny.bytes(), one);
}

// Who searches while products change finds what was committed before he began.
TEST_P(SearchIndexesTest, SearchesBesideChangesMissNothing) {
  constexpr int kRounds = 60;
  SearchIndexes indexes;
  for (int i = 0; i < 20; ++i) Index("s", absl::StrCat("other", i), "mug");
  std::atomic<int> committed = 0;
  std::vector<std::thread> searchers;
  for (int i = 0; i < 3; ++i) {
    searchers.emplace_back([&] {
      while (committed < kRounds) {
        const int before = committed;
        int seen = 0;
        for (const std::string& id : Find(indexes, "towel")) {
          seen = std::max(seen, std::stoi(id.substr(1)));
        }
        EXPECT_GE(seen, before);
      }
    });
  }
  for (int i = 1; i <= kRounds; ++i) {
    Index("s", absl::StrCat("p", i), "towel");
    Index("s", absl::StrCat("p", i - 1), "mug");
    committed = i;
  }
  for (std::thread& searcher : searchers) searcher.join();
  EXPECT_THAT(Find(indexes, "towel"), ElementsAre(absl::StrCat("p", kRounds)));
}

}  // namespace
}  // namespace shopdesk::catalog::handlers
