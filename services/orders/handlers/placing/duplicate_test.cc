#include "services/orders/handlers/placing/duplicate.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "libs/work/service.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::testing::Contains;
using ::testing::IsEmpty;
using testing::PayRequest;
using testing::PlaceRequest;
using testing::TestPolicy;

class DuplicateTest : public WorldTest {
 protected:
  void SetUp() override { SetRule(Policy::HOLD_PAIRS); }

  void SetRule(Policy::DuplicateRule rule) {
    Policy policy = TestPolicy();
    policy.set_duplicate_rule(rule);
    policy.set_require_verified_receiver(false);
    ASSERT_THAT(world_.SetPolicy(policy, absl::StrCat("rule", rule)), IsOk());
  }
  Order Place(const PlaceOrderRequest& request) {
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    return placed.ok() ? *placed : Order();
  }
  std::vector<DuplicatePair> Pairs(DuplicatePair::State state = DuplicatePair::STATE_UNSPECIFIED) {
    ListDuplicatePairsRequest request;
    request.set_parent("shops/s");
    request.set_state(state);
    const auto listed =
        world_.Read<ListDuplicatePairsResponse>(request, handlers::ListDuplicatePairs);
    EXPECT_THAT(listed, IsOk());
    if (!listed.ok()) return {};
    return {listed->duplicate_pairs().begin(), listed->duplicate_pairs().end()};
  }
  size_t OpenWork() {
    work::v1::ListWorkItemsRequest request;
    request.set_parent("shops/s");
    request.set_kind("duplicate_pair");
    const auto listed = world_.Read<work::v1::ListWorkItemsResponse>(request, work::ListWorkItems);
    EXPECT_THAT(listed, IsOk());
    return listed.ok() ? listed->work_items_size() : 0;
  }
  absl::StatusOr<DuplicatePair> Decide(const DuplicatePair& pair,
                                       DuplicatePair::Decision decision) {
    DecideDuplicateRequest request;
    request.set_name(pair.name());
    request.set_decision(decision);
    request.set_reason("the buyer said so on 13812345678");
    request.set_request_id("decide");
    return world_.Write<DuplicatePair>(request, handlers::DecideDuplicate);
  }
  void Pay(const Order& order) {
    ASSERT_THAT(world_.Pay(PayRequest(order, std::string(order.name()))), IsOk());
  }
  absl::StatusOr<Order> Ship(const Order& order) {
    ShipOrderRequest ship;
    ship.set_name(order.name());
    ship.set_request_id(absl::StrCat("ship", order.name(), ++ships_));
    return world_.Ship(ship);
  }
  int ships_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, DuplicateTest, testing::BothDatabases(), testing::NameOf);

TEST_P(DuplicateTest, TwiceTheSameIsOnePairAndOthersAreNone) {
  const Order first = Place(PlaceRequest("first"));
  world_.Advance(absl::Minutes(10));
  PlaceOrderRequest again = PlaceRequest("second");
  // The same address in other words.
  again.mutable_receiver()->mutable_address()->set_street("浙江省杭州市西湖区，文三路　１号");
  const Order second = Place(again);
  PlaceOrderRequest unrelated = PlaceRequest("unrelated", PaymentMethod::ESCROW, "b");
  unrelated.set_buyer("somebody");
  unrelated.mutable_receiver()->set_phone("139 8765 4321");
  unrelated.mutable_receiver()->mutable_address()->set_street("南京东路 5 号");
  Place(unrelated);
  PlaceOrderRequest neighbour = unrelated;
  neighbour.set_order_id("neighbour");
  neighbour.set_request_id("neighbour");
  neighbour.set_buyer("else");
  neighbour.mutable_receiver()->set_phone("137 8765 4321");
  Place(neighbour);
  const std::vector<DuplicatePair> pairs = Pairs();
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_EQ(pairs[0].grade(), DuplicatePair::DUPLICATE);
  EXPECT_EQ(pairs[0].first_order(), first.name());
  EXPECT_EQ(pairs[0].second_order(), second.name());
  EXPECT_TRUE(pairs[0].same_buyer());
  EXPECT_TRUE(pairs[0].same_phone());
  EXPECT_EQ(OpenWork(), 1u);
  EXPECT_THAT(world_.EventsOf(pairs[0].name()), Contains("duplicate_pair.found").Times(1));
}

