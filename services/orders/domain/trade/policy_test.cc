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

}  // namespace
}  // namespace shopdesk::orders::domain
