#include "services/logistics/domain/desk/policy.h"

#include "libs/base/reveal.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;

TEST(PolicyTest, TheDefaultsAreValid) {
  const v1::Policy policy = DefaultPolicy("shops/1/policy");
  EXPECT_EQ(policy.name(), "shops/1/policy");
  EXPECT_THAT(CheckPolicy(policy), IsOk());
  EXPECT_EQ(policy.silent_seconds(), 2'592'000);
  EXPECT_TRUE(MayReveal(policy.reveal_rules(), Role::PACKING, "label"));
  EXPECT_FALSE(MayReveal(policy.reveal_rules(), Role::PACKING, "case"));
  EXPECT_TRUE(MayReveal(policy.reveal_rules(), Role::OWNER, "anything"));
  EXPECT_TRUE(MayReveal(policy.reveal_rules(), Role::COMPLAINT, "case"));
  EXPECT_FALSE(MayReveal(policy.reveal_rules(), Role::ROLE_UNSPECIFIED, "label"));
}

TEST(PolicyTest, CurrencyRulesAndCalendarAreChecked) {
  v1::Policy policy = DefaultPolicy("shops/1/policy");
  for (const char* bad : {"packing", "packing:", ":label", "a:b:c", ""}) {
    policy.set_reveal_rules(0, bad);
    EXPECT_THAT(CheckPolicy(policy), HasReason("INVALID_ARGUMENT")) << bad;
  }
  policy = DefaultPolicy("shops/1/policy");
  policy.clear_currency_code();
  EXPECT_THAT(CheckPolicy(policy), HasReason("INVALID_ARGUMENT"));
  policy = DefaultPolicy("shops/1/policy");
  policy.mutable_calendar()->set_time_zone("Nowhere/City");
  EXPECT_THAT(CheckPolicy(policy), HasReason("INVALID_ARGUMENT"));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
