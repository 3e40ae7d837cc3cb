#include "services/catalog/domain/shop/policy.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/fields_of.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using shopdesk::testing::FieldsOf;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::ParseText;
using ::testing::ElementsAre;

v1::Policy PolicyPounds() { return ParseText<v1::Policy>("currency_code: 'GBP'"); }

TEST(PolicyTest, DefaultsAndFaults) {
  v1::Policy policy = PolicyPounds();
  ApplyDefaults(policy);
  EXPECT_EQ(policy.reservation_seconds(), 900);
  EXPECT_THAT(policy.location_priority(), ElementsAre("main"));
  EXPECT_OK(CheckPolicy(policy));
  policy.clear_currency_code();
  policy.add_location_priority("main");
  policy.add_location_priority("");
  EXPECT_THAT(FieldsOf(CheckPolicy(policy)),
              ElementsAre("policy.currency_code", "policy.location_priority[1]",
                          "policy.location_priority[2]"));
}

TEST(PolicyTest, TheCurrencyIsFixedByProducts) {
  v1::Policy euros = PolicyPounds();
  euros.set_currency_code("EUR");
  EXPECT_OK(CheckCurrencyChange(PolicyPounds(), euros, false));
  EXPECT_OK(CheckCurrencyChange(PolicyPounds(), PolicyPounds(), true));
  EXPECT_THAT(CheckCurrencyChange(PolicyPounds(), euros, true), HasReason("CURRENCY_FIXED"));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
