#include "services/orders/domain/shipping/receipt.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::StatusIs;

TEST(ReceiptTest, PausesForRefundsAndTrouble) {
  Order order = ReadyOrder();
  Ship(order, {}, At());
  std::vector<LedgerEntry> ledger;
  EXPECT_EQ(Track(order, logistics::v1::TrackingStatus::EXCEPTION, 5, At(absl::Hours(24)), ledger),
            "order.parcel_troubled");
  EXPECT_FALSE(order.has_deadline_time());
  EXPECT_EQ(order.paused_seconds_left(), 9 * 86400);
  // A refund opens meanwhile: the parcel's recovery alone doesn't start the clock.
  ASSERT_THAT(OpenRefundOn(order, {}, At(absl::Hours(30))), IsOk());
  EXPECT_EQ(Track(order, logistics::v1::TrackingStatus::IN_TRANSIT, 6, At(absl::Hours(48)), ledger),
            "order.parcel_recovered");
  EXPECT_FALSE(order.has_deadline_time());
  ASSERT_THAT(CloseRefundOn(order, {}, At(absl::Hours(72))), IsOk());
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Hours(72 + 9 * 24));
  EXPECT_EQ(order.paused_seconds_left(), 0);
}

TEST(ReceiptTest, ExtendedOnceByTheGivenDays) {
  Order order = ReadyOrder();
  EXPECT_THAT(ExtendReceipt(order, 3, At()), HasReason("WRONG_STATE"));
  Ship(order, {}, At());
  EXPECT_THAT(ExtendReceipt(order, 4, At()), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(ExtendReceipt(order, 7, At()), IsOk());
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Hours(24 * 17));
  EXPECT_THAT(ExtendReceipt(order, 3, At()), HasReason("ALREADY_EXTENDED"));
}

TEST(ReceiptTest, FinishReleasesOnceAndMarksReceived) {
  Order order = ReadyOrder(700);
  Ship(order, {}, At());
  std::vector<LedgerEntry> ledger;
  Order open = order;
  ASSERT_THAT(OpenRefundOn(open, {}, At()), IsOk());
  EXPECT_THAT(Finish(open, kConfirmReceipt, At(), ledger), HasReason("REFUND_OPEN"));
  EXPECT_TRUE(ledger.empty());
  ASSERT_THAT(Finish(order, kConfirmReceipt, At(), ledger), IsOk());
  ASSERT_EQ(ledger.size(), 1u);
  EXPECT_EQ(ledger[0].kind(), LedgerEntry::RELEASED);
  EXPECT_EQ(ledger[0].goods_minor(), 1300);
  EXPECT_EQ(ledger[0].freight_minor(), 700);
  EXPECT_EQ(order.payment().held_minor(), 0);
  EXPECT_EQ(order.lines(0).delivered(), 2);
  EXPECT_THAT(Finish(order, kConfirmReceipt, At(), ledger), HasReason("WRONG_STATE"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
