#include "services/orders/handlers/packing/merged_shipping.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/handlers/packing/shortage.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/receiver/risk.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/testing/merging.h"
#include "shopdesk/logistics/v1/claim.pb.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using logistics::v1::TrackingStatus;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;

class MergedShippingTest : public testing::MergingTest {
 protected:
  // Two orders, 8.00 freight each, accepted as one parcel.
  std::string Accepted() {
    first_ = Paid("o1").name();
    second_ = Paid("o2").name();
    const std::string name = Parcels()[0].name();
    EXPECT_THAT(AcceptIt(name), IsOk());
    return name;
  }
  // What reviews it hasn't come yet: it goes by the event of ChangeReceiver.
  void MoveUnseen(const std::string& order) {
    ConfirmReceiverRequest any;
    any.set_name(order);
    any.set_request_id(NextId());
    const auto move = [](runtime::WriteContext& ctx, const ConfirmReceiverRequest& request,
                         Order*) -> absl::Status {
      auto change = handlers::LoadForChange(ctx, request.name());
      RETURN_IF_ERROR(change.status());
      type::v1::Receiver receiver = testing::TestReceiver();
      receiver.mutable_address()->set_street("文三路 1 号");
      RETURN_IF_ERROR(handlers::SealReceiver(ctx, change->order, receiver));
      return handlers::SaveChange(ctx, *change, "");
    };
    ASSERT_THAT(world_.Write<Order>(any, move), IsOk());
  }
  int64_t BackTo(const std::string& order) { return world_.Get(order).payment().refunded_minor(); }

  std::string first_;
  std::string second_;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, MergedShippingTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(MergedShippingTest, OneWaybillForAllAndTheFreightSavedGoesBackOnce) {
  const std::string name = Accepted();
  const auto shipped = ShipMerged(name, "once");
  ASSERT_THAT(shipped, IsOk());
  EXPECT_EQ(shipped->state(), MergedParcel::SHIPPED);
  const auto again = ShipMerged(name, "once");
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*shipped));
  ASSERT_EQ(world_.logistics().shipments().size(), 1u);
  const auto request = world_.logistics().RequestOf(shipped->shipment());
  EXPECT_EQ(request.order(), first_);
  EXPECT_THAT(request.merged_orders(), ElementsAre(second_));
  EXPECT_EQ(request.goods_value().minor(), 1000);
  for (const std::string& order : {first_, second_}) {
    const Order now = world_.Get(order);
    EXPECT_EQ(now.state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
    ASSERT_EQ(now.parcels_size(), 1);
    EXPECT_EQ(now.parcels(0).shipment(), shipped->shipment());
    EXPECT_EQ(now.parcels(0).merged_parcel(), name);
    EXPECT_EQ(now.merged_parcel(), "");
    EXPECT_EQ(BackTo(order), 400);
  }
  EXPECT_EQ(world_.catalog().shipped("a"), 2);
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
}

// What the carrier pays for the parcel is each order's by the worth of its goods, to the last cent.
TEST_P(MergedShippingTest, AClaimForItIsShared) {
  const std::string name = Accepted();
  const auto shipped = ShipMerged(name);
  ASSERT_THAT(shipped, IsOk());
  logistics::v1::Claim claim;
  claim.set_name("shops/s/claims/c");
  claim.set_order(first_);
  claim.set_shipment(shipped->shipment());
  claim.set_state(logistics::v1::Claim::PAID);
  const auto pay = [&](int64_t minor, int seconds) {
    *claim.mutable_paid() = MakeMoney("CNY", minor);
    *claim.mutable_update_time() = ToProto(shopdesk::testing::kTestTime + absl::Seconds(seconds));
    world_.feed().Add(claim, "claim.paid");
    world_.Settle();
  };
  const auto booked = [&](const std::string& order) {
    int64_t sum = 0;
    for (const LedgerEntry& entry : world_.Ledger(order)) {
      if (entry.kind() == LedgerEntry::CLAIM_PAID) sum += entry.total().minor();
      if (entry.kind() == LedgerEntry::CLAIM_UNDONE) sum -= entry.total().minor();
    }
    return sum;
  };
  pay(301, 1);
  EXPECT_EQ(booked(first_), 151);
  EXPECT_EQ(booked(second_), 150);
  EXPECT_EQ(world_.Figures().claims_paid_minor(), 301);
  pay(301, 2);
  EXPECT_EQ(world_.Figures().claims_paid_minor(), 301) << "told again";
  pay(100, 3);
  EXPECT_EQ(booked(first_), 50);
  EXPECT_EQ(booked(second_), 50);
  EXPECT_EQ(world_.Get(second_).carrier_money(0).paid_minor(), 50);
  EXPECT_EQ(world_.Figures().claims_paid_minor(), 100) << "corrected";
}

