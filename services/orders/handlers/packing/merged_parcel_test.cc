#include "services/orders/handlers/packing/merged_parcel.h"

#include "libs/base/error.h"
#include "services/orders/handlers/receiver/risk.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/testing/merging.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MergedParcelTest : public testing::MergingTest {
 protected:
  absl::StatusOr<MergedParcel> Offer(const std::vector<std::string>& orders) {
    OfferMergedParcelRequest request;
    request.set_parent("shops/s");
    for (const std::string& order : orders) request.add_orders(order);
    request.set_request_id(NextId());
    return world_.Write<MergedParcel>(request, handlers::OfferMergedParcel);
  }
  void Move(const std::string& order) {
    ChangeReceiverRequest change;
    change.set_name(order);
    change.set_channel(type::v1::ContactChannel::PHONE);
    *change.mutable_receiver() = testing::TestReceiver();
    change.mutable_receiver()->mutable_address()->set_street("文三路 1 号");
    change.set_confirmed(true);
    change.set_request_id(NextId());
    EXPECT_THAT(world_.ChangeReceiver(change), IsOk());
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, MergedParcelTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(MergedParcelTest, PaidOrdersOfOneBuyerAreOfferedTogether) {
  const Order first = Paid("o1");
  EXPECT_THAT(Parcels(), IsEmpty());
  const Order second = Paid("o2");
  ASSERT_EQ(Parcels().size(), 1u);
  const MergedParcel offer = Parcels()[0];
  EXPECT_EQ(offer.state(), MergedParcel::OFFERED);
  EXPECT_EQ(offer.members_size(), 2);
  EXPECT_THAT(world_.WorkOf(offer.name()), ElementsAre("merge_orders"));
  Paid("o3");
  EXPECT_EQ(Merged(offer.name()).members_size(), 3);
  Paid("other", 1, "b2");
  EXPECT_EQ(Parcels().size(), 1u);
  EXPECT_EQ(Merged(offer.name()).members_size(), 3);

  // Going alone leaves it to the others.
  ASSERT_THAT(ShipIt(first.name()), IsOk());
  EXPECT_EQ(Merged(offer.name()).members_size(), 2);
  Move(second.name());
  EXPECT_EQ(Merged(offer.name()).state(), MergedParcel::DISSOLVED);
  EXPECT_THAT(world_.WorkOf(offer.name()), IsEmpty());
}

TEST_P(MergedParcelTest, NobodyOffersWhereThePolicyDoesNotSaySo) {
  UpdatePolicyRequest off;
  off.mutable_policy()->set_name("shops/s/policy");
  off.mutable_update_mask()->add_paths("offer_merged_parcels");
  off.set_request_id("off");
  ASSERT_THAT(world_.Write<Policy>(off, handlers::UpdatePolicy), IsOk());
  const Order first = Paid("o1");
  const Order second = Paid("o2");
  EXPECT_THAT(Parcels(), IsEmpty());
  EXPECT_THAT(Offer({first.name(), second.name()}), IsOk());
  const Order other = Paid("o3", 1, "b2");
  const auto refused = Offer({first.name(), other.name()});
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "why"), "BUYER");
  Move(second.name());
  EXPECT_EQ(ErrorMetadataOf(Offer({first.name(), second.name()}).status(), "why"), "RECEIVER");
}

TEST_P(MergedParcelTest, CodIsNeverMerged) {
  const Order paid = Paid("o1");
  PlaceOrderRequest place = testing::PlaceRequest("cod", PaymentMethod::COD);
  place.set_buyer("b1");
  const auto cod = world_.Place(place);
  ASSERT_THAT(cod, IsOk());
  EXPECT_THAT(Parcels(), IsEmpty());
  EXPECT_EQ(ErrorMetadataOf(Offer({paid.name(), cod->name()}).status(), "why"), "COD");
}

