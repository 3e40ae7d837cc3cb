#include "services/orders/domain/refund/refund_waybill.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/refund/refund_step.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using logistics::v1::TrackingStatus;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOkAndHolds;

// Sent back just now: the seller has ten days.
class RefundWaybillTest : public ::testing::Test {
 protected:
  RefundWaybillTest() {
    refund_.set_name("shops/s/orders/o1/refunds/r1");
    refund_.set_state(v1::RefundState::WAIT_SELLER_CONFIRM_GOODS);
    refund_.set_return_carrier_id("sf");
    refund_.set_return_waybill_number("SF1");
    SetRefundDeadline(refund_, kAutoSuccess, policy_.refund_confirm_goods_seconds(), At());
  }
  absl::StatusOr<bool> Told(TrackingStatus::Value status, absl::Duration after) {
    return TrackReturn(refund_,
                       ShipmentOf("shops/s/shipments/r", logistics::v1::Mode::COURIER_ROAD, status),
                       policy_, At(after));
  }

  const v1::Policy policy_ = ShopPolicy();
  Refund refund_;
};

TEST_F(RefundWaybillTest, IsCorrectedUntilItIsScanned) {
  NoteUntracked(refund_, "INVALID_ARGUMENT");
  ASSERT_OK(CorrectReturnWaybill(refund_, "ems", "EMS1", At()));
  EXPECT_EQ(refund_.return_waybill_number(), "EMS1");
  EXPECT_EQ(refund_.return_untracked(), "") << "it may be known now";
  NoteReturnShipment(refund_, "shops/s/shipments/r");
  EXPECT_THAT(Told(TrackingStatus::PICKED_UP, kDay), IsOkAndHolds(true));
  EXPECT_EQ(FromProto(refund_.return_scan_time()), kNow + kDay);
  EXPECT_THAT(CorrectReturnWaybill(refund_, "sf", "SF2", At()), HasReason("TOO_LATE"));
  refund_.set_state(v1::RefundState::SELLER_REFUSE_GOODS);
  EXPECT_THAT(CorrectReturnWaybill(refund_, "sf", "SF2", At()), HasReason("WRONG_STATE"));
}

TEST_F(RefundWaybillTest, OnceSignedForTheShopHas48Hours) {
  EXPECT_THAT(Told(TrackingStatus::IN_TRANSIT, kDay), IsOkAndHolds(true));
  EXPECT_EQ(FromProto(refund_.deadline_time()), kNow + 10 * kDay);
  EXPECT_THAT(Told(TrackingStatus::OUT_FOR_DELIVERY, 2 * kDay), IsOkAndHolds(false));
  EXPECT_THAT(Told(TrackingStatus::DELIVERED, 3 * kDay), IsOkAndHolds(true));
  EXPECT_EQ(FromProto(refund_.deadline_time()), kNow + 5 * kDay);
  EXPECT_EQ(refund_.deadline_event(), "auto_success");
  EXPECT_THAT(Told(TrackingStatus::DELIVERED, 4 * kDay), IsOkAndHolds(false));
  EXPECT_EQ(FromProto(refund_.deadline_time()), kNow + 5 * kDay);
}

TEST_F(RefundWaybillTest, WhatWasNotSignedForAfterAllHasItsTimeBack) {
  EXPECT_THAT(Told(TrackingStatus::DELIVERED, 3 * kDay), IsOkAndHolds(true));
  EXPECT_THAT(Told(TrackingStatus::EXCEPTION, 4 * kDay), IsOkAndHolds(true));
  EXPECT_FALSE(refund_.has_return_arrive_time());
  EXPECT_TRUE(refund_.has_return_scan_time());
  EXPECT_EQ(FromProto(refund_.deadline_time()), kNow + 10 * kDay);
  EXPECT_THAT(Told(TrackingStatus::EXCEPTION, 4 * kDay), IsOkAndHolds(false));
  EXPECT_THAT(Told(TrackingStatus::DELIVERED, 6 * kDay), IsOkAndHolds(true));
  EXPECT_EQ(FromProto(refund_.deadline_time()), kNow + 8 * kDay);
  logistics::v1::Shipment past = ShipmentOf(
      "shops/s/shipments/r", logistics::v1::Mode::COURIER_ROAD, TrackingStatus::IN_TRANSIT);
  *past.mutable_status_time() = ToProto(kNow + 5 * kDay);
  EXPECT_THAT(TrackReturn(refund_, past, policy_, At(7 * kDay)), IsOkAndHolds(false))
      << "logistics was restored to before it arrived";
}

TEST_F(RefundWaybillTest, WhatOnlyEndedOrGoesBackWasNotScanned) {
  for (const TrackingStatus::Value status :
       {TrackingStatus::INFO_RECEIVED, TrackingStatus::EXCEPTION, TrackingStatus::CANCELLED,
        TrackingStatus::EXPIRED, TrackingStatus::REFUSED, TrackingStatus::INTERCEPTED,
        TrackingStatus::RETURNING, TrackingStatus::RETURNED}) {
    EXPECT_THAT(Told(status, kDay), IsOkAndHolds(false)) << status;
  }
  EXPECT_FALSE(refund_.has_return_scan_time());
}

TEST_F(RefundWaybillTest, IsItsOwnHoweverTheNumberIsWritten) {
  logistics::v1::Shipment shipment;
  shipment.set_carrier_id("sf");
  shipment.set_waybill_number("SF12");
  EXPECT_FALSE(IsReturnOf(refund_, shipment));
  refund_.set_return_waybill_number(" sf\xef\xbc\x91 2");
  EXPECT_TRUE(IsReturnOf(refund_, shipment));
  shipment.set_carrier_id("ems");
  EXPECT_FALSE(IsReturnOf(refund_, shipment));
}

TEST_F(RefundWaybillTest, NobodyGetsMoreTimeAndEndedRefundsNoNews) {
  EXPECT_THAT(Told(TrackingStatus::DELIVERED, 9 * kDay), IsOkAndHolds(true));
  EXPECT_EQ(FromProto(refund_.deadline_time()), kNow + 10 * kDay);
  refund_.clear_return_arrive_time();
  refund_.set_state(v1::RefundState::SUCCESS);
  EXPECT_THAT(Told(TrackingStatus::DELIVERED, 9 * kDay), IsOkAndHolds(false));
}

}  // namespace
}  // namespace shopdesk::orders::domain
