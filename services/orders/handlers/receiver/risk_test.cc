#include "services/orders/handlers/receiver/risk.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using orders::testing::TestPolicy;
using orders::testing::TestReceiver;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class RiskTest : public WorldTest {
 protected:
  PlaceHoldRequest HoldOf(const std::string& order, Hold::Kind kind = Hold::MANUAL) {
    PlaceHoldRequest request;
    request.set_name(order);
    request.set_kind(kind);
    request.set_reason("wait for the card");
    request.set_request_id(absl::StrCat("hold-", ++calls_));
    return request;
  }
  absl::StatusOr<Order> Lift(const std::string& order, Hold::Kind kind = Hold::MANUAL) {
    LiftHoldRequest request;
    request.set_name(order);
    request.set_kind(kind);
    request.set_request_id(absl::StrCat("lift-", ++calls_));
    return world_.Write<Order>(request, handlers::LiftHold);
  }
  absl::StatusOr<BlockEntry> Block(const BlockEntry& entry) {
    CreateBlockEntryRequest request;
    request.set_parent("shops/s");
    *request.mutable_block_entry() = entry;
    request.mutable_block_entry()->set_reason("never fetches his parcels");
    request.set_request_id(absl::StrCat("block-", ++calls_));
    return world_.Write<BlockEntry>(request, handlers::CreateBlockEntry);
  }
  absl::StatusOr<Order> Ship(const std::string& order) {
    ShipOrderRequest request;
    request.set_name(order);
    request.set_request_id(absl::StrCat("ship-", ++calls_));
    return world_.Ship(request);
  }
  int calls_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RiskTest, testing::BothDatabases(), testing::NameOf);

TEST_P(RiskTest, AHoldStopsShippingUntilItsRolesLiftIt) {
  const std::string order = world_.ReadyToShip("o").name();
  PlaceHoldRequest wrong = HoldOf(order, Hold::TOP_UP_DUE);
  EXPECT_THAT(world_.Write<Order>(wrong, handlers::PlaceHold),
              StatusIs(absl::StatusCode::kInvalidArgument));
  const auto held = world_.Write<Order>(HoldOf(order), handlers::PlaceHold);
  ASSERT_THAT(held, IsOk());
  EXPECT_THAT(held->holds(0).lift_roles(), ElementsAre(Role::LEAD, Role::OWNER));
  EXPECT_EQ(held->holds(0).actor().id(), "7");
  EXPECT_THAT(world_.Write<Order>(HoldOf(order), handlers::PlaceHold), HasReason("HELD_ALREADY"));
  EXPECT_THAT(world_.WorkOf(order), ElementsAre("held_order"));
  EXPECT_THAT(Ship(order), HasReason("ON_HOLD"));
  EXPECT_THAT(Lift(order, Hold::RISK), HasReason("NOT_HELD"));
  world_.role = Role::PACKING;
  EXPECT_THAT(Lift(order), HasReason("LIFT_NOT_ALLOWED"));
  world_.role = Role::LEAD;
  ASSERT_THAT(Lift(order), IsOk());
  EXPECT_THAT(world_.WorkOf(order), IsEmpty());
  PlaceHoldRequest packing = HoldOf(order);
  packing.add_lift_roles(Role::PACKING);
  ASSERT_THAT(world_.Write<Order>(packing, handlers::PlaceHold), IsOk());
  EXPECT_THAT(Lift(order), HasReason("LIFT_NOT_ALLOWED"));
  world_.role = Role::PACKING;
  ASSERT_THAT(Lift(order), IsOk());
  ASSERT_THAT(Ship(order), IsOk());
  EXPECT_THAT(world_.Write<Order>(HoldOf(order), handlers::PlaceHold), HasReason("WRONG_STATE"));
}

TEST_P(RiskTest, HoldsNeverStopThePlatformsTimers) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  ASSERT_THAT(world_.Write<Order>(HoldOf(placed->name()), handlers::PlaceHold), IsOk());
  EXPECT_THAT(world_.WorkOf(placed->name()), ElementsAre("held_order"));
  world_.Advance(absl::Hours(72));
  EXPECT_EQ(world_.Get(placed->name()).state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_THAT(world_.WorkOf(placed->name()), IsEmpty());
}

TEST_P(RiskTest, WhatTheShopPlacedGoesWithItsCauseOnly) {
  const auto placed = world_.Place(PlaceRequest("o", PaymentMethod::ESCROW, "a", 100));
  ASSERT_THAT(placed, IsOk());
  world_.catalog().Expire(placed->reservation());
  world_.catalog().SetStock("a", 0);
  world_.SetReservationState(placed->name(), Order::LOST, "order.reservation_lost");
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "o")), IsOk());
  ASSERT_THAT(world_.Get(placed->name()).holds(), SizeIs(1));
  EXPECT_THAT(Lift(placed->name(), Hold::PAID_OUT_OF_STOCK), HasReason("LIFT_NOT_ALLOWED"));
}