TEST_P(MergedParcelTest, AcceptedTheyGoTogetherOnly) {
  const Order first = Paid("o1");
  const Order second = Paid("o2");
  const MergedParcel offer = Parcels()[0];
  const auto accepted = AcceptIt(offer.name());
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->quoted_freight().minor(), 800);
  EXPECT_EQ(accepted->members(0).saved_freight().minor(), 400);
  EXPECT_THAT(world_.WorkOf(offer.name()), IsEmpty());
  EXPECT_EQ(world_.Get(first.name()).merged_parcel(), offer.name());
  EXPECT_THAT(ShipIt(first.name()), HasReason("MERGED"));
  EXPECT_THAT(StartJob({first.name()}), HasReason("MERGED"));
  const PackingJob job = Picked({first.name(), second.name()});
  EXPECT_EQ(job.lines_size(), 2);

  // One changes: they go apart, and nothing is packed.
  Move(second.name());
  EXPECT_EQ(Merged(offer.name()).state(), MergedParcel::DISSOLVED);
  EXPECT_EQ(Job(job.name()).state(), PackingJob::CANCELLED);
  EXPECT_EQ(world_.Get(first.name()).merged_parcel(), "");
  EXPECT_THAT(ShipIt(first.name()), IsOk());
}

// The others don't wait until that is settled.
TEST_P(MergedParcelTest, WhatIsWithheldLeavesTheOthers) {
  const Order first = Paid("o1", 1);
  const Order second = Paid("o2", 1);
  const std::string held = Parcels()[0].name();
  ASSERT_THAT(AcceptIt(held), IsOk());
  PlaceHoldRequest hold;
  hold.set_name(first.name());
  hold.set_kind(Hold::MANUAL);
  hold.set_reason("the buyer is to call back");
  hold.set_request_id(NextId());
  ASSERT_THAT(world_.Write<Order>(hold, handlers::PlaceHold), IsOk());
  EXPECT_EQ(Merged(held).state(), MergedParcel::DISSOLVED);
  EXPECT_EQ(ErrorMetadataOf(Offer({first.name(), second.name()}).status(), "why"), "HOLD");

  LiftHoldRequest lift;
  lift.set_name(first.name());
  lift.set_kind(Hold::MANUAL);
  lift.set_request_id(NextId());
  ASSERT_THAT(world_.Write<Order>(lift, handlers::LiftHold), IsOk());
  ASSERT_EQ(Parcels(MergedParcel::OFFERED).size(), 1u) << "offered anew";
  const std::string again = Parcels(MergedParcel::OFFERED)[0].name();
  ASSERT_THAT(AcceptIt(again), IsOk());
  const PackingJob job = Picked({first.name(), second.name()});
  OpenRefundRequest open;
  open.set_parent(second.name());
  open.set_kind(RefundKind::MONEY_ONLY);
  open.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  open.add_lines()->set_line(1);
  open.mutable_lines(0)->set_quantity(1);
  open.set_request_id(NextId());
  ASSERT_THAT(world_.Write<Refund>(open, handlers::OpenRefund), IsOk());
  EXPECT_EQ(world_.Get(second.name()).lines(0).locked(), 1);
  EXPECT_EQ(Merged(again).state(), MergedParcel::DISSOLVED);
  EXPECT_EQ(Job(job.name()).state(), PackingJob::CANCELLED);
  EXPECT_THAT(ShipIt(first.name()), IsOk());
}

TEST_P(MergedParcelTest, DeclinedTheyGoApart) {
  const Order first = Paid("o1");
  Paid("o2");
  const MergedParcel offer = Parcels()[0];
  ASSERT_THAT(DeclineIt(offer.name()), IsOk());
  EXPECT_THAT(world_.WorkOf(offer.name()), IsEmpty());
  EXPECT_THAT(AcceptIt(offer.name()), HasReason("WRONG_STATE"));
  EXPECT_THAT(ShipIt(first.name()), IsOk());
}

}  // namespace
}  // namespace shopdesk::orders