TEST_P(MergedShippingTest, WhatItIsInsuredForIsShared) {
  Policy policy = testing::TestPolicy();
  policy.set_freight(Policy::QUOTED);
  policy.set_offer_merged_parcels(true);
  policy.set_insure_parcels(true);
  // Neither order alone is worth it.
  policy.set_insure_from_minor(1000);
  policy.set_insure_most_minor(999);
  ASSERT_THAT(world_.SetPolicy(policy, "insuring"), IsOk());
  world_.logistics().SetCouriers(
      {{"sf", logistics::v1::Mode::COURIER_ROAD, 800, "", true, "", /*premium_bps=*/1000}});
  const auto shipped = ShipMerged(Accepted());
  ASSERT_THAT(shipped, IsOk());
  EXPECT_EQ(shipped->quoted_freight().minor(), 800) << "insurance saves no freight";
  EXPECT_EQ(world_.logistics().RequestOf(shipped->shipment()).declared_value().minor(), 999);
  EXPECT_EQ(world_.Get(first_).parcels(0).declared_value().minor(), 500);
  EXPECT_EQ(world_.Get(second_).parcels(0).declared_value().minor(), 499);
}

TEST_P(MergedShippingTest, AnotherAddressIsThatOfAllOfThem) {
  ASSERT_THAT(ShipMerged(Accepted()), IsOk());
  type::v1::Receiver receiver = testing::TestReceiver();
  receiver.set_name("李四");
  const absl::Time decided = FromProto(world_.Get(first_).update_time()) + absl::Hours(1);
  world_.Readdress(world_.Get(first_).parcels(0).shipment(), receiver, decided);
  for (const std::string& order : {first_, second_}) {
    EXPECT_EQ(world_.Get(order).receiver().name(), "李**");
  }
}

TEST_P(MergedShippingTest, TrackingReachesAllOfThem) {
  ASSERT_THAT(ShipMerged(Accepted()), IsOk());
  const std::string shipment = world_.Get(first_).parcels(0).shipment();
  world_.Track(shipment, TrackingStatus::DELIVERED);
  EXPECT_EQ(world_.Get(first_).parcels(0).state(), Parcel::DELIVERED);
  EXPECT_EQ(world_.Get(second_).parcels(0).state(), Parcel::DELIVERED);
}