TEST_P(DuplicateTest, GradesByWhatIsOrdered) {
  Place(PlaceRequest("one", PaymentMethod::ESCROW, "a", 1));
  Place(PlaceRequest("more", PaymentMethod::ESCROW, "a", 2));
  Place(PlaceRequest("other", PaymentMethod::ESCROW, "b", 1));
  std::vector<DuplicatePair::Grade> grades;
  for (const DuplicatePair& pair : Pairs()) grades.push_back(pair.grade());
  EXPECT_THAT(grades,
              ::testing::UnorderedElementsAre(DuplicatePair::SIMILAR, DuplicatePair::SAME_RECEIVER,
                                              DuplicatePair::SAME_RECEIVER));
  EXPECT_EQ(OpenWork(), 1u);
}

// Another receiver makes two orders alike, or no longer alike.
TEST_P(DuplicateTest, AChangedReceiverMakesAndDissolvesAPair) {
  const Order first = Place(PlaceRequest("first"));
  PlaceOrderRequest other = PlaceRequest("second");
  other.mutable_receiver()->mutable_address()->set_street("南京东路 5 号");
  const Order second = Place(other);
  EXPECT_THAT(Pairs(), IsEmpty());
  Pay(first);
  Pay(second);
  const auto change = [&](const type::v1::Receiver& receiver, const std::string& id) {
    ChangeReceiverRequest request;
    request.set_name(second.name());
    *request.mutable_receiver() = receiver;
    request.set_channel(type::v1::ContactChannel::IM);
    request.set_confirmed(true);
    request.set_request_id(id);
    ASSERT_THAT(world_.ChangeReceiver(request), IsOk());
  };
  const type::v1::Receiver same = PlaceRequest("first").receiver();
  for (int round = 0; round < 2; ++round) {
    change(same, absl::StrCat("same", round));
    ASSERT_EQ(Pairs(DuplicatePair::OPEN).size(), 1u);
    EXPECT_EQ(OpenWork(), 1u);
    EXPECT_THAT(Ship(first), HasReason("ON_HOLD"));
    EXPECT_EQ(world_.Get(second.name()).duplicate_pairs_size(), 1);
    change(other.receiver(), absl::StrCat("other", round));
    EXPECT_EQ(Pairs(DuplicatePair::LAPSED).size(), 1u);
    EXPECT_EQ(OpenWork(), 0u);
    EXPECT_THAT(world_.Get(first.name()).holds(), IsEmpty());
    EXPECT_THAT(world_.Get(first.name()).duplicate_pairs(), IsEmpty());
  }
  // A pair that was decided stays decided.
  change(same, "again");
  ASSERT_THAT(Decide(Pairs(DuplicatePair::OPEN)[0], DuplicatePair::KEEP_BOTH), IsOk());
  change(other.receiver(), "away");
  change(same, "back");
  EXPECT_EQ(Pairs(DuplicatePair::DECIDED).size(), 1u);
  EXPECT_EQ(OpenWork(), 0u);
}

TEST_P(DuplicateTest, ADayLaterItIsAnotherOrder) {
  Pay(Place(PlaceRequest("first")));
  world_.Advance(absl::Hours(24));
  Place(PlaceRequest("second"));
  EXPECT_THAT(Pairs(), IsEmpty());
}

