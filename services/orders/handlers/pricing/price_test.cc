#include "services/orders/handlers/pricing/price.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
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
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::Contains;

constexpr char kPriceGrant[] = "shops/s/grants/g";
constexpr auto kPriceUnavailable = absl::StatusCode::kUnavailable;

class PriceTest : public WorldTest {
 protected:
  PriceTest() {
    world_.catalog().SetGrant(kPriceGrant, "buyer", "a", 400);
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

  ChangeSkuRequest SkuRequest(const std::string& order, const std::string& sku,
                              const std::string& request_id) {
    ChangeSkuRequest request;
    request.set_name(order);
    request.set_line(1);
    request.set_sku_id(sku);
    request.set_request_id(request_id);
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

INSTANTIATE_TEST_SUITE_P(BothDatabases, PriceTest, testing::BothDatabases(), testing::NameOf);

TEST_P(PriceTest, ThePriceIsTheRolesToGive) {
  world_.catalog().SetFloor("a", 450, 300);
  const Order order = Placed("o");
  world_.role = Role::PRE_SALE;
  const auto refused = world_.ChangePrice(PriceRequest(order.name(), 440, "r1"));
  EXPECT_THAT(refused, HasReason("ABOVE_ROLE_LIMIT"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "lowest"), "450");
  const auto changed = world_.ChangePrice(PriceRequest(order.name(), 450, "r2"));
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->payment().due().minor(), 450);
  world_.role = Role::OWNER;
  EXPECT_THAT(world_.ChangePrice(PriceRequest(order.name(), 299, "r3")), HasReason("BELOW_FLOOR"));
  ChangePriceRequest again = PriceRequest(order.name(), 300, "r4");
  *again.mutable_freight() = MakeMoney("CNY", 25);
  ASSERT_THAT(world_.ChangePrice(again), IsOk());
  // The repetition changes nothing.
  const Order after = world_.Get(order.name());
  ASSERT_THAT(world_.ChangePrice(again), IsOk());
  EXPECT_THAT(world_.Get(order.name()), EqualsProto(after));
  EXPECT_EQ(after.payment().due().minor(), 325);
  EXPECT_EQ(after.price_changes_size(), 2);
  EXPECT_THAT(world_.EventsOf(order.name()), Contains("order.price_changed"));
  // What is due now is what pays it.
  EXPECT_THAT(world_.Pay(PayRequest(order, "old")), HasReason("AMOUNT_MISMATCH"));
  ASSERT_THAT(world_.Pay(PayRequest(after, "new")), IsOk());
  EXPECT_THAT(world_.ChangePrice(PriceRequest(order.name(), 450, "r5")), HasReason("WRONG_STATE"));
}

TEST_P(PriceTest, BadRequests) {
  const Order order = Placed("o");
  ChangePriceRequest request = PriceRequest(order.name(), 400, "r1");
  request.clear_lines();
  EXPECT_THAT(world_.ChangePrice(request), StatusIs(absl::StatusCode::kInvalidArgument));
  *request.mutable_freight() = MakeMoney("EUR", 10);
  EXPECT_THAT(world_.ChangePrice(request), StatusIs(absl::StatusCode::kInvalidArgument));
  request = PriceRequest(order.name(), 400, "r2");
  request.mutable_lines(0)->set_grant(kPriceGrant);
  EXPECT_THAT(world_.ChangePrice(request), StatusIs(absl::StatusCode::kInvalidArgument));
  request = PriceRequest(order.name(), 400, "r3");
  request.mutable_lines(0)->set_line(2);
  EXPECT_THAT(world_.ChangePrice(request), StatusIs(absl::StatusCode::kInvalidArgument));
  request = PriceRequest(order.name(), 400, "r4");
  *request.add_lines() = request.lines(0);
  EXPECT_THAT(world_.ChangePrice(request), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(world_.Get(order.name()).price_changes_size(), 0);
}

TEST_P(PriceTest, AnotherSkuIsReservedBeforeTheOldOneGoesBack) {
  const Order order = Placed("o");
  ASSERT_THAT(world_.ChangeSku(SkuRequest(order.name(), "c", "r1")), IsOk());
  Order changed = world_.Get(order.name());
  EXPECT_EQ(changed.lines(0).sku_id(), "c");
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  EXPECT_EQ(world_.catalog().reserved("c"), 1);
  EXPECT_EQ(world_.catalog().StateOf(changed.lines(0).reservation()), "CONFIRMED");
  EXPECT_THAT(world_.ChangeSku(SkuRequest(order.name(), "b", "r2")), HasReason("PRICE_DIFFERS"));
  EXPECT_EQ(world_.catalog().reserved("b"), 0);
  world_.catalog().SetStock("d", 0, 500);
  EXPECT_THAT(world_.ChangeSku(SkuRequest(order.name(), "d", "r3")), HasReason("OUT_OF_STOCK"));
  // Paid, and changed again: what is shipped is the last.
  ASSERT_THAT(world_.Pay(PayRequest(order, "o")), IsOk());
  world_.catalog().SetStock("e", 1, 500);
  ASSERT_THAT(world_.ChangeSku(SkuRequest(order.name(), "e", "r4")), IsOk());
  EXPECT_EQ(world_.catalog().reserved("c"), 0);
  EXPECT_EQ(world_.catalog().reserved("e"), 1);
  Policy policy = orders::testing::TestPolicy();
  policy.set_require_verified_receiver(false);
  ASSERT_THAT(world_.SetPolicy(policy, "unverified"), IsOk());
  ShipOrderRequest ship;
  ship.set_name(order.name());
  ship.set_request_id("ship");
  ASSERT_THAT(world_.Ship(ship), IsOk());
  EXPECT_EQ(world_.catalog().shipped("e"), 1);
  EXPECT_EQ(world_.catalog().reserved("e"), 0);
  EXPECT_THAT(world_.ChangeSku(SkuRequest(order.name(), "a", "r5")), HasReason("WRONG_STATE"));
}

TEST_P(PriceTest, AChangedSkuGoesBackWithTheOrder) {
  PlaceOrderRequest place = PlaceRequest("o");
  PlaceOrderLine& other = *place.add_lines();
  other.set_sku_id("b");
  other.set_quantity(2);
  ASSERT_THAT(world_.Place(place), IsOk());
  ASSERT_THAT(world_.ChangeSku(SkuRequest("shops/s/orders/o", "c", "r1")), IsOk());
  EXPECT_EQ(world_.catalog().reserved("b"), 2);
  Close(world_.Get("shops/s/orders/o"));
  for (const char* sku : {"a", "b", "c"}) EXPECT_EQ(world_.catalog().reserved(sku), 0) << sku;
  EXPECT_EQ(world_.catalog().available("c"), 10);
}

TEST_P(PriceTest, AChangedSkuIsRefundedBeforeShipping) {
  const Order order = Placed("o");
  ASSERT_THAT(world_.ChangeSku(SkuRequest(order.name(), "c", "r1")), IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(order, "o")), IsOk());
  OpenRefundRequest refund;
  refund.set_parent(order.name());
  refund.set_kind(RefundKind::MONEY_ONLY);
  refund.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  refund.set_seller_initiated(true);
  refund.set_request_id("refund");
  ASSERT_THAT(world_.Write<Refund>(refund, handlers::OpenRefund), IsOk());
  EXPECT_EQ(world_.catalog().reserved("c"), 0);
  EXPECT_EQ(world_.catalog().available("c"), 10);
}

TEST_P(PriceTest, SkuChangeCutOffBetweenItsSteps) {
  const Order order = Placed("o");
  world_.catalog().FailNext("ReserveStock", Fault::kAfter);
  EXPECT_THAT(world_.ChangeSku(SkuRequest(order.name(), "c", "r1")), StatusIs(kPriceUnavailable));
  EXPECT_EQ(world_.catalog().reserved("c"), 1);
  world_.Restart();
  world_.catalog().FailNext("ConfirmReservation", Fault::kAfter);
  ASSERT_THAT(world_.ChangeSku(SkuRequest(order.name(), "c", "r1")), IsOk());
  EXPECT_EQ(world_.catalog().reserved("c"), 1);
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
  world_.catalog().FailNext("ReleaseReservation", Fault::kAfter);
  ASSERT_THAT(world_.ChangeSku(SkuRequest(order.name(), "a", "r2")), IsOk());
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  EXPECT_EQ(world_.catalog().reserved("c"), 0);
  EXPECT_EQ(world_.catalog().available("c"), 10);
}

TEST_P(PriceTest, TheNewSkusReservationExpiredBeforeItWasConfirmed) {
  const Order order = Placed("o");
  // Confirmed too late: nobody took the piece, so it is reserved anew.
  world_.catalog().ExpireNextOnConfirm();
  ASSERT_THAT(world_.ChangeSku(SkuRequest(order.name(), "c", "r1")), IsOk());
  Order changed = world_.Get(order.name());
  EXPECT_EQ(world_.catalog().reserved("c"), 1);
  EXPECT_EQ(world_.catalog().StateOf(changed.lines(0).reservation()), "CONFIRMED");
  // Somebody took it: nothing is reserved any more, until the payment tries again.
  world_.catalog().SetStock("d", 1, 500);
  world_.catalog().ExpireNextOnConfirm("d");
  ASSERT_THAT(world_.ChangeSku(SkuRequest(order.name(), "d", "r2")), IsOk());
  changed = world_.Get(order.name());
  EXPECT_EQ(changed.reservation_state(), Order::LOST);
  for (const char* sku : {"a", "c", "d"}) EXPECT_EQ(world_.catalog().reserved(sku), 0) << sku;
  ASSERT_THAT(world_.Pay(PayRequest(order, "o")), IsOk());
  EXPECT_EQ(world_.Get(order.name()).holds(0).kind(), Hold::PAID_OUT_OF_STOCK);
}

}  // namespace
}  // namespace shopdesk::orders
