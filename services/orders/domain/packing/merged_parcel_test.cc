#include "services/orders/domain/packing/merged_parcel.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::testing::ElementsAre;

Order OrderWith(const std::string& id, int64_t freight_minor) {
  return PaidOrder({{1, 500}}, freight_minor, id);
}

std::vector<int64_t> SavedBy(const MergedParcel& parcel) {
  std::vector<int64_t> saved;
  for (const MergedParcel::Member& member : parcel.members()) {
    saved.push_back(member.saved_freight().minor());
  }
  return saved;
}

std::string WhyNot(const std::vector<Order>& orders) {
  return ErrorMetadataOf(CheckMergeable(orders, kNow), "why");
}

TEST(MergedParcelTest, EveryStateAndEvent) {
  using M = MergedParcel;
  testing::CheckMachine<M::State>(MergedParcelMachine(), M::State_MAX,
                                  {{{M::OFFERED, "accept"}, M::ACCEPTED},
                                   {{M::OFFERED, "decline"}, M::DECLINED},
                                   {{M::OFFERED, "dissolve"}, M::DISSOLVED},
                                   {{M::ACCEPTED, "ship"}, M::SHIPPED},
                                   {{M::ACCEPTED, "decline"}, M::DISSOLVED},
                                   {{M::ACCEPTED, "dissolve"}, M::DISSOLVED}});
}

TEST(MergedParcelTest, GoodsOfTwoAddressesShareNone) {
  const Order first = OrderWith("o1", 0);
  Order other = OrderWith("o2", 0);
  other.mutable_lines(0)->set_location("north");
  EXPECT_OK(CheckSameSender(std::vector<Order>{first, other}, {{"main", {}}}));
  const absl::Status apart =
      CheckSameSender(std::vector<Order>{first, other}, {{"main", {}}, {"north", {}}});
  EXPECT_EQ(ErrorMetadataOf(apart, "why"), "SENDER");
  EXPECT_EQ(ErrorMetadataOf(apart, "resource"), other.name());
}

TEST(MergedParcelTest, SaysWhyOrdersCantShareOne) {
  const Order first = OrderWith("o1", 0);
  Order other = OrderWith("o2", 0);
  EXPECT_OK(CheckMergeable(std::vector<Order>{first, other}, kNow));
  EXPECT_EQ(WhyNot({first, AsCod(other)}), "COD");
  other.set_buyer("somebody else");
  EXPECT_EQ(WhyNot({first, other}), "BUYER");
  other = OrderWith("o2", 0);
  other.mutable_delivery()->set_carrier_id("zto");
  EXPECT_EQ(WhyNot({first, other}), "DELIVERY");
  other = OrderWith("o2", 0);
  other.mutable_verification()->set_gift(true);
  EXPECT_EQ(WhyNot({first, other}), "GIFT");
  other = OrderWith("o2", 0);
  other.mutable_lines(0)->set_locked(1);
  EXPECT_EQ(WhyNot({first, other}), "REFUND");
  other.add_holds()->set_kind(v1::Hold::MANUAL);
  EXPECT_EQ(WhyNot({first, other}), "HOLD");
  other = OrderWith("o2", 0);
  *other.mutable_ship_by_time() = ToProto(kNow);
  EXPECT_EQ(WhyNot({first, other}), "SHIP_BY");
  other = OrderWith("o2", 0);
  other.set_packing_job("shops/s/packingJobs/j");
  EXPECT_EQ(WhyNot({first, other}), "PACKING");
  other.set_merged_parcel("shops/s/mergedParcels/m");
  EXPECT_EQ(WhyNot({first, other}), "MERGED");
  EXPECT_EQ(WhyNot({first, ShippedOrder({{1, 500}}, 0, "o2")}), "STATE");
}

TEST(MergedParcelTest, WhatIsSavedIsSharedToTheLastCent) {
  const std::vector<Order> orders = {OrderWith("o1", 800), OrderWith("o2", 800),
                                     OrderWith("o3", 0)};
  MergedParcel parcel = OfferMergedParcel(orders, At());
  ASSERT_OK(AcceptMerged(parcel, orders, MakeMoney("CNY", 805), At()));
  EXPECT_THAT(SavedBy(parcel), ElementsAre(398, 397, 0));
  EXPECT_EQ(parcel.quoted_freight().minor(), 805);
  EXPECT_THAT(AcceptMerged(parcel, orders, MakeMoney("CNY", 1), At()), HasReason("WRONG_STATE"));
}

TEST(MergedParcelTest, NothingIsSavedWhereOneParcelIsDearer) {
  const std::vector<Order> orders = {OrderWith("o1", 100), OrderWith("o2", 0)};
  MergedParcel parcel = OfferMergedParcel(orders, At());
  ASSERT_OK(AcceptMerged(parcel, orders, MakeMoney("CNY", 900), At()));
  EXPECT_THAT(SavedBy(parcel), ElementsAre(0, 0));
}

TEST(MergedParcelTest, AnOfferLosesOrdersAndEndsWithTheLastButOne) {
  const std::vector<Order> orders = {OrderWith("o1", 0), OrderWith("o2", 0)};
  MergedParcel parcel = OfferMergedParcel(orders, At());
  AddMember(parcel, OrderWith("o0", 0));
  EXPECT_EQ(parcel.members(0).order(), "shops/s/orders/o0");
  ASSERT_OK(RemoveMember(parcel, "shops/s/orders/o0", At()));
  EXPECT_EQ(parcel.members_size(), 2);
  ASSERT_OK(RemoveMember(parcel, "shops/s/orders/o1", At()));
  EXPECT_EQ(parcel.state(), MergedParcel::DISSOLVED);
  EXPECT_THAT(RemoveMember(parcel, "shops/s/orders/o2", At()), HasReason("WRONG_STATE"));
}

TEST(MergedParcelTest, IsShippedOnceAndNotDeclinedMeanwhile) {
  const std::vector<Order> orders = {OrderWith("o1", 0), OrderWith("o2", 0)};
  MergedParcel parcel = OfferMergedParcel(orders, At());
  EXPECT_THAT(IntendMerged(parcel, kShipment), HasReason("WRONG_STATE"));
  ASSERT_OK(AcceptMerged(parcel, orders, MakeMoney("CNY", 0), At()));
  ASSERT_OK(IntendMerged(parcel, kShipment));
  EXPECT_THAT(IntendMerged(parcel, "shops/s/shipments/2"), HasReason("WRONG_STATE"));
  EXPECT_THAT(DeclineMerged(parcel, At()), HasReason("WRONG_STATE"));
  ASSERT_OK(ShipMerged(parcel, At()));
  EXPECT_THAT(ShipMerged(parcel, At()), HasReason("WRONG_STATE"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
