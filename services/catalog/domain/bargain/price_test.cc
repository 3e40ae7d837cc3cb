#include "services/catalog/domain/bargain/price.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "services/catalog/domain/shop/policy.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;

v1::Policy MakePolicy(const std::string& fields = "") {
  auto policy = ParseText<v1::Policy>("currency_code: 'GBP' " + fields);
  ApplyDefaults(policy);
  return policy;
}

PriceTerms Terms(int64_t list_price, const std::string& sku_rule = "",
                 const std::string& product_rule = "") {
  return MakeTerms(list_price, ParseText<v1::PriceRule>(sku_rule),
                   ParseText<v1::PriceRule>(product_rule), MakePolicy());
}

TEST(PriceTest, SharesAreRoundedHalfUpAndNeverOverflow) {
  EXPECT_EQ(Share(10000, 300), 300);
  EXPECT_EQ(Share(99, 300), 3);  // 2.97
  EXPECT_EQ(Share(50, 300), 2);  // 1.5
  EXPECT_EQ(Share(49, 300), 1);  // 1.47
  EXPECT_EQ(Share(16, 300), 0);  // 0.48
  EXPECT_EQ(Share(INT64_MAX, 10000), INT64_MAX);
  EXPECT_EQ(Share(1'000'000'000'000'000, 10000), 1'000'000'000'000'000);
  EXPECT_EQ(Share(999'999'999'999'999, 9999), 999'899'999'999'999);
}

TEST(PriceTest, TheSkusFloorGoesBeforeItsProductsAndThePolicys) {
  EXPECT_EQ(Terms(1000).floor, 920);
  EXPECT_EQ(Terms(1000, "", "floor_bps: 8000").floor, 800);
  EXPECT_EQ(Terms(1000, "floor { currency_code: 'GBP' minor: 850 }", "floor_bps: 8000").floor, 850);
  EXPECT_EQ(Terms(1000, "floor_bps: 0", "floor_bps: 8000").floor, 0);
  EXPECT_EQ(MakeTerms(1000, absl::nullopt, absl::nullopt, MakePolicy("floor_bps: 7000")).floor,
            700);
}

TEST(PriceTest, FloorsAreRoundedHalfUpAndNeverAboveTheListPrice) {
  EXPECT_EQ(Terms(99).floor, 91);  // 91.08
  EXPECT_EQ(Terms(94).floor, 86);  // 86.48
  EXPECT_EQ(Terms(95).floor, 87);  // 87.4
  EXPECT_EQ(Terms(1).floor, 1);
  EXPECT_EQ(Terms(100, "floor { currency_code: 'GBP' minor: 300 }").floor, 100);
}

TEST(PriceTest, EachRoleGivesItsShareDownToTheFloor) {
  const v1::Policy policy = MakePolicy();
  const PriceTerms terms = Terms(10000, "floor { currency_code: 'GBP' minor: 9000 }");
  EXPECT_EQ(Lowest(terms, Role::AGENT, policy), 9700);
  EXPECT_EQ(Lowest(terms, Role::GUIDE, policy), 9700);
  EXPECT_EQ(Lowest(terms, Role::ROLE_UNSPECIFIED, policy), 9700);
  EXPECT_EQ(Lowest(terms, Role::LEAD, policy), 9200);
  EXPECT_EQ(Lowest(terms, Role::OWNER, policy), 9000);
  const PriceTerms tight = Terms(10000, "floor_bps: 9800");
  for (const Role::Value role : {Role::GUIDE, Role::LEAD, Role::OWNER})
    EXPECT_EQ(Lowest(tight, role, policy), 9800);
  EXPECT_EQ(Lowest(Terms(16), Role::GUIDE, policy), 16);  // 3 % of it is less than half a penny
  EXPECT_EQ(Lowest(terms, Role::GUIDE, MakePolicy("agent_concession_bps: 0")), 10000);
}

TEST(PriceTest, JudgesPrices) {
  const v1::Policy policy = MakePolicy();
  const PriceTerms terms = Terms(10000, "floor_bps: 9000");
  EXPECT_EQ(JudgePrice(terms, Role::GUIDE, policy, 12000), v1::PriceVerdict::ALLOWED);
  EXPECT_EQ(JudgePrice(terms, Role::GUIDE, policy, 9700), v1::PriceVerdict::ALLOWED);
  EXPECT_EQ(JudgePrice(terms, Role::GUIDE, policy, 9699), v1::PriceVerdict::ABOVE_ROLE_LIMIT);
  EXPECT_EQ(JudgePrice(terms, Role::LEAD, policy, 9699), v1::PriceVerdict::ALLOWED);
  EXPECT_EQ(JudgePrice(terms, Role::OWNER, policy, 8999), v1::PriceVerdict::BELOW_FLOOR);
  EXPECT_EQ(RoleThatMay(terms, policy, 9700), Role::AGENT);
  EXPECT_EQ(RoleThatMay(terms, policy, 9200), Role::LEAD);
  EXPECT_EQ(RoleThatMay(terms, policy, 9000), Role::OWNER);
  EXPECT_EQ(RoleThatMay(terms, policy, 8999), Role::ROLE_UNSPECIFIED);
}

TEST(PriceTest, RefusesWrongRules) {
  const v1::Policy policy = MakePolicy();
  EXPECT_THAT(
      CheckPriceRule(ParseText<v1::PriceRule>("floor { currency_code: 'EUR' minor: 1 }"), policy),
      StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(
      CheckPriceRule(ParseText<v1::PriceRule>("floor { currency_code: 'GBP' minor: -1 }"), policy),
      StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(
      CheckPriceRule(
          ParseText<v1::PriceRule>("floor { currency_code: 'GBP' minor: 1 } floor_bps: 1"), policy),
      StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_OK(CheckPriceRule(ParseText<v1::PriceRule>("floor_bps: 1"), policy));
}

TEST(PriceTest, ALeadMayGiveNoLessThanAnAgent) {
  EXPECT_OK(CheckPolicy(MakePolicy()));
  EXPECT_THAT(CheckPolicy(MakePolicy("agent_concession_bps: 900")),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
