#include "services/orders/handlers/care/compensation_effect.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "libs/verify/testing/findings.h"
#include "services/orders/definition.h"
#include "services/orders/handlers/care/compensation.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::StatusIs;
using shopdesk::verify::testing::FindingsOf;
using ::testing::IsEmpty;

class CompensationEffectTest : public WorldTest {
 protected:
  Order Placed(const std::string& id, const std::string& buyer, bool paid = true) {
    PlaceOrderRequest request = PlaceRequest(id);
    request.set_buyer(buyer);
    const auto order = world_.Place(request);
    EXPECT_THAT(order, IsOk());
    if (order.ok() && paid) EXPECT_THAT(world_.Pay(PayRequest(*order, id)), IsOk());
    return order.value_or(Order());
  }
  void Give(const Order& order, int64_t minor) {
    GiveCompensationRequest request;
    request.set_parent(order.name());
    request.set_cause(Compensation::GOODWILL);
    request.set_means(Compensation::MONEY);
    *request.mutable_amount() = MakeMoney("CNY", minor);
    request.set_note("he was kept waiting");
    request.set_request_id(absl::StrCat("give-", ++ids_));
    ASSERT_THAT(world_.Write<Compensation>(request, handlers::GiveCompensation), IsOk());
  }
  absl::StatusOr<CompensationEffect> Ask(const std::string& shop, const std::string& first_day) {
    GetCompensationEffectRequest request;
    request.set_parent(shop);
    request.mutable_period()->set_first_day(first_day);
    return world_.Read<CompensationEffect>(request, handlers::GetCompensationEffect);
  }
  CompensationEffect Effect() {
    const auto effect = Ask("shops/s", "");
    EXPECT_THAT(effect, IsOk());
    return effect.value_or(CompensationEffect());
  }

  int ids_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, CompensationEffectTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(CompensationEffectTest, WhoComesBackAndWhoDoesNot) {
  const Order first = Placed("first", "li");
  Placed("other", "wang");
  EXPECT_EQ(Effect().others().buyers(), 2);
  Give(first, 300);
  CompensationEffect effect = Effect();
  EXPECT_EQ(effect.compensated().buyers(), 1);
  EXPECT_EQ(effect.compensated().came_back(), 0);
  EXPECT_EQ(effect.compensated().amount_minor(), 300);
  EXPECT_EQ(effect.others().buyers(), 1) << "a buyer is in one group";
  EXPECT_EQ(effect.days(), 90);
  EXPECT_FALSE(effect.open_since_day().empty());

  Placed("same-day", "li");
  EXPECT_EQ(Effect().compensated().came_back(), 0) << "no later day";
  world_.Advance(absl::Hours(24 * 2));
  Placed("second", "li", /*paid=*/false);
  effect = Effect();
  EXPECT_EQ(effect.compensated().came_back(), 1);
  ASSERT_EQ(effect.causes_size(), 1);
  EXPECT_EQ(effect.causes(0).cause(), Compensation::GOODWILL);
  EXPECT_EQ(effect.causes(0).came_back(), 1);
  EXPECT_EQ(effect.others().came_back(), 0);

  Policy policy;
  policy.set_name("shops/s/policy");
  policy.set_compensation_return_days(1);
  ASSERT_THAT(world_.SetPolicy(policy, "days"), IsOk());
  EXPECT_EQ(Effect().compensated().came_back(), 0) << "2 days later is too late now";
  policy.set_compensation_return_days(2);
  ASSERT_THAT(world_.SetPolicy(policy, "more days"), IsOk());
  EXPECT_EQ(Effect().compensated().came_back(), 1);

  world_.Advance(absl::Hours(73));
  EXPECT_EQ(world_.Get("shops/s/orders/second").state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(Effect().compensated().came_back(), 0) << "what was never paid is taken back";
  for (const auto& check : AllChecks()) {
    EXPECT_THAT(FindingsOf(world_.runtime(), AllChecks(), check.name), IsEmpty()) << check.name;
  }
}

TEST_P(CompensationEffectTest, WhatIsRefused) {
  EXPECT_THAT(Ask("shops/none", ""), HasReason("UNKNOWN_SHOP"));
  EXPECT_THAT(Ask("shops/s", "2001-01-01"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Ask("shops/s", "yesterday"), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::orders