TEST_P(DuplicateTest, APaidPairHoldsPackingUntilItIsDecided) {
  const Order first = Place(PlaceRequest("first"));
  const Order second = Place(PlaceRequest("second"));
  Pay(first);
  EXPECT_THAT(world_.Get(first.name()).holds(), IsEmpty());
  Pay(second);
  ASSERT_EQ(world_.Get(first.name()).holds_size(), 1);
  EXPECT_EQ(world_.Get(second.name()).holds(0).kind(), Hold::DUPLICATE_SUSPECTED);
  EXPECT_THAT(Ship(first), HasReason("ON_HOLD"));
  world_.Advance(absl::Minutes(1));
  const auto decided = Decide(Pairs()[0], DuplicatePair::KEEP_FIRST);
  ASSERT_THAT(decided, IsOk());
  EXPECT_EQ(decided->state(), DuplicatePair::DECIDED);
  EXPECT_THAT(decided->reason(), ::testing::Not(::testing::HasSubstr("13812345678")));
  const Order dropped = world_.Get(second.name());
  EXPECT_EQ(dropped.state(), OrderState::TRADE_CLOSED);
  EXPECT_EQ(dropped.close_reason(), CloseReason::DUPLICATE_ORDER);
  EXPECT_EQ(dropped.payment().state(), PaymentState::REFUNDED);
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  EXPECT_THAT(Ship(first), IsOk());
  EXPECT_EQ(OpenWork(), 0u);
  DecideDuplicateRequest again;
  again.set_name(decided->name());
  again.set_decision(DuplicatePair::KEEP_BOTH);
  again.set_reason("no");
  again.set_request_id("again");
  EXPECT_THAT(world_.Write<DuplicatePair>(again, handlers::DecideDuplicate),
              HasReason("WRONG_STATE"));
}

TEST_P(DuplicateTest, AnUnpaidOneIsClosedAndKeepingBothLiftsTheHold) {
  const Order first = Place(PlaceRequest("first"));
  const Order second = Place(PlaceRequest("second"));
  EXPECT_THAT(Decide(Pairs()[0], DuplicatePair::KEEP_SECOND), HasReason("TOO_YOUNG"));
  world_.Advance(absl::Minutes(1));
  ASSERT_THAT(Decide(Pairs()[0], DuplicatePair::KEEP_SECOND), IsOk());
  EXPECT_EQ(world_.Get(first.name()).state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(world_.Get(first.name()).close_reason(), CloseReason::DUPLICATE_ORDER);
  const Order third = Place(PlaceRequest("third"));
  Pay(second);
  Pay(third);
  ASSERT_EQ(Pairs(DuplicatePair::OPEN).size(), 1u);
  EXPECT_EQ(world_.Get(third.name()).holds_size(), 1);
  DecideDuplicateRequest both;
  both.set_name(Pairs(DuplicatePair::OPEN)[0].name());
  both.set_decision(DuplicatePair::KEEP_BOTH);
  both.set_reason("one is a present");
  both.set_request_id("both");
  ASSERT_THAT(world_.Write<DuplicatePair>(both, handlers::DecideDuplicate), IsOk());
  EXPECT_THAT(Ship(second), IsOk());
  EXPECT_THAT(Ship(third), IsOk());
}

TEST_P(DuplicateTest, APairLapsesWhenOneIsClosed) {
  const Order first = Place(PlaceRequest("first"));
  const Order second = Place(PlaceRequest("second"));
  Pay(first);
  world_.Advance(absl::Minutes(1));
  CloseOrderRequest close;
  close.set_name(second.name());
  close.set_reason(CloseReason::BUYER_CHANGED_MIND);
  close.set_request_id("close");
  ASSERT_THAT(world_.Write<Order>(close, handlers::CloseOrder), IsOk());
  ASSERT_EQ(Pairs(DuplicatePair::LAPSED).size(), 1u);
  EXPECT_THAT(world_.Get(first.name()).duplicate_pairs(), IsEmpty());
  EXPECT_EQ(OpenWork(), 0u);
  EXPECT_THAT(Ship(first), IsOk());
}

TEST_P(DuplicateTest, NothingIsHeldWhereThePolicyOnlyLists) {
  SetRule(Policy::LIST_PAIRS);
  const Order first = Place(PlaceRequest("first"));
  const Order second = Place(PlaceRequest("second"));
  Pay(first);
  Pay(second);
  EXPECT_EQ(Pairs().size(), 1u);
  EXPECT_THAT(Ship(first), IsOk());
}

}  // namespace
}  // namespace shopdesk::orders
