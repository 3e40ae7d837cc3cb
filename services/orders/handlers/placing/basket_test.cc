#include "services/orders/handlers/placing/basket.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/receiver/risk.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::Fault;
using orders::testing::PlaceRequest;
using orders::testing::TestPolicy;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kBasketGrant[] = "shops/s/grants/g";

// The basket that such an order would come of.
CheckBasketRequest BasketOf(const PlaceOrderRequest& place) {
  CheckBasketRequest basket;
  basket.set_parent(place.parent());
  basket.set_buyer(place.buyer());
  *basket.mutable_lines() = place.lines();
  *basket.mutable_receiver() = place.receiver();
  basket.set_payment_method(place.payment_method());
  *basket.mutable_delivery() = place.delivery();
  return basket;
}

class BasketTest : public WorldTest {
 protected:
  BasketTest() {
    world_.catalog().SetStock("c", 3, 5000);
    world_.catalog().SetGrant(kBasketGrant, "buyer", "a", 400);
    world_.logistics().SetCouriers({{"post", logistics::v1::Mode::SURFACE_MAIL, 300, ""},
                                    {"sf", logistics::v1::Mode::COURIER_ROAD, 800, ""},
                                    {"yto", logistics::v1::Mode::COURIER_ROAD, 900, "杭州市"}});
    Policy policy = TestPolicy();
    policy.set_freight(Policy::QUOTED);
    EXPECT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  }

