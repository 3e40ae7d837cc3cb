#include "services/catalog/domain/knowledge/briefing.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;

class BriefingTest : public ::testing::Test {
 protected:
  absl::Status Check(const std::vector<BriefingReaders>& briefings) const {
    return CheckBriefed(product_, policy_, briefings);
  }
  std::string ReadersOf(const absl::Status& status) const {
    return ErrorMetadataOf(status, "readers");
  }

  v1::Product product_ = ParseText<v1::Product>("name: 'shops/s/products/p' state: DRAFT");
  v1::Policy policy_ = ParseText<v1::Policy>(
      "briefing_required: true briefing_readers: '1001' briefing_readers: '1002'");
};

TEST_F(BriefingTest, IsAskedOfNewProductsWhereThePolicySaysSo) {
  EXPECT_THAT(Check({}), HasReason("NOT_BRIEFED"));
  EXPECT_EQ(ReadersOf(Check({})), "");
  product_.set_state(v1::Product::OFF_SALE);
  EXPECT_THAT(Check({}), IsOk());
  product_.set_state(v1::Product::DRAFT);
  policy_.set_briefing_required(false);
  EXPECT_THAT(Check({}), IsOk());
}

TEST_F(BriefingTest, AllWhoMustHaveReadAllOfThem) {
  EXPECT_EQ(ReadersOf(Check({{}})), "1001,1002");
  EXPECT_EQ(ReadersOf(Check({{"1001", "7"}})), "1002");
  EXPECT_THAT(Check({{"1001", "1002"}}), IsOk());
  EXPECT_EQ(ReadersOf(Check({{"1001", "1002"}, {"1002"}})), "1001");
  policy_.clear_briefing_readers();
  EXPECT_THAT(Check({{}}), IsOk());
}

}  // namespace
}  // namespace shopdesk::catalog::domain
