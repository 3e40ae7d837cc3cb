#include "services/orders/handlers/desk/order_error.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using testing::PlaceRequest;

class OrderErrorTest : public WorldTest {
 protected:
  Order Place(const PlaceOrderRequest& request) {
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    return placed.ok() ? *placed : Order();
  }
  absl::StatusOr<OrderError> Record(const Order& order, const std::string& agent, int line = 1) {
    RecordOrderErrorRequest request;
    request.set_parent("shops/s");
    request.set_order(order.name());
    request.set_kind(OrderError::WRONG_ITEM);
    request.set_agent(agent);
    request.set_line(line);
    request.set_note("sent to 13812345678");
    request.set_request_id(absl::StrCat("error", ++errors_));
    return world_.Write<OrderError>(request, handlers::RecordOrderError);
  }
  absl::StatusOr<OrderError> Contest(const OrderError& error) {
    ContestOrderErrorRequest request;
    request.set_name(error.name());
    request.set_note("the list said so");
    request.set_request_id(absl::StrCat("contest", ++errors_));
    return world_.Write<OrderError>(request, handlers::ContestOrderError);
  }
  absl::StatusOr<OrderError> Settle(const OrderError& error,
                                    DecideOrderErrorRequest::Decision decision) {
    DecideOrderErrorRequest request;
    request.set_name(error.name());
    request.set_decision(decision);
    request.set_request_id(absl::StrCat("settle", ++errors_));
    return world_.Write<OrderError>(request, handlers::DecideOrderError);
  }
  OrderErrorRates Rates(const std::string& agent = "") {
    GetOrderErrorRatesRequest request;
    request.set_parent("shops/s");
    request.set_agent(agent);
    request.mutable_period()->set_first_day("2024-03-04");
    request.mutable_period()->set_last_day("2024-03-04");
    const auto rates = world_.Read<OrderErrorRates>(request, handlers::GetOrderErrorRates);
    EXPECT_THAT(rates, IsOk());
    return rates.ok() ? *rates : OrderErrorRates();
  }
  Order PlaceFor(const std::string& id, const std::string& agent) {
    PlaceOrderRequest request = PlaceRequest(id);
    request.set_agent(agent);
    return Place(request);
  }

  int errors_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, OrderErrorTest, testing::BothDatabases(), testing::NameOf);

TEST_P(OrderErrorTest, RecordedContestedDecided) {
  const Order order = PlaceFor("o", "8");
  EXPECT_THAT(Record(order, "8", 2), HasReason("INVALID_ARGUMENT"));
  const auto error = Record(order, "");
  ASSERT_THAT(error, IsOk());
  EXPECT_EQ(error->agent(), "8");
  EXPECT_EQ(error->state(), OrderError::OPEN);
  EXPECT_THAT(error->note(), ::testing::Not(::testing::HasSubstr("13812345678")));
  // Tests call as agent 7.
  EXPECT_THAT(Contest(*error), HasReason("NOT_RESPONSIBLE"));
  EXPECT_THAT(Settle(*error, DecideOrderErrorRequest::DISMISS), HasReason("WRONG_STATE"));
  const auto mine = Record(order, "7");
  ASSERT_THAT(mine, IsOk());
  ASSERT_THAT(Contest(*mine), IsOk());
  EXPECT_THAT(Settle(*mine, DecideOrderErrorRequest::DISMISS), HasReason("OWN_ERROR"));
  world_.agent = "9";
  const auto dismissed = Settle(*mine, DecideOrderErrorRequest::DISMISS);
  ASSERT_THAT(dismissed, IsOk());
  EXPECT_EQ(dismissed->state(), OrderError::DISMISSED);
  EXPECT_EQ(dismissed->decided_by().id(), "9");
  EXPECT_THAT(world_.EventsOf(mine->name()),
              ::testing::ElementsAre("order_error.recorded", "order_error.contested",
                                     "order_error.decided"));
}

TEST_P(OrderErrorTest, RatesArePerOrdersHandled) {
  for (int i = 0; i < 3; ++i) PlaceFor(absl::StrCat("a", i), "7");
  const Order order = PlaceFor("b", "8");
  ASSERT_THAT(Record(order, "7"), IsOk());
  const auto contested = Record(order, "7");
  ASSERT_THAT(contested, IsOk());
  ASSERT_THAT(Contest(*contested), IsOk());
  OrderErrorRates rates = Rates();
  EXPECT_EQ(rates.target_per_million(), 2000);
  ASSERT_EQ(rates.agents_size(), 2);
  EXPECT_EQ(rates.agents(0).agent(), "7");
  EXPECT_EQ(rates.agents(0).orders_handled(), 3);
  EXPECT_EQ(rates.agents(0).errors(), 2);
  EXPECT_EQ(rates.agents(0).contested(), 1);
  EXPECT_EQ(rates.agents(0).per_million(), 666667);
  EXPECT_EQ(rates.agents(0).verdict(), OrderErrorRates::FAIL);
  EXPECT_EQ(rates.agents(1).verdict(), OrderErrorRates::PASS);
  EXPECT_EQ(rates.total().orders_handled(), 4);
  world_.agent = "9";
  ASSERT_THAT(Settle(*contested, DecideOrderErrorRequest::DISMISS), IsOk());
  rates = Rates("7");
  ASSERT_EQ(rates.agents_size(), 1);
  EXPECT_EQ(rates.agents(0).errors(), 1);
  EXPECT_EQ(Rates("nobody").total().verdict(), OrderErrorRates::NO_DATA);
}

TEST_P(OrderErrorTest, ListsByAgentAndOrderWithPages) {
  const Order one = PlaceFor("one", "7");
  const Order other = PlaceFor("other", "8");
  for (const Order& order : {one, one, other}) {
    ASSERT_THAT(Record(order, order.agent()), IsOk());
    world_.Advance(absl::Seconds(1));
  }
  ListOrderErrorsRequest request;
  request.set_parent("shops/s");
  request.set_page_size(2);
  const auto first = world_.Read<ListOrderErrorsResponse>(request, handlers::ListOrderErrors);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->order_errors_size(), 2);
  EXPECT_EQ(first->order_errors(0).order(), other.name());
  request.set_page_token(first->next_page_token());
  const auto second = world_.Read<ListOrderErrorsResponse>(request, handlers::ListOrderErrors);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->order_errors_size(), 1);
  EXPECT_EQ(second->next_page_token(), "");
  request.clear_page_token();
  request.set_agent("7");
  EXPECT_EQ(
      world_.Read<ListOrderErrorsResponse>(request, handlers::ListOrderErrors)->order_errors_size(),
      2);
  request.clear_agent();
  request.set_order(other.name());
  EXPECT_EQ(
      world_.Read<ListOrderErrorsResponse>(request, handlers::ListOrderErrors)->order_errors_size(),
      1);
}

}  // namespace
}  // namespace shopdesk::orders