TEST_P(MergedShippingTest, ACallCutOffIsGoneOnWithByTracking) {
  const std::string name = Accepted();
  world_.logistics().FailNext("CreateShipment", testing::Fault::kAfter);
  EXPECT_THAT(ShipMerged(name, "once"), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(DeclineIt(name), HasReason("WRONG_STATE"));
  EXPECT_EQ(world_.Get(second_).parcels(0).state(), Parcel::INTENDED);
  world_.Track(world_.Get(first_).parcels(0).shipment(), TrackingStatus::IN_TRANSIT);
  EXPECT_EQ(Merged(name).state(), MergedParcel::SHIPPED);
  EXPECT_EQ(BackTo(second_), 400);
  EXPECT_THAT(ShipMerged(name, "once"), IsOk());
  EXPECT_EQ(BackTo(second_), 400);
}

TEST_P(MergedShippingTest, ACallCutOffIsGoneOnWithByTheTimer) {
  const std::string name = Accepted();
  world_.logistics().FailNext("CreateShipment", testing::Fault::kBefore);
  EXPECT_THAT(ShipMerged(name), StatusIs(absl::StatusCode::kUnavailable));
  world_.Advance(absl::Minutes(11));
  EXPECT_EQ(Merged(name).state(), MergedParcel::SHIPPED);
  EXPECT_EQ(world_.Get(first_).parcels(0).state(), Parcel::SHIPPED);
  EXPECT_EQ(world_.logistics().shipments().size(), 1u);
}

TEST_P(MergedShippingTest, DeclinedByLogisticsItCanBeShippedOtherwise) {
  const std::string name = Accepted();
  world_.logistics().DeclineNext();
  EXPECT_FALSE(ShipMerged(name).ok());
  EXPECT_EQ(Merged(name).shipment(), "");
  EXPECT_EQ(world_.Get(first_).parcels_size(), 0);
  EXPECT_THAT(ShipMerged(name), IsOk());
}

// What isn't in the box isn't shipped with it: the other goes without waiting for an answer.
TEST_P(MergedShippingTest, AnOrderOfWhichNothingIsThereLeavesTheOthers) {
  const std::string name = Accepted();
  const PackingJob picked = Picked({first_, second_});
  ReportShortageRequest report;
  report.set_parent("shops/s");
  report.set_packing_job(picked.name());
  report.set_order(first_);
  report.set_line(1);
  report.set_quantity(1);
  report.set_request_id(NextId());
  const auto shortage = world_.Write<Shortage>(report, handlers::ReportShortage);
  ASSERT_THAT(shortage, IsOk());
  EXPECT_EQ(Merged(name).state(), MergedParcel::DISSOLVED);
  EXPECT_EQ(Job(picked.name()).state(), PackingJob::CANCELLED);
  EXPECT_THAT(world_.WorkOf(picked.name()), ElementsAre("put_back"));
  Packed({second_});
  ASSERT_THAT(ShipIt(second_), IsOk());

  AnswerShortageRequest found;
  found.set_name(shortage->name());
  found.set_answer(AnswerShortageRequest::PIECES_FOUND);
  found.set_request_id(NextId());
  ASSERT_THAT(world_.Workflow<Shortage>(found, handlers::AnswerShortage,
                                        static_cast<clients::Catalog&>(world_.catalog())),
              IsOk());
  EXPECT_EQ(world_.Get(first_).lines(0).shipped(), 0);
  ASSERT_THAT(ShipIt(first_), IsOk());
  EXPECT_EQ(world_.catalog().shipped("a"), 2);
}

TEST_P(MergedShippingTest, NobodyGetsAnothersGoods) {
  const std::string name = Accepted();
  MoveUnseen(second_);
  const auto refused = ShipMerged(name);
  EXPECT_THAT(refused, HasReason("NOT_MERGEABLE"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "why"), "RECEIVER");
  EXPECT_EQ(world_.Get(first_).parcels_size(), 0);

  const std::string third = Paid("o3", 1, "b2").name();
  Paid("o4", 1, "b2");
  ASSERT_EQ(Parcels(MergedParcel::OFFERED).size(), 1u);
  MoveUnseen(third);
  EXPECT_THAT(AcceptIt(Parcels(MergedParcel::OFFERED)[0].name()), HasReason("NOT_MERGEABLE"));
}

// Whoever is withheld while the shipment is made is looked at again when there is none.
TEST_P(MergedShippingTest, DeclinedByLogisticsItIsReviewed) {
  const std::string name = Accepted();
  world_.logistics().FailNext("CreateShipment", testing::Fault::kBefore);
  EXPECT_THAT(ShipMerged(name, "once"), StatusIs(absl::StatusCode::kUnavailable));
  PlaceHoldRequest hold;
  hold.set_name(second_);
  hold.set_kind(Hold::MANUAL);
  hold.set_reason("the buyer is to call back");
  hold.set_request_id(NextId());
  ASSERT_THAT(world_.Write<Order>(hold, handlers::PlaceHold), IsOk());
  EXPECT_EQ(Merged(name).state(), MergedParcel::ACCEPTED);
  world_.logistics().DeclineNext();
  EXPECT_FALSE(ShipMerged(name, "once").ok());
  world_.Settle();
  EXPECT_EQ(Merged(name).state(), MergedParcel::DISSOLVED);
  EXPECT_THAT(ShipIt(first_), IsOk());
}

TEST_P(MergedShippingTest, PackedTogetherTheyGoAsPacked) {
  const std::string name = Accepted();
  const PackingJob picked = Picked({first_, second_});
  EXPECT_THAT(ShipMerged(name), HasReason("NOT_PACKED"));
  ASSERT_THAT(Scan(picked.name(), "a", 2), IsOk());
  ASSERT_THAT(FinishJob(picked.name()), IsOk());
  ASSERT_THAT(PrintJob(picked.name(), "sf", "SF7"), IsOk());
  ASSERT_THAT(ShipMerged(name), IsOk());
  EXPECT_EQ(world_.Get(second_).parcels(0).waybill_number(), "SF7");
  EXPECT_EQ(world_.Get(second_).packing_job(), "");
  EXPECT_TRUE(Job(picked.name()).has_ship_time());
}

}  // namespace
}  // namespace shopdesk::orders
