#include "services/orders/handlers/refund/refund_change.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/testing/test_orders.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::TestPolicy;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::ElementsAre;

class RefundChangeTest : public WorldTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RefundChangeTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(RefundChangeTest, RefundBeforeShippingIsAgreedAfterTwoDays) {
  Policy policy = TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  const Order ready = world_.ReadyToShip("o");
  EXPECT_EQ(ready.freight().minor(), 800);
  OpenRefundRequest open;
  open.set_parent(ready.name());
  open.set_kind(RefundKind::MONEY_ONLY);
  open.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  open.set_request_id("refund");
  ASSERT_THAT(world_.Write<Refund>(open, handlers::OpenRefund), IsOk());
  EXPECT_EQ(world_.Get(ready.name()).lines(0).locked(), 1);
  ShipOrderRequest ship;
  ship.set_name(ready.name());
  ship.set_request_id("ship");
  EXPECT_THAT(world_.Ship(ship), HasReason("LINES_LOCKED"));

  world_.Advance(absl::Hours(48));
  const Order closed = world_.Get(ready.name());
  EXPECT_EQ(closed.state(), OrderState::TRADE_CLOSED);
  EXPECT_EQ(closed.payment().refunded_minor(), 1300);
  const std::vector<LedgerEntry> ledger = world_.Ledger(ready.name());
  ASSERT_THAT(domain::KindsOf(ledger), ElementsAre(LedgerEntry::PAID_IN, LedgerEntry::REFUNDED));
  EXPECT_EQ(ledger[1].freight_minor(), 800);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
}

TEST_P(RefundChangeTest, RefundPausesTheReceiptTimer) {
  const Order shipped = world_.Shipped("o");
  world_.Advance(absl::Hours(24));
  OpenRefundRequest open;
  open.set_parent(shipped.name());
  open.set_kind(RefundKind::MONEY_ONLY);
  open.set_reason(RefundReason::NOT_AS_DESCRIBED);
  open.set_request_id("refund");
  const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
  ASSERT_THAT(refund, IsOk());
  EXPECT_EQ(world_.Get(shipped.name()).paused_seconds_left(), 9 * 86400);
  RefuseRefundRequest refuse;
  refuse.set_name(refund->name());
  refuse.set_refusal("已发货");
  refuse.set_request_id("refuse");
  ASSERT_THAT(world_.Write<Refund>(refuse, handlers::RefuseRefund), IsOk());
  // The buyer doesn't escalate: closed after 5 days, and the clock runs on.
  world_.Advance(absl::Hours(5 * 24));
  const Order resumed = world_.Get(shipped.name());
  EXPECT_EQ(resumed.open_refunds(), 0);
  EXPECT_EQ(resumed.deadline_event(), "auto_confirm");
  EXPECT_EQ(FromProto(resumed.deadline_time()),
            shopdesk::testing::kTestTime + absl::Hours((1 + 5 + 9) * 24));
  world_.Advance(absl::Hours(9 * 24));
  EXPECT_EQ(world_.Get(shipped.name()).state(), OrderState::TRADE_FINISHED);
}

}  // namespace
}  // namespace shopdesk::orders