  CheckBasketResponse Check(const PlaceOrderRequest& place) {
    const auto checked = world_.CheckBasket(BasketOf(place));
    EXPECT_THAT(checked, IsOk());
    return checked.ok() ? *checked : CheckBasketResponse();
  }
  static std::vector<std::string> ReasonsOf(const CheckBasketResponse& response) {
    std::vector<std::string> reasons;
    for (const auto& objection : response.objections()) reasons.push_back(objection.reason());
    return reasons;
  }
  void Block(const std::string& buyer) {
    CreateBlockEntryRequest request;
    request.set_parent("shops/s");
    request.mutable_block_entry()->set_buyer(buyer);
    request.mutable_block_entry()->set_reason("chargebacks");
    request.set_request_id(absl::StrCat("block-", buyer));
    EXPECT_THAT(world_.Write<BlockEntry>(request, handlers::CreateBlockEntry), IsOk());
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, BasketTest, testing::BothDatabases(), testing::NameOf);

TEST_P(BasketTest, TellsWhatTheOrderCosts) {
  PlaceOrderRequest place = PlaceRequest("o", PaymentMethod::ESCROW, "a", 2);
  place.mutable_lines(0)->set_grant(kBasketGrant);
  *place.add_lines() = PlaceRequest("", PaymentMethod::ESCROW, "b", 1).lines(0);
  const CheckBasketResponse checked = Check(place);
  EXPECT_TRUE(checked.placeable());
  EXPECT_THAT(checked.objections(), IsEmpty());
  ASSERT_THAT(checked.lines(), SizeIs(2));
  EXPECT_EQ(checked.lines(0).unit_price().minor(), 400);
  EXPECT_EQ(checked.lines(0).total().minor(), 800);
  EXPECT_EQ(checked.lines(0).snapshot().price().minor(), 500);
  EXPECT_EQ(checked.lines(0).grant(), kBasketGrant);
  EXPECT_EQ(checked.lines(0).available(), 100);
  EXPECT_EQ(checked.freight().minor(), 800);
  ASSERT_THAT(checked.couriers().options(), SizeIs(2));
  EXPECT_TRUE(checked.couriers().options(1).chosen());
  ASSERT_THAT(checked.couriers().refusals(), SizeIs(1));
  EXPECT_EQ(checked.couriers().refusals(0).carrier_id(), "yto");
  EXPECT_TRUE(checked.cod().possible());
  EXPECT_GT(checked.cod().surcharge().minor(), 0);
  // The order that is placed then costs the same.
  const auto placed = world_.Place(place);
  ASSERT_THAT(placed, IsOk());
  EXPECT_EQ(placed->total().minor(), checked.total().minor());
  EXPECT_EQ(placed->goods_total().minor(), checked.goods_total().minor());
}

TEST_P(BasketTest, ReservesRedeemsAndStoresNothing) {
  PlaceOrderRequest place = PlaceRequest("o");
  place.mutable_lines(0)->set_grant(kBasketGrant);
  EXPECT_TRUE(Check(place).placeable());
  EXPECT_EQ(world_.catalog().calls("ReserveStock"), 0);
  EXPECT_EQ(world_.catalog().RedeemerOf(kBasketGrant), "");
  EXPECT_EQ(world_.Figures().orders(), 0);
  const auto page = world_.runtime().events().Read("-", 0, 1000, absl::InfinitePast());
  ASSERT_THAT(page, IsOk());
  for (const event::Event& event : page->events) EXPECT_EQ(event.type(), "policy.updated");
}

TEST_P(BasketTest, TellsAllThatIsWrongAtOnce) {
  Block("buyer");
  Policy policy = TestPolicy();
  policy.set_freight(Policy::QUOTED);
  policy.set_blocked_orders(Policy::REFUSE);
  ASSERT_THAT(world_.SetPolicy(policy, "refuse"), IsOk());
  PlaceOrderRequest place = PlaceRequest("o", PaymentMethod::COD, "a", 1);
  *place.add_lines() = PlaceRequest("", PaymentMethod::COD, "unknown", 1).lines(0);
  // 15,000.00, which is above the limit for cash on delivery.
  *place.add_lines() = PlaceRequest("", PaymentMethod::COD, "c", 300).lines(0);
  place.mutable_lines(0)->set_grant("shops/s/grants/none");
  place.mutable_delivery()->set_carrier_id("yto");
  const CheckBasketResponse checked = Check(place);
  EXPECT_FALSE(checked.placeable());
  EXPECT_THAT(ReasonsOf(checked),
              ElementsAre("NOT_FOUND", "OUT_OF_STOCK", "NOT_FOUND", "BUYER_BLOCKED",
                          "COURIER_NOT_POSSIBLE", "COD_NOT_POSSIBLE"));
  EXPECT_EQ(checked.objections(0).index(), 1);
  EXPECT_EQ(checked.objections(0).id(), "unknown");
  EXPECT_EQ(checked.objections(1).index(), 2);
  EXPECT_EQ(checked.objections(2).index(), 0);
  EXPECT_EQ(checked.objections(3).index(), -1);
  EXPECT_EQ(checked.lines(2).available(), 3);
  EXPECT_FALSE(checked.lines(1).has_unit_price());
  EXPECT_FALSE(checked.cod().possible());
  EXPECT_FALSE(checked.held());
}

TEST_P(BasketTest, SaysThatABlockedBuyersOrderIsHeld) {
  Block("buyer");
  const CheckBasketResponse checked = Check(PlaceRequest("o"));
  EXPECT_TRUE(checked.placeable());
  EXPECT_TRUE(checked.held());
}

TEST_P(BasketTest, CodIsCheckedWhateverTheMethod) {
  const CheckBasketResponse checked = Check(PlaceRequest("o", PaymentMethod::ESCROW, "c", 3));
  EXPECT_TRUE(checked.placeable());
  EXPECT_TRUE(checked.cod().possible());
  world_.catalog().SetStock("c", 100, 5000);
  const CheckBasketResponse dear = Check(PlaceRequest("o", PaymentMethod::ESCROW, "c", 100));
  EXPECT_TRUE(dear.placeable());
  EXPECT_FALSE(dear.cod().possible());
  ASSERT_THAT(dear.cod().objections(), SizeIs(1));
  EXPECT_EQ(dear.cod().objections(0).reason(), "COD_NOT_POSSIBLE");
}

TEST_P(BasketTest, NothingKnownIsNotPriced) {
  const CheckBasketResponse checked = Check(PlaceRequest("o", PaymentMethod::ESCROW, "unknown"));
  EXPECT_FALSE(checked.placeable());
  EXPECT_FALSE(checked.has_total());
  EXPECT_THAT(checked.couriers().options(), IsEmpty());
}

TEST_P(BasketTest, ErrorsAreThoseOfTheCall) {
  CheckBasketRequest other = BasketOf(PlaceRequest("o"));
  other.set_parent("shops/other");
  EXPECT_THAT(world_.CheckBasket(other), StatusIs(absl::StatusCode::kNotFound));
  CheckBasketRequest phone = BasketOf(PlaceRequest("o"));
  phone.mutable_receiver()->set_phone("1");
  EXPECT_THAT(world_.CheckBasket(phone), StatusIs(absl::StatusCode::kInvalidArgument));
  world_.catalog().FailNext("CheckStock", Fault::kBefore);
  EXPECT_THAT(world_.CheckBasket(BasketOf(PlaceRequest("o"))),
              StatusIs(absl::StatusCode::kUnavailable));
  world_.logistics().FailNext("Quote", Fault::kBefore);
  EXPECT_THAT(world_.CheckBasket(BasketOf(PlaceRequest("o"))),
              StatusIs(absl::StatusCode::kUnavailable));
}

// What CheckBasket says first is what PlaceOrder answers.
TEST_P(BasketTest, AgreesWithPlaceOrder) {
  using Change = std::function<void(PlaceOrderRequest&)>;
  const std::vector<Change> changes = {
      [](PlaceOrderRequest&) {},
      [](PlaceOrderRequest& place) { place.mutable_lines(0)->set_quantity(101); },
      [](PlaceOrderRequest& place) { place.mutable_lines(0)->set_sku_id("unknown"); },
      [](PlaceOrderRequest& place) { place.mutable_lines(0)->set_grant(kBasketGrant); },
      [](PlaceOrderRequest& place) {
        place.mutable_lines(0)->set_sku_id("b");
        place.mutable_lines(0)->set_grant(kBasketGrant);
      },
      [](PlaceOrderRequest& place) { place.mutable_delivery()->set_carrier_id("yto"); },
      [](PlaceOrderRequest& place) { place.mutable_delivery()->set_carrier_id("post"); },
      [](PlaceOrderRequest& place) { place.set_payment_method(PaymentMethod::COD); },
      [](PlaceOrderRequest& place) {
        place.mutable_receiver()->mutable_address()->set_region_code("FR");
        place.mutable_receiver()->set_phone("+33 1 23 45 67 89");
      },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    SCOPED_TRACE(i);
    PlaceOrderRequest place = PlaceRequest(absl::StrCat("o", i));
    changes[i](place);
    const CheckBasketResponse checked = Check(place);
    const auto placed = world_.Place(place);
    EXPECT_EQ(checked.placeable(), placed.ok()) << placed.status();
    if (placed.ok()) {
      EXPECT_EQ(checked.total().minor(), placed->total().minor());
    } else {
      ASSERT_FALSE(checked.objections().empty());
      EXPECT_EQ(checked.objections(0).reason(), ReasonOf(placed.status()));
    }
  }
}

}  // namespace
}  // namespace shopdesk::orders
