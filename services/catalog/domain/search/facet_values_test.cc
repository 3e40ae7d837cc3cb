#include "services/catalog/domain/search/facet_values.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::SizeIs;

// "<key>: <value>=<count> …" of each facet.
std::vector<std::string> Shown(FacetValues::Counter& counter) {
  google::protobuf::RepeatedPtrField<v1::Facet> facets;
  counter.AddTo(facets);
  std::vector<std::string> shown;
  for (const v1::Facet& facet : facets) {
    std::string text = absl::StrCat(facet.key(), ":");
    for (const auto& bucket : facet.buckets()) {
      absl::StrAppend(&text, " ", bucket.value(), "=", bucket.count());
    }
    shown.push_back(text);
  }
  return shown;
}

TEST(FacetValuesTest, CategoryAndBrandStandBeforeAttributesAndTheMostFrequentFirst) {
  FacetValues values;
  const auto one = values.Add(ParseText<v1::Product>(
      "category: 'c' brand: 'B' attributes { key: 'b' values: 'x' values: 'y' values: 'x' } "
      "attributes { key: 'brand' values: 'own' }"));
  const auto other =
      values.Add(ParseText<v1::Product>("brand: 'A' attributes { key: 'a' values: 'x' } "
                                        "attributes { key: 'b' values: 'y' }"));
  EXPECT_THAT(one, SizeIs(5));
  FacetValues::Counter counter(values);
  counter.Count(one);
  counter.Count(other);
  EXPECT_THAT(Shown(counter), ElementsAre("category: c=1", "brand: A=1 B=1", "a: x=1", "b: y=2 x=1",
                                          "brand: own=1"));
}

TEST(FacetValuesTest, OfManyValuesFiftyAreShown) {
  FacetValues values;
  std::vector<FacetValues::Value> all;
  for (int i = 0; i < 60; ++i) {
    v1::Product product;
    product.set_brand(absl::StrCat("B", i));
    for (const FacetValues::Value value : values.Add(product)) all.push_back(value);
  }
  FacetValues::Counter counter(values);
  counter.Count(all);
  counter.Count(all);
  google::protobuf::RepeatedPtrField<v1::Facet> facets;
  counter.AddTo(facets);
  ASSERT_THAT(facets, SizeIs(1));
  EXPECT_THAT(facets[0].buckets(), SizeIs(50));
  EXPECT_EQ(facets[0].buckets(0).count(), 2);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
