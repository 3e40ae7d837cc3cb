#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/domain/search/index.h"
#include "services/catalog/testing/indexed_product.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using testing::MakeIndexed;

class IndexQueryTest : public ::testing::Test {
 protected:
  void Put(const std::string& id, const std::string& fields) {
    ASSERT_OK(index_.Put(MakeIndexed(id, ParseText<v1::Product>(fields))));
  }
  std::vector<std::string> Find(const std::string& query, IndexSearch search = {}) const {
    search.terms = TermsOf(query);
    std::vector<std::string> ids;
    for (const Match& match : index_.Find(search).matches) ids.push_back(match.product);
    return ids;
  }

  SearchIndex index_;
};

TEST_F(IndexQueryTest, TheBetterFieldThenTheWordItselfThenFewerWords) {
  Put("a", "title: 'other' description: 'bag'");
  Put("b", "title: 'a large bag of canvas'");
  Put("c", "title: 'two bags'");
  Put("d", "title: 'canvas bag'");
  Put("e", "title: 'other' brand: 'Bag'");
  EXPECT_THAT(Find("bag"), ElementsAre("d", "b", "c", "e", "a"));
  EXPECT_THAT(Find("bags"), ElementsAre("c", "d", "b", "e", "a"));
}

TEST_F(IndexQueryTest, AFrequentWordIsNarrowedDownByAnyOther) {
  for (int i = 0; i < 3000; ++i) {
    Put(absl::StrCat("p", 10000 + i),
        absl::StrCat("title: 'common frequent", i % 3 == 0 ? " third" : "",
                     i == 2777 ? " rare" : "", "'"));
  }
  EXPECT_THAT(Find("common frequent rare"), ElementsAre("p12777"));
  EXPECT_THAT(Find("rare common"), ElementsAre("p12777"));
  EXPECT_THAT(Find("frequent third", {.most = 2}), ElementsAre("p10000", "p10003"));
  const Found found = index_.Find({.terms = TermsOf("common"), .most = 1000});
  EXPECT_EQ(found.matches.size(), kMostRanked);
  EXPECT_FALSE(found.more);
}

// Whatever products come and change, all that match, and only they, are found, page by page.
TEST_F(IndexQueryTest, FindsWhatLookingAtEachWouldFind) {
  const unsigned seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const std::vector<std::string> words = {"red", "blue", "towel", "毛巾", "soft", "a1", "mug"};
  std::map<std::string, v1::Product> products;
  for (int step = 0; step < 400; ++step) {
    const std::string id = absl::StrCat("p", random() % 40);
    v1::Product& product = products[id];
    product.set_title(absl::StrCat(words[random() % 7], " ", words[random() % 7]));
    product.set_description(words[random() % 7]);
    product.set_state(random() % 2 == 0 ? v1::Product::ON_SALE : v1::Product::DRAFT);
    ASSERT_OK(index_.Put(MakeIndexed(id, product)));
    const std::string one = words[random() % 7];
    const std::string other = words[random() % 7];
    IndexSearch search = {.terms = TermsOf(absl::StrCat(one, " ", other)),
                          .filter = {.on_sale_only = random() % 2 == 0},
                          .most = 1 + random() % 5};
    std::set<std::string> expected;
    for (const auto& [name, each] : products) {
      const std::string text = absl::StrCat(" ", each.title(), " ", each.description(), " ");
      if (search.filter.on_sale_only && each.state() != v1::Product::ON_SALE) continue;
      if (text.find(one) != std::string::npos && text.find(other) != std::string::npos)
        expected.insert(name);
    }
    std::set<std::string> found;
    int64_t last = INT64_MAX;
    for (bool more = true; more;) {
      const Found page = index_.Find(search);
      for (const Match& match : page.matches) {
        EXPECT_TRUE(found.insert(match.product).second) << match.product;
        EXPECT_LE(match.score, std::exchange(last, match.score));
      }
      more = page.more;
      if (more) search.after = page.matches.back();
    }
    ASSERT_EQ(found, expected) << one << " " << other;
  }
}

}  // namespace
}  // namespace shopdesk::catalog::domain
