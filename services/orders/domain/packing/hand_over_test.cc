#include "services/orders/domain/packing/hand_over.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;

HandOverList SfList() {
  HandOverList list = OpenHandOverList("sf", At());
  list.set_name("shops/s/handOverLists/l");
  return list;
}

PackingJob ShippedJob(const std::string& id, const std::string& carrier = "sf") {
  PackingJob job;
  job.set_name("shops/s/packingJobs/" + id);
  job.set_state(PackingJob::PACKED);
  job.set_carrier_id(carrier);
  job.set_waybill_number("SF" + id);
  job.set_shipment("shops/s/shipments/" + id);
  job.add_orders()->set_order("shops/s/orders/o%2F1");
  *job.mutable_ship_time() = ToProto(kNow);
  return job;
}

TEST(HandOverTest, EveryStateAndEvent) {
  using L = HandOverList;
  testing::CheckMachine<L::State>(HandOverMachine(), L::State_MAX,
                                  {{{L::OPEN, "add"}, L::OPEN},
                                   {{L::OPEN, "remove"}, L::OPEN},
                                   {{L::OPEN, "close"}, L::CLOSED}});
}

TEST(HandOverTest, TakesWhatIsShippedByItsCarrierOnce) {
  HandOverList list = SfList();
  PackingJob job = ShippedJob("1");
  EXPECT_THAT(AddToHandOver(list, job, {}, At()), IsOkAndHolds(true));
  EXPECT_THAT(AddToHandOver(list, job, {}, At()), IsOkAndHolds(false));
  ASSERT_EQ(list.entries_size(), 1);
  EXPECT_EQ(list.entries(0).waybill_number(), "SF1");
  EXPECT_EQ(list.entries(0).order_ids(0), "o/1");

  PackingJob other = ShippedJob("2", "zto");
  EXPECT_THAT(AddToHandOver(list, other, {}, At()), HasReason("WRONG_CARRIER"));
  PackingJob unshipped = ShippedJob("3");
  unshipped.clear_ship_time();
  EXPECT_THAT(AddToHandOver(list, unshipped, {}, At()), HasReason("NOT_PACKED"));
  HandOverList second = SfList();
  second.set_name("shops/s/handOverLists/m");
  EXPECT_THAT(AddToHandOver(second, job, {}, At()), HasReason("WRONG_STATE"));
}

// Its label is glued on: what it says is as its orders are.
TEST(HandOverTest, TakesNothingWithAnOldLabel) {
  HandOverList list = SfList();
  PackingJob job = ShippedJob("1");
  Order order;
  order.set_name(job.orders(0).order());
  v1::Parcel& parcel = *order.add_parcels();
  parcel.set_shipment(job.shipment());
  parcel.set_state(v1::Parcel::SHIPPED);
  *order.mutable_receiver_change_time() = ToProto(kNow);
  ASSERT_THAT(AddToHandOver(list, job, {order}, At()), IsOkAndHolds(true))
      << "the rest goes elsewhere";
  EXPECT_THAT(PrintPackingJob(job, {order}, {}, At()), HasReason("WRONG_STATE"));
  parcel.set_intercept_state("DONE");
  EXPECT_THAT(PrintPackingJob(job, {order}, {}, At()), HasReason("WRONG_STATE")) << "on a list";
  EXPECT_THAT(HandOver(job, {order}, At()), HasReason("PRINT_OUTDATED"));
  ASSERT_OK(RemoveFromHandOver(list, job));
  EXPECT_THAT(AddToHandOver(list, job, {order}, At()), HasReason("PRINT_OUTDATED"));
  v1::PrintPackingJobRequest other;
  other.set_waybill_number("SF9");
  EXPECT_THAT(PrintPackingJob(job, {order}, other, At()), HasReason("WRONG_STATE"));
  other.set_waybill_number("sf 1");
  ASSERT_OK(PrintPackingJob(job, {order}, other, At()));
  order.set_red_remark(1);
  EXPECT_THAT(AddToHandOver(list, job, {order}, At()), HasReason("PRINT_OUTDATED"));
  ASSERT_OK(PrintPackingJob(job, {order}, {}, At()));
  ASSERT_THAT(AddToHandOver(list, job, {order}, At()), IsOkAndHolds(true));
  EXPECT_OK(HandOver(job, {order}, At()));
}

TEST(HandOverTest, TakesWhatWasSentAgain) {
  HandOverList list = SfList();
  SentAgainParcel parcel = {"shops/s/orders/o%2F1/refunds/r", "shops/s/shipments/9", "sf", "SF9",
                            ""};
  EXPECT_THAT(AddToHandOver(list, parcel, At()), IsOkAndHolds(true));
  EXPECT_EQ(parcel.hand_over_list, list.name());
  EXPECT_THAT(AddToHandOver(list, parcel, At()), IsOkAndHolds(false));
  ASSERT_EQ(list.entries_size(), 1);
  EXPECT_EQ(list.entries(0).refund(), parcel.refund);
  EXPECT_EQ(list.entries(0).order_ids(0), "o/1");
  HandOverList second = SfList();
  second.set_name("shops/s/handOverLists/m");
  EXPECT_THAT(AddToHandOver(second, parcel, At()), HasReason("WRONG_STATE"));
  ASSERT_OK(RemoveFromHandOver(list, parcel));
  EXPECT_THAT(RemoveFromHandOver(list, parcel), HasReason("NOT_FOUND"));
  parcel.carrier_id = "zto";
  EXPECT_THAT(AddToHandOver(second, parcel, At()), HasReason("WRONG_CARRIER"));
}

TEST(HandOverTest, HasSoMuchRoom) {
  HandOverList list = SfList();
  for (int i = 0; i < 500; ++i) {
    PackingJob job = ShippedJob(absl::StrCat(i));
    ASSERT_THAT(AddToHandOver(list, job, {}, At()), IsOkAndHolds(true));
  }
  PackingJob job = ShippedJob("more");
  EXPECT_THAT(AddToHandOver(list, job, {}, At()), HasReason("LIST_FULL"));
}

TEST(HandOverTest, GivesBackWhatTheCarrierLeft) {
  HandOverList list = SfList();
  PackingJob job = ShippedJob("1");
  EXPECT_THAT(RemoveFromHandOver(list, job), HasReason("NOT_FOUND"));
  ASSERT_THAT(AddToHandOver(list, job, {}, At()), IsOkAndHolds(true));
  ASSERT_OK(RemoveFromHandOver(list, job));
  EXPECT_EQ(list.entries_size(), 0);
  EXPECT_EQ(job.hand_over_list(), "");
}

TEST(HandOverTest, IsClosedOnceSomethingIsOnIt) {
  HandOverList list = SfList();
  EXPECT_THAT(CloseHandOver(list, At()), HasReason("WRONG_STATE"));
  PackingJob job = ShippedJob("1");
  ASSERT_THAT(AddToHandOver(list, job, {}, At()), IsOkAndHolds(true));
  ASSERT_OK(CloseHandOver(list, At()));
  ASSERT_OK(HandOver(job, {}, At()));
  EXPECT_EQ(job.state(), PackingJob::HANDED_OVER);
  PackingJob late = ShippedJob("2");
  EXPECT_THAT(AddToHandOver(list, late, {}, At()), HasReason("WRONG_STATE"));
  EXPECT_THAT(RemoveFromHandOver(list, job), HasReason("WRONG_STATE"));
  EXPECT_THAT(CloseHandOver(list, At()), HasReason("WRONG_STATE"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
