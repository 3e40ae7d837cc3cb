#include "services/orders/handlers/trade/order_change.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_macros.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using handlers::LoadForChange;
using handlers::OrderAndPolicy;
using handlers::OrderChange;
using handlers::SaveChange;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::RunWrite;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using testing::PlaceRequest;

constexpr char kOrder[] = "shops/s/orders/o";

class OrderChangeTest : public testing::WorldTest {
 protected:
  void SetUp() override { ASSERT_THAT(world_.Place(PlaceRequest("o")), IsOk()); }

  // Sets the order's agent.
  absl::Status SetAgent(const std::string& etag, absl::string_view event) {
    return RunWrite(world_.runtime(), [&](runtime::WriteContext& ctx) -> absl::Status {
      ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, kOrder, etag));
      change.order.set_agent("9");
      v1::Order answer;
      RETURN_IF_ERROR(SaveChange(ctx, change, event, &answer));
      EXPECT_EQ(answer.agent(), "9");
      return absl::OkStatus();
    });
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, OrderChangeTest, testing::BothDatabases(), testing::NameOf);

TEST_P(OrderChangeTest, AnEventIsEmittedAndTheOrderChanged) {
  const v1::Order before = world_.Get(kOrder);
  world_.Advance(absl::Seconds(5));
  ASSERT_THAT(SetAgent(before.etag(), "order.test"), IsOk());
  const v1::Order after = world_.Get(kOrder);
  EXPECT_GT(after.update_time().seconds(), before.update_time().seconds());
  EXPECT_NE(after.etag(), before.etag());
  EXPECT_THAT(world_.EventsOf(kOrder), ElementsAre("order.placed", "order.test"));
}

TEST_P(OrderChangeTest, BookkeepingIsToldButTheTimeStays) {
  const v1::Order before = world_.Get(kOrder);
  world_.Advance(absl::Seconds(5));
  ASSERT_THAT(SetAgent("", ""), IsOk());
  const v1::Order after = world_.Get(kOrder);
  EXPECT_THAT(after.update_time(), EqualsProto(before.update_time()));
  EXPECT_EQ(after.agent(), "9");
  EXPECT_THAT(world_.EventsOf(kOrder), ElementsAre("order.placed"));
  const auto page = world_.runtime().events().Read("s", 0, 100, absl::InfinitePast());
  ASSERT_THAT(page, IsOk());
  v1::Order told;
  EXPECT_EQ(page->events.back().type(), "order.updated");
  ASSERT_TRUE(page->events.back().resource().UnpackTo(&told));
  EXPECT_THAT(told, EqualsProto(after));
}

TEST_P(OrderChangeTest, AStaleEtagIsRefused) {
  EXPECT_THAT(SetAgent("v99", "order.test"), HasReason("ETAG_MISMATCH"));
  EXPECT_EQ(world_.Get(kOrder).agent(), "");
}

TEST_P(OrderChangeTest, AWorkflowSeesTheOrderWithItsPolicy) {
  const auto see = [&](const std::string& name, const std::string& etag) {
    absl::StatusOr<OrderAndPolicy> seen = absl::UnknownError("not called");
    world_.runtime()
        .Workflow(world_.CallOf("See", ""), nullptr, nullptr,
                  [&](runtime::WorkflowContext& ctx) {
                    seen = handlers::LoadOrderAndPolicy(ctx, name, etag);
                    return absl::OkStatus();
                  })
        .IgnoreError();
    return seen;
  };
  const auto seen = see(kOrder, "");
  ASSERT_THAT(seen, IsOk());
  EXPECT_THAT(seen->order, EqualsProto(world_.Get(kOrder)));
  EXPECT_EQ(seen->policy.currency_code(), "CNY");
  EXPECT_THAT(see(kOrder, "v99"), HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(see("shops/s/orders/none", ""), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders
