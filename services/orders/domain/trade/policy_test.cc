#include "services/orders/domain/trade/policy.h"

#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

TEST(PolicyTest, RevealRules) {
  const Policy policy = ShopPolicy();
  EXPECT_TRUE(MayReveal(policy.reveal_rules(), Role::PACKING, "label"));
  EXPECT_FALSE(MayReveal(policy.reveal_rules(), Role::PACKING, "case"));
  EXPECT_TRUE(MayReveal(policy.reveal_rules(), Role::OWNER, "anything"));
  EXPECT_FALSE(MayReveal(policy.reveal_rules(), Role::ROLE_UNSPECIFIED, "label"));
  EXPECT_FALSE(MayReveal(policy.reveal_rules(), Role::PROMOTION, "label"));
}

// The numbers are those of policy.proto.
TEST(PolicyTest, DefaultsAreComplete) {
  const Policy policy = DefaultPolicy("shops/1/policy");
  EXPECT_EQ(policy.unpaid_close_seconds(), 72 * 3600);
  EXPECT_EQ(policy.cod_limit_minor(), 200000);
  EXPECT_EQ(policy.cut_off_minute(), 16 * 60);
  EXPECT_EQ(policy.transfer_close_banking_days(), 3);
  EXPECT_EQ(policy.order_error_target_per_million(), 2000);
  EXPECT_EQ(policy.contact_rule().attempts(), 3);
}

}  // namespace
}  // namespace shopdesk::orders::domain
