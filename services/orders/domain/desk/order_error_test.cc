#include "services/orders/domain/desk/order_error.h"

#include "gtest/gtest.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

TEST(OrderErrorTest, EveryStateAndEvent) {
  using E = OrderError;
  testing::CheckMachine<E::State>(OrderErrorMachine(), E::State_MAX,
                                  {{{E::DRAFTED, "confirm"}, E::CONFIRMED},
                                   {{E::DRAFTED, "dismiss"}, E::DISMISSED},
                                   {{E::DRAFTED, "stand"}, E::OPEN},
                                   {{E::OPEN, "contest"}, E::CONTESTED},
                                   {{E::CONTESTED, "confirm"}, E::CONFIRMED},
                                   {{E::CONTESTED, "dismiss"}, E::DISMISSED}});
}

TEST(OrderErrorTest, RatesAreRoundedUpAndHaveToBeBelowTheTarget) {
  v1::OrderErrorRates::Agent agent;
  JudgeErrorRate(2000, agent);
  EXPECT_EQ(agent.verdict(), v1::OrderErrorRates::NO_DATA);
  agent.set_orders_handled(1000);
  agent.set_errors(2);
  JudgeErrorRate(2000, agent);
  EXPECT_EQ(agent.per_million(), 2000);
  EXPECT_EQ(agent.verdict(), v1::OrderErrorRates::FAIL);
  agent.set_orders_handled(1001);
  JudgeErrorRate(2000, agent);
  EXPECT_EQ(agent.per_million(), 1999);
  EXPECT_EQ(agent.verdict(), v1::OrderErrorRates::PASS);
}

}  // namespace
}  // namespace shopdesk::orders::domain
