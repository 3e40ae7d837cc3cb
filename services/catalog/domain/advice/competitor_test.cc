#include "services/catalog/domain/advice/competitor.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/comparison_world.h"

namespace shopdesk::catalog::domain {
namespace {

using testing::ComparisonPolicy;
using ::testing::HasSubstr;
using testing::kComparisonTime;
using testing::MakeComparisonWorld;

TEST(CompetitorTest, WhatIsWrongIsToldOfEachField) {
  v1::CompetitorProduct product = MakeComparisonWorld().theirs[0];
  EXPECT_OK(CheckCompetitorProduct(product, kComparisonTime));
  *product.add_attributes() = product.attributes(0);
  product.set_category("shops/t/categories/c");
  *product.mutable_attributes(1)->mutable_source()->mutable_seen_time() =
      ToProto(kComparisonTime + absl::Seconds(1));
  product.mutable_price()->mutable_amount()->set_minor(-1);
  const absl::Status wrong = CheckCompetitorProduct(product, kComparisonTime);
  for (const char* field :
       {"competitor_product.attributes[2].key", "competitor_product.category",
        "competitor_product.attributes[1].source.seen_time", "competitor_product.price.amount"}) {
    EXPECT_THAT(std::string(wrong.message()), HasSubstr(field));
  }
}

TEST(CompetitorTest, IsStaleAfterWhatThePolicySays) {
  v1::ClaimSource source;
  *source.mutable_seen_time() = ToProto(kComparisonTime - absl::Hours(24 * 90));
  EXPECT_FALSE(IsStale(source, ComparisonPolicy(), kComparisonTime));
  EXPECT_TRUE(IsStale(source, ComparisonPolicy(), kComparisonTime + absl::Seconds(1)));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