TEST_P(RiskTest, OrdersOfBlockedBuyersPhonesAndAddressesAreHeld) {
  BlockEntry buyer;
  buyer.set_buyer("buyer");
  BlockEntry phone;
  phone.set_phone("+86 138-1234-5678");
  BlockEntry address;
  *address.mutable_address() = TestReceiver().address();
  address.mutable_address()->set_street("浙江省杭州市西湖区文三路１号，");
  int placed = 0;
  for (const BlockEntry& entry : {buyer, phone, address}) {
    const auto blocked = Block(entry);
    ASSERT_THAT(blocked, IsOk());
    EXPECT_THAT(Block(entry), StatusIs(absl::StatusCode::kAlreadyExists));
    const auto order = world_.Place(PlaceRequest(absl::StrCat("o", ++placed)));
    ASSERT_THAT(order, IsOk());
    ASSERT_THAT(order->holds(), SizeIs(1)) << entry.ShortDebugString();
    EXPECT_EQ(order->holds(0).kind(), Hold::RISK);
    EXPECT_THAT(world_.WorkOf(order->name()), ElementsAre("held_order"));
    GetBlockEntryRequest get;
    get.set_name(blocked->name());
    const auto stored = world_.Read<BlockEntry>(get, handlers::GetBlockEntry);
    ASSERT_THAT(stored, IsOk());
    EXPECT_THAT(stored->ShortDebugString(), Not(HasSubstr("12345678")));
    DeleteBlockEntryRequest remove;
    remove.set_name(blocked->name());
    remove.set_request_id(absl::StrCat("unblock-", placed));
    ASSERT_THAT(world_.Write<BlockEntry>(remove, handlers::DeleteBlockEntry), IsOk());
    EXPECT_THAT(world_.Read<BlockEntry>(get, handlers::GetBlockEntry),
                StatusIs(absl::StatusCode::kNotFound));
  }
  const auto free = world_.Place(PlaceRequest("free"));
  ASSERT_THAT(free, IsOk());
  EXPECT_THAT(free->holds(), IsEmpty());
}

TEST_P(RiskTest, ThePolicyMayRefuseThem) {
  Policy policy = TestPolicy();
  policy.set_blocked_orders(Policy::REFUSE);
  ASSERT_THAT(world_.SetPolicy(policy, "refuse"), IsOk());
  const auto placed = world_.Place(PlaceRequest("before"));
  ASSERT_THAT(placed, IsOk());
  BlockEntry entry;
  EXPECT_THAT(Block(entry), StatusIs(absl::StatusCode::kInvalidArgument));
  entry.set_phone("139 1234 5678");
  ASSERT_THAT(Block(entry), IsOk());
  PlaceOrderRequest request = PlaceRequest("o");
  request.mutable_receiver()->set_phone("13912345678-12");
  EXPECT_THAT(world_.Place(request), HasReason("BUYER_BLOCKED"));
  EXPECT_EQ(world_.catalog().calls("ReserveStock"), 1);
  ChangeReceiverRequest change;
  change.set_name(placed->name());
  *change.mutable_receiver() = request.receiver();
  change.set_channel(type::v1::ContactChannel::IM);
  change.set_request_id("change");
  EXPECT_THAT(world_.ChangeReceiver(change), HasReason("BUYER_BLOCKED"));
}

TEST_P(RiskTest, BlockEntriesAreListedWithPages) {
  for (const char* buyer : {"b1", "b2", "b3"}) {
    BlockEntry entry;
    entry.set_buyer(buyer);
    ASSERT_THAT(Block(entry), IsOk());
  }
  ListBlockEntriesRequest request;
  request.set_parent("shops/s");
  request.set_page_size(2);
  const auto first = world_.Read<ListBlockEntriesResponse>(request, handlers::ListBlockEntries);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(first->block_entries(), SizeIs(2));
  request.set_page_token(first->next_page_token());
  const auto rest = world_.Read<ListBlockEntriesResponse>(request, handlers::ListBlockEntries);
  ASSERT_THAT(rest, IsOk());
  EXPECT_THAT(rest->block_entries(), SizeIs(1));
}

TEST_P(RiskTest, NoCodForWhoRefusedTooOften) {
  Policy policy = TestPolicy();
  policy.set_cod_refusals_limit(1);
  policy.set_cod_rule(Policy::OFF);
  policy.set_require_verified_receiver(false);
  ASSERT_THAT(world_.SetPolicy(policy, "once"), IsOk());
  const auto placed = world_.Place(PlaceRequest("o1", PaymentMethod::COD));
  ASSERT_THAT(placed, IsOk());
  const auto shipped = Ship(placed->name());
  ASSERT_THAT(shipped, IsOk());
  world_.Track(shipped->parcels(0).shipment(), logistics::v1::TrackingStatus::RETURNED);
  ASSERT_EQ(world_.Get(placed->name()).state(), OrderState::TRADE_CLOSED_COD_REFUSED);
  const auto refused = world_.Place(PlaceRequest("o2", PaymentMethod::COD));
  EXPECT_THAT(refused, HasReason("COD_NOT_POSSIBLE"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "refusals"), "1");
  EXPECT_THAT(world_.Place(PlaceRequest("o3")), IsOk());
  policy.set_cod_refusals_limit_off(true);
  ASSERT_THAT(world_.SetPolicy(policy, "never"), IsOk());
  EXPECT_THAT(world_.Place(PlaceRequest("o4", PaymentMethod::COD)), IsOk());
}

}  // namespace
}  // namespace shopdesk::orders
