#include "services/feedback/domain/follow_up/late_parcel.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::domain {
namespace {

using v1::LateParcel;

const absl::Time kLateParcelNow = absl::FromUnixSeconds(1700000000);

LateParcel Late() {
  logistics::v1::Shipment shipment;
  shipment.set_name("shops/1/shipments/s");
  shipment.set_order("shops/1/orders/o");
  return MakeLateParcel(shipment, "b", kLateParcelNow, kLateParcelNow + absl::Hours(4),
                        kLateParcelNow);
}

absl::Status Tell(LateParcel& parcel, type::v1::ContactOutcome::Value outcome, absl::Duration after,
                  type::v1::ContactChannel::Value channel = type::v1::ContactChannel::PHONE) {
  type::v1::ContactReport report;
  report.set_purpose(type::v1::ContactPurpose::LATE_PARCEL);
  report.set_channel(channel);
  report.set_outcome(outcome);
  return AddLateParcelContact(parcel, report, DefaultContactRule(), {}, kLateParcelNow + after);
}

TEST(LateParcelTest, ToldFirstByTheCarriersTime) {
  LateParcel parcel = Late();
  EXPECT_TRUE(Tell(parcel, type::v1::ContactOutcome::NO_ANSWER, absl::Hours(1)).ok());
  EXPECT_EQ(parcel.state(), LateParcel::TO_TELL);
  EXPECT_TRUE(Tell(parcel, type::v1::ContactOutcome::REACHED, absl::Hours(2)).ok());
  EXPECT_EQ(parcel.state(), LateParcel::TOLD);
  EXPECT_EQ(ReasonOf(Tell(parcel, type::v1::ContactOutcome::REACHED, absl::Hours(3))),
            "WRONG_STATE");
  LateParcel slow = parcel;
  EXPECT_TRUE(NoteEnd(parcel, kLateParcelNow + absl::Hours(3)));
  EXPECT_EQ(parcel.state(), LateParcel::TOLD);
  EXPECT_FALSE(NoteEnd(parcel, kLateParcelNow + absl::Hours(3))) << "known";
  EXPECT_TRUE(NoteEnd(slow, kLateParcelNow + absl::Hours(1)));
  EXPECT_EQ(slow.state(), LateParcel::OVERTAKEN) << "it had arrived when he was told";
}

TEST(LateParcelTest, NobodyToldOrReached) {
  LateParcel parcel = Late();
  EXPECT_TRUE(NoteEnd(parcel, kLateParcelNow + absl::Hours(3)));
  EXPECT_EQ(parcel.state(), LateParcel::OVERTAKEN);
  EXPECT_EQ(ReasonOf(Tell(parcel, type::v1::ContactOutcome::REACHED, absl::Hours(4))),
            "WRONG_STATE");
  LateParcel silent = Late();
  EXPECT_TRUE(Tell(silent, type::v1::ContactOutcome::NO_ANSWER, absl::Hours(0)).ok());
  EXPECT_TRUE(Tell(silent, type::v1::ContactOutcome::NO_ANSWER, absl::Hours(2),
                   type::v1::ContactChannel::IM)
                  .ok());
  EXPECT_TRUE(Tell(silent, type::v1::ContactOutcome::NO_ANSWER, absl::Hours(4)).ok());
  EXPECT_EQ(silent.state(), LateParcel::UNREACHED);
  EXPECT_TRUE(NoteEnd(silent, kLateParcelNow + absl::Hours(9)));
  EXPECT_EQ(silent.state(), LateParcel::UNREACHED);
}

TEST(LateParcelTest, AParcelEndsWhereNothingMoreIsToWaitFor) {
  logistics::v1::Shipment shipment;
  int ended = 0;
  for (int status = 0; status <= logistics::v1::TrackingStatus::Value_MAX; ++status) {
    shipment.set_status(static_cast<logistics::v1::TrackingStatus::Value>(status));
    ended += HasEnded(shipment);
  }
  EXPECT_EQ(ended, 5);
  shipment.set_status(logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_TRUE(HasEnded(shipment));
  shipment.set_status(logistics::v1::TrackingStatus::IN_TRANSIT);
  EXPECT_FALSE(HasEnded(shipment));
}

TEST(LateParcelTest, ATradeThatEndsOvertakesTheCallAndNothingElse) {
  LateParcel parcel = Late();
  EXPECT_TRUE(NoteTradeEnd(parcel));
  EXPECT_EQ(parcel.state(), LateParcel::OVERTAKEN);
  EXPECT_FALSE(NoteTradeEnd(parcel));
  EXPECT_TRUE(NoteEnd(parcel, kLateParcelNow + absl::Hours(3))) << "it arrives all the same";
  EXPECT_EQ(parcel.state(), LateParcel::OVERTAKEN);
  LateParcel told = Late();
  ASSERT_TRUE(Tell(told, type::v1::ContactOutcome::REACHED, absl::Hours(2)).ok());
  EXPECT_FALSE(NoteTradeEnd(told));
  EXPECT_EQ(told.state(), LateParcel::TOLD);
  orders::v1::Order order;
  int ended = 0;
  for (int state = 0; state <= orders::v1::OrderState::Value_MAX; ++state) {
    order.set_state(static_cast<orders::v1::OrderState::Value>(state));
    ended += HasEnded(order);
  }
  EXPECT_EQ(ended, 4);
}

TEST(LateParcelTest, AMeanNeedsTenScores) {
  EXPECT_EQ(MakeDeliveryScore(9, 45).verdict(), v1::Figure::NO_DATA);
  EXPECT_EQ(MakeDeliveryScore(9, 45).mean(), "");
  EXPECT_EQ(MakeDeliveryScore(10, 45).mean(), "4.5");
  EXPECT_EQ(MakeDeliveryScore(10, 45).sample_size(), 10);
  EXPECT_EQ(MakeDeliveryScore(10, 45).verdict(), v1::Figure::VERDICT_UNSPECIFIED);
}

}  // namespace
}  // namespace shopdesk::feedback::domain
