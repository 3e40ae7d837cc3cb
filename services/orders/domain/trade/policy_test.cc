#include "services/orders/domain/trade/policy.h"

#include "gtest/gtest.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

TEST(PolicyTest, RevealRules) {
  const Policy policy = ShopPolicy();
  EXPECT_TRUE(MayReveal(policy.reveal_rules(), "packing", "label"));
  EXPECT_FALSE(MayReveal(policy.reveal_rules(), "packing", "case"));
  EXPECT_TRUE(MayReveal(policy.reveal_rules(), "owner", "anything"));
  EXPECT_FALSE(MayReveal(policy.reveal_rules(), "", "label"));
  EXPECT_FALSE(MayReveal(policy.reveal_rules(), "promotion", "label"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
