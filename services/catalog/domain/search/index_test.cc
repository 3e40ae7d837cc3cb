#include "services/catalog/domain/search/index.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/indexed_product.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MakeIndexed;

class SearchIndexTest : public ::testing::Test {
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

TEST_F(SearchIndexTest, WhatIsPutAnewIsForgottenBefore) {
  Put("a", "title: 'red towel' description: 'soft' brand: 'X'");
  Put("b", "title: 'blue' description: 'a towel'");
  EXPECT_THAT(Find("towel"), ElementsAre("a", "b"));
  Put("a", "title: 'red mug' description: 'for a towel' brand: 'Y'");
  EXPECT_THAT(Find("towel"), ElementsAre("b", "a"));
  EXPECT_THAT(Find("soft"), IsEmpty());
  EXPECT_THAT(Find("mug"), ElementsAre("a"));
  EXPECT_EQ(index_.size(), 2u);
  const Found found = index_.Find({});
  ASSERT_EQ(found.facets.size(), 1);
  ASSERT_EQ(found.facets[0].buckets_size(), 1);
  EXPECT_EQ(found.facets[0].buckets(0).value(), "Y");
}

TEST_F(SearchIndexTest, WhatCantBeReadChangesNothing) {
  Put("a", "title: 'towel'");
  EXPECT_EQ(index_.Put({.product = "a", .facets = "\xff", .tokens = "2mug"}).code(),
            absl::StatusCode::kInternal);
  EXPECT_THAT(Find("towel"), ElementsAre("a"));
  EXPECT_THAT(Find("mug"), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::catalog::domain
