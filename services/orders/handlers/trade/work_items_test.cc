#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "libs/work/service.h"
#include "services/orders/handlers/receiver/risk.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/handlers/trade/remark.h"
#include "services/orders/testing/world.h"
#include "shopdesk/orders/v1/remark.pb.h"
#include "shopdesk/orders/v1/risk.pb.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::PayRequest;
using testing::PlaceRequest;
using testing::TestPolicy;
using testing::World;

class WorkItemsTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  std::vector<std::string> SummariesOf(const std::string& kind) {
    work::v1::ListWorkItemsRequest request;
    request.set_parent("shops/s");
    request.set_kind(kind);
    const auto listed = world_.Read<work::v1::ListWorkItemsResponse>(request, work::ListWorkItems);
    EXPECT_THAT(listed, IsOk());
    std::vector<std::string> summaries;
    for (const auto& item : listed->work_items()) summaries.push_back(item.summary());
    return summaries;
  }
  void Hold(const Order& order, Hold::Kind kind) {
    PlaceHoldRequest request;
    request.set_name(order.name());
    request.set_kind(kind);
    request.set_reason("r");
    request.set_request_id(absl::StrCat("hold", kind));
    ASSERT_THAT(world_.Write<Order>(request, handlers::PlaceHold), IsOk());
  }
  void Lift(const Order& order, Hold::Kind kind) {
    LiftHoldRequest request;
    request.set_name(order.name());
    request.set_kind(kind);
    request.set_request_id(absl::StrCat("lift", kind));
    ASSERT_THAT(world_.Write<Order>(request, handlers::LiftHold), IsOk());
  }

  World world_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, WorkItemsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(WorkItemsTest, AHeldOrderSaysWhatHoldsIt) {
  const Order order = world_.ReadyToShip("o");
  Hold(order, Hold::MANUAL);
  EXPECT_THAT(SummariesOf("held_order"), ElementsAre("Settle what holds the order: MANUAL"));
  Hold(order, Hold::RISK);
  EXPECT_THAT(SummariesOf("held_order"), ElementsAre("Settle what holds the order: MANUAL, RISK"));
  ListOrdersRequest list;
  list.set_parent("shops/s");
  const auto listed = world_.Read<ListOrdersResponse>(list, handlers::ListOrders);
  ASSERT_THAT(listed, IsOk());
  ASSERT_EQ(listed->orders_size(), 1);
  EXPECT_EQ(listed->orders(0).holds_size(), 2);
  Lift(order, Hold::MANUAL);
  EXPECT_THAT(SummariesOf("held_order"), ElementsAre("Settle what holds the order: RISK"));
  Lift(order, Hold::RISK);
  EXPECT_THAT(SummariesOf("held_order"), IsEmpty());
}

TEST_P(WorkItemsTest, APairGoesWhenOneOfTheTwoIsFinished) {
  Policy policy = TestPolicy();
  policy.set_duplicate_rule(Policy::LIST_PAIRS);
  ASSERT_THAT(world_.SetPolicy(policy, "rule"), IsOk());
  const Order first = world_.Shipped("first");
  world_.Shipped("second");
  EXPECT_THAT(SummariesOf("duplicate_pair"), Not(IsEmpty()));
  ConfirmReceiptRequest request;
  request.set_name(first.name());
  request.set_request_id("receipt");
  ASSERT_THAT(world_.Write<Order>(request, handlers::ConfirmReceipt), IsOk());
  EXPECT_THAT(SummariesOf("duplicate_pair"), IsEmpty());
  EXPECT_THAT(world_.Get(first.name()).duplicate_pairs(), IsEmpty());
}

TEST_P(WorkItemsTest, NothingIsLeftOfAnOrderThatHasEnded) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "o")), IsOk());
  Hold(*placed, Hold::MANUAL);
  AddRemarkRequest remark;
  remark.set_parent(placed->name());
  remark.set_reason(Remark::PACKING);
  remark.set_text("with a bow");
  remark.set_request_id("remark");
  ASSERT_THAT(world_.Write<Remark>(remark, handlers::AddRemark), IsOk());
  EXPECT_THAT(world_.WorkOf(placed->name()),
              ElementsAre("held_order", "red_remark", "verify_receiver"));
  OpenRefundRequest refund;
  refund.set_parent(placed->name());
  refund.set_kind(RefundKind::MONEY_ONLY);
  refund.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  refund.set_seller_initiated(true);
  refund.set_request_id("refund");
  ASSERT_THAT(world_.Write<Refund>(refund, handlers::OpenRefund), IsOk());
  EXPECT_EQ(world_.Get(placed->name()).state(), OrderState::TRADE_CLOSED);
  EXPECT_THAT(world_.WorkOf(placed->name()), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::orders
