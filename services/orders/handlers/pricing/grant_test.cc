#include "services/orders/handlers/pricing/grant.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::Fault;
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;

constexpr char kGrantGrant[] = "shops/s/grants/g";
constexpr auto kGrantUnavailable = absl::StatusCode::kUnavailable;

class GrantTest : public WorldTest {
 protected:
  GrantTest() {
    world_.catalog().SetGrant(kGrantGrant, "buyer", "a", 400);
    world_.catalog().SetStock("c", 10, 500);
  }

  Order Placed(const std::string& id, const std::string& grant = "") {
    PlaceOrderRequest request = PlaceRequest(id);
    request.mutable_lines(0)->set_grant(grant);
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    return placed.ok() ? world_.Get(placed->name()) : Order();
  }

  ChangePriceRequest PriceRequest(const std::string& order, int64_t minor,
                                  const std::string& request_id) {
    ChangePriceRequest request;
    request.set_name(order);
    request.set_reason(PriceChange::BARGAIN);
    LinePrice& line = *request.add_lines();
    line.set_line(1);
    *line.mutable_unit_price() = MakeMoney("CNY", minor);
    request.set_request_id(request_id);
    return request;
  }

  ChangePriceRequest GrantRequest(const std::string& order, const std::string& grant,
                                  const std::string& request_id) {
    ChangePriceRequest request = PriceRequest(order, 0, request_id);
    request.mutable_lines(0)->clear_unit_price();
    request.mutable_lines(0)->set_grant(grant);
    return request;
  }

  void Close(const Order& order) {
    world_.Advance(absl::Seconds(20));
    CloseOrderRequest request;
    request.set_name(order.name());
    request.set_reason(CloseReason::BUYER_CHANGED_MIND);
    request.set_request_id("close-" + order.name());
    EXPECT_THAT(world_.Write<Order>(request, handlers::CloseOrder), IsOk());
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, GrantTest, testing::BothDatabases(), testing::NameOf);

TEST_P(GrantTest, AGrantPricesTheOrderAndComesBackWithIt) {
  const Order order = Placed("o", kGrantGrant);
  EXPECT_EQ(order.total().minor(), 400);
  EXPECT_EQ(order.lines(0).grant(), kGrantGrant);
  EXPECT_EQ(world_.catalog().RedeemerOf(kGrantGrant), order.name());
  PlaceOrderRequest second = PlaceRequest("o2");
  second.mutable_lines(0)->set_grant(kGrantGrant);
  EXPECT_THAT(world_.Place(second), HasReason("GRANT_USED"));
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  Close(order);
  EXPECT_EQ(world_.catalog().RedeemerOf(kGrantGrant), "");
  second.set_request_id("place-again");
  EXPECT_THAT(world_.Place(second), IsOk());
}

TEST_P(GrantTest, APaidOrderKeepsItsGrant) {
  const Order order = Placed("o", kGrantGrant);
  ASSERT_THAT(world_.Pay(PayRequest(order, "o")), IsOk());
  OpenRefundRequest refund;
  refund.set_parent(order.name());
  refund.set_kind(RefundKind::MONEY_ONLY);
  refund.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  refund.set_seller_initiated(true);
  refund.set_request_id("refund");
  const auto given = world_.Write<Refund>(refund, handlers::OpenRefund);
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->refunded().minor(), 400);
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::TRADE_CLOSED);
  EXPECT_EQ(world_.catalog().RedeemerOf(kGrantGrant), order.name());
}

TEST_P(GrantTest, AGrantReplacesAnother) {
  world_.catalog().SetGrant("shops/s/grants/h", "buyer", "a", 380);
  const Order order = Placed("o", kGrantGrant);
  ASSERT_THAT(world_.ChangePrice(GrantRequest(order.name(), "shops/s/grants/h", "r1")), IsOk());
  EXPECT_EQ(world_.Get(order.name()).total().minor(), 380);
  EXPECT_EQ(world_.catalog().RedeemerOf(kGrantGrant), "");
  EXPECT_EQ(world_.catalog().RedeemerOf("shops/s/grants/h"), order.name());
  EXPECT_THAT(world_.ChangePrice(GrantRequest(order.name(), "shops/s/grants/h", "r2")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  world_.catalog().SetGrant("shops/s/grants/i", "somebody", "a", 380);
  EXPECT_THAT(world_.ChangePrice(GrantRequest(order.name(), "shops/s/grants/i", "r3")),
              HasReason("GRANT_MISMATCH"));
}

TEST_P(GrantTest, GrantsSurviveACutOffAndComeBackFromARefusal) {
  world_.catalog().FailNext("RedeemGrant", Fault::kAfter);
  PlaceOrderRequest request = PlaceRequest("o");
  request.mutable_lines(0)->set_grant(kGrantGrant);
  EXPECT_THAT(world_.Place(request), StatusIs(kGrantUnavailable));
  world_.Restart();
  ASSERT_THAT(world_.Place(request), IsOk());
  EXPECT_EQ(world_.Get("shops/s/orders/o").total().minor(), 400);
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  // Redeemed, but the order can't be placed.
  Close(world_.Get("shops/s/orders/o"));
  Policy policy = orders::testing::TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  world_.logistics().SetFreight(-1);
  request.set_order_id("o2");
  request.set_request_id("o2");
  EXPECT_THAT(world_.Place(request), HasReason("NO_DELIVERY"));
  EXPECT_EQ(world_.catalog().RedeemerOf(kGrantGrant), "");
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
  // One of two SKUs has none.
  request = PlaceRequest("o3");
  *request.add_lines() = request.lines(0);
  request.mutable_lines(0)->set_grant(kGrantGrant);
  request.mutable_lines(1)->set_grant("shops/s/grants/other");
  EXPECT_THAT(world_.Place(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::orders
