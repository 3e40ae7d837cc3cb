#include "services/orders/domain/packing/packing_job.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/packing/hand_over.h"
#include "services/orders/domain/packing/merged_parcel.h"
#include "services/orders/domain/packing/shortage.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::IsOkAndHolds;
using ::testing::ElementsAre;

PackedQuantities Asked(std::initializer_list<std::pair<int32_t, int64_t>> lines) {
  PackedQuantities asked;
  for (const auto& [line, quantity] : lines) {
    v1::LineQuantity& part = *asked.Add();
    part.set_line(line);
    part.set_quantity(quantity);
  }
  return asked;
}

// Line 1: two of "a", which lie behind; line 2: one of "b".
PackingJob JobOf(const Order& order) {
  const Shelves shelves = {{{order.name(), 1}, {"z9", "4006381333931"}},
                           {{order.name(), 2}, {"a1", ""}}};
  const std::vector<Order> orders = {order};
  absl::StatusOr<PackingJob> job = MakePackingJob(orders, {}, shelves, At());
  EXPECT_THAT(job, IsOk());
  job->set_name("shops/s/packingJobs/j");
  return *std::move(job);
}

void Print(PackingJob& job, const Order& order) {
  const std::vector<Order> orders = {order};
  ASSERT_OK(PrintPackingJob(job, orders, {}, At()));
}

PackingJob PickedJob(const Order& order) {
  PackingJob job = JobOf(order);
  Print(job, order);
  EXPECT_OK(MarkPicked(job, At()));
  return job;
}

PackingJob PackedJob(const Order& order) {
  PackingJob job = PickedJob(order);
  EXPECT_THAT(ScanItem(job, "a", 2), IsOkAndHolds(ScanVerdict::TAKEN));
  EXPECT_THAT(ScanItem(job, "b", 1), IsOkAndHolds(ScanVerdict::TAKEN));
  EXPECT_THAT(FinishPacking(job, At()), IsOkAndHolds(ScanVerdict::TAKEN));
  return job;
}

TEST(PackingJobTest, EveryStateAndEvent) {
  using J = PackingJob;
  testing::CheckMachine<J::State>(PackingMachine(), J::State_MAX,
                                  {{{J::TO_PICK, "print"}, J::TO_PICK},
                                   {{J::TO_PICK, "pick"}, J::PICKED},
                                   {{J::TO_PICK, "short"}, J::TO_PICK},
                                   {{J::TO_PICK, "cancel"}, J::CANCELLED},
                                   {{J::PICKED, "print"}, J::PICKED},
                                   {{J::PICKED, "scan"}, J::PICKED},
                                   {{J::PICKED, "short"}, J::PICKED},
                                   {{J::PICKED, "finish"}, J::PACKED},
                                   {{J::PICKED, "cancel"}, J::CANCELLED},
                                   {{J::PACKED, "print"}, J::PACKED},
                                   {{J::PACKED, "cancel"}, J::CANCELLED},
                                   {{J::PACKED, "hand_over"}, J::HANDED_OVER}});
}

TEST(PackingJobTest, TakesWhatIsFreeByLocation) {
  Order order = ReadyOrder();
  const PackingJob job = JobOf(order);
  ASSERT_EQ(job.lines_size(), 2);
  EXPECT_EQ(job.lines(0).sku_id(), "b");
  EXPECT_EQ(job.lines(0).location(), "a1");
  EXPECT_EQ(job.lines(1).sku_id(), "a");
  EXPECT_EQ(job.lines(1).quantity(), 2);
  EXPECT_EQ(job.lines(1).barcode(), "4006381333931");
  EXPECT_EQ(job.state(), PackingJob::TO_PICK);

  order.mutable_lines(0)->set_locked(1);
  EXPECT_EQ(JobOf(order).lines(1).quantity(), 1);
  const std::vector<Order> orders = {order};
  EXPECT_THAT(MakePackingJob(orders, Asked({{1, 2}}), {}, At()), HasReason("LINES_LOCKED"));
  EXPECT_THAT(MakePackingJob(orders, Asked({{1, 3}}), {}, At()), HasReason("QUANTITY_EXCEEDED"));
  EXPECT_THAT(MakePackingJob(orders, Asked({{9, 1}}), {}, At()), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(MakePackingJob(orders, Asked({{1, 1}}), {}, At()), IsOk());
}

TEST(PackingJobTest, WhatIsSentFromOneOfSeveralAddressesIsPackedFirst) {
  Order order = ReadyOrder();
  order.mutable_lines(0)->set_location("north");
  order.mutable_lines(1)->set_location("shelf 7");
  const Senders both = {{"main", {}}, {"north", {}}};
  EXPECT_THAT(FreeFromOneSender(order, {}), ::testing::IsEmpty()) << "all of it goes from one";
  EXPECT_THAT(FreeFromOneSender(order, {{"main", {}}}), ::testing::IsEmpty());
  PackedQuantities first = FreeFromOneSender(order, both);
  ASSERT_EQ(first.size(), 1);
  EXPECT_EQ(first[0].line(), 1);
  EXPECT_EQ(first[0].quantity(), 2);
  order.mutable_lines(0)->set_to_ship(0);
  EXPECT_THAT(FreeFromOneSender(order, both), ::testing::IsEmpty()) << "the rest goes from one";
}

TEST(PackingJobTest, AnOrderIsPackedOnceAtATime) {
  Order order = ReadyOrder();
  order.set_packing_job("shops/s/packingJobs/other");
  const std::vector<Order> orders = {order};
  EXPECT_THAT(MakePackingJob(orders, {}, {}, At()), HasReason("BEING_PACKED"));
}

TEST(PackingJobTest, IsPickedOncePrinted) {
  const Order order = ReadyOrder();
  PackingJob job = JobOf(order);
  EXPECT_THAT(MarkPicked(job, At()), HasReason("NOT_PRINTED"));
  job = JobOf(order);
  Print(job, order);
  EXPECT_EQ(job.print_version(), 1);
  ASSERT_OK(MarkPicked(job, At()));
  EXPECT_EQ(job.picked_by().id(), "7");
  EXPECT_THAT(MarkPicked(job, At()), HasReason("WRONG_STATE"));
}

TEST(PackingJobTest, ScansAreHeldAgainstTheLines) {
  PackingJob job = PickedJob(ReadyOrder());
  EXPECT_THAT(ScanItem(job, "c", 1), IsOkAndHolds(ScanVerdict::WRONG_ITEM));
  // A GTIN in another of its lengths.
  EXPECT_THAT(ScanItem(job, " 04006381333931", 1), IsOkAndHolds(ScanVerdict::TAKEN));
  EXPECT_THAT(ScanItem(job, "a", 2), IsOkAndHolds(ScanVerdict::TOO_MANY));
  EXPECT_EQ(MissingIn(job).size(), 2u);
  EXPECT_THAT(FinishPacking(job, At()), IsOkAndHolds(ScanVerdict::MISSING));
  EXPECT_EQ(job.state(), PackingJob::PICKED);
  EXPECT_THAT(ScanItem(job, "A", 1), IsOkAndHolds(ScanVerdict::TAKEN));
  EXPECT_THAT(ScanItem(job, "b", 1), IsOkAndHolds(ScanVerdict::TAKEN));
  EXPECT_THAT(FinishPacking(job, At()), IsOkAndHolds(ScanVerdict::TAKEN));
  EXPECT_EQ(job.state(), PackingJob::PACKED);
  EXPECT_THAT(ScanItem(job, "a", 1), HasReason("WRONG_STATE"));
}

TEST(PackingJobTest, KeepsTheLastMissesAndKnowsTheFirst) {
  PackingJob job = PickedJob(ReadyOrder());
  EXPECT_TRUE(AddMiss(job, ScanVerdict::WRONG_ITEM, "c", 1, At()));
  EXPECT_FALSE(AddMiss(job, ScanVerdict::WRONG_ITEM, "C", 1, At()));
  EXPECT_TRUE(AddMiss(job, ScanVerdict::TOO_MANY, "c", 1, At()));
  for (int i = 0; i < 200; ++i) {
    AddMiss(job, ScanVerdict::WRONG_ITEM, absl::StrCat("x", i), 1, At());
  }
  EXPECT_EQ(job.misses_size(), 100);
  EXPECT_EQ(job.misses(99).code(), "x199");
}

TEST(PackingJobTest, ThePickerAnswers) {
  PackingJob job = PickedJob(ReadyOrder());
  Moment other = At();
  other.actor.set_id("8");
  EXPECT_EQ(PickerOf(job, other), "7");
  job.mutable_picked_by()->set_kind(type::v1::Actor::SERVICE);
  EXPECT_EQ(PickerOf(job, other), "8");
  other.actor.set_kind(type::v1::Actor::SERVICE);
  EXPECT_EQ(PickerOf(job, other), "");
}

TEST(PackingJobTest, WhatChangedSinceThePrintStopsIt) {
  Order order = ReadyOrder();
  order.set_red_remark(1);
  PackingJob job = PackedJob(order);
  EXPECT_OK(CheckPacked(job, order));
  order.set_red_remark(2);
  const absl::Status remarked = CheckPacked(job, order);
  EXPECT_THAT(remarked, HasReason("PRINT_OUTDATED"));
  EXPECT_EQ(ErrorMetadataOf(remarked, "what"), "red_remark");
  Print(job, order);
  EXPECT_OK(CheckPacked(job, order));
  *order.mutable_receiver_change_time() = ToProto(kNow);
  EXPECT_EQ(ErrorMetadataOf(CheckPacked(job, order), "what"), "receiver");
  Print(job, order);
  EXPECT_OK(CheckPacked(job, order));
  EXPECT_EQ(job.print_version(), 3);

  EXPECT_THAT(CheckPacked(PickedJob(ReadyOrder()), ReadyOrder()), HasReason("NOT_PACKED"));
}

TEST(PackingJobTest, WhatIsShippedIsWhatWasPacked) {
  const Order order = ReadyOrder();
  PackingJob job = PickedJob(order);
  EXPECT_THAT(TakeOutShort(job, order.name(), 1, 3), HasReason("QUANTITY_EXCEEDED"));
  EXPECT_THAT(TakeOutShort(job, order.name(), 7, 1), HasReason("INVALID_ARGUMENT"));
  ASSERT_OK(TakeOutShort(job, order.name(), 1, 1));
  ASSERT_OK(TakeOutShort(job, order.name(), 2, 1));
  const PackedQuantities lines = LinesOf(job, order.name());
  ASSERT_EQ(lines.size(), 1);
  EXPECT_EQ(lines[0].line(), 1);
  EXPECT_EQ(lines[0].quantity(), 1);

  PackingJob other = PickedJob(order);
  ASSERT_OK(TakeOutShort(other, order.name(), 1, 2)) << "which isn't its first line";
  ASSERT_EQ(other.lines_size(), 1);
  EXPECT_EQ(other.lines(0).line(), 2);
}

TEST(PackingJobTest, FitsWhileItsPiecesAreToBeShipped) {
  Order order = ReadyOrder();
  const PackingJob job = PickedJob(order);
  EXPECT_TRUE(StillFits(job, order));
  order.mutable_lines(0)->set_to_ship(1);
  EXPECT_FALSE(StillFits(job, order));
  order.mutable_lines(0)->set_to_ship(2);
  order.mutable_lines(0)->set_sku_id("other");
  EXPECT_FALSE(StillFits(job, order));
  order = ReadyOrder();
  order.set_state(OrderState::TRADE_CLOSED);
  EXPECT_FALSE(StillFits(job, order));
}

TEST(PackingJobTest, AnotherCarriersLabelHasNothingOfTheFirst) {
  Order order = ReadyOrder();
  const std::vector<Order> orders = {order};
  PackingJob job = JobOf(order);
  v1::PrintPackingJobRequest request;
  request.set_carrier_id("sf");
  request.set_mode("COURIER_AIR");
  request.set_waybill_number("sf 1");
  ASSERT_OK(PrintPackingJob(job, orders, request, At()));
  v1::PrintPackingJobRequest again;
  again.set_carrier_id("sf");
  ASSERT_OK(PrintPackingJob(job, orders, again, At()));
  EXPECT_EQ(job.mode(), "COURIER_AIR");
  EXPECT_EQ(job.waybill_number(), "SF1");
  again.set_carrier_id("zto");
  ASSERT_OK(PrintPackingJob(job, orders, again, At()));
  EXPECT_EQ(job.carrier_id(), "zto");
  EXPECT_EQ(job.mode(), "");
  EXPECT_EQ(job.waybill_number(), "");

  // A label without a carrier is for the one that the order wishes.
  job.clear_carrier_id();
  EXPECT_FALSE(IsOfAnother("zto", job, order)) << "nobody's";
  order.mutable_delivery()->set_carrier_id("sf");
  EXPECT_TRUE(IsOfAnother("zto", job, order));
  EXPECT_FALSE(IsOfAnother("sf", job, order));
}

TEST(PackingJobTest, WhatIsBeingShippedStays) {
  const Order order = ReadyOrder();
  PackingJob job = PackedJob(order);
  job.set_shipment("shops/s/shipments/1");
  EXPECT_THAT(CancelPacking(job, PackingJob::BY_HAND, At()), HasReason("WRONG_STATE"));
  const std::vector<Order> orders = {order};
  EXPECT_THAT(PrintPackingJob(job, orders, {}, At()), HasReason("WRONG_STATE"));
  PackingJob recalled = job;
  ASSERT_OK(CancelPacking(recalled, PackingJob::SHIPMENT_CANCELLED, At()));
  EXPECT_EQ(recalled.state(), PackingJob::CANCELLED);
  job.clear_shipment();
  job.set_state(PackingJob::PACKED);
  ASSERT_OK(CancelPacking(job, PackingJob::BY_HAND, At()));
  EXPECT_EQ(job.cancel_reason(), PackingJob::BY_HAND);
}

TEST(PackingJobTest, TheLabelIsForWhoWasToldLast) {
  std::vector<Order> orders = {ReadyOrder(), ReadyOrder()};
  orders[1].set_name("shops/s/orders/later");
  EXPECT_EQ(LabelledOrder(orders).name(), orders[0].name());
  *orders[1].mutable_receiver_change_time() = ToProto(kNow);
  EXPECT_EQ(LabelledOrder(orders).name(), orders[1].name());
}

TEST(PackingJobTest, CodesAreComparedByWhatTheyMean) {
  EXPECT_EQ(ScanKey("12345670"), "00000012345670");
  EXPECT_EQ(ScanKey("036000291452"), "00036000291452");
  EXPECT_EQ(ScanKey(" sf 12\t34 "), "SF1234");
  // No GTIN: a zero in front makes another.
  EXPECT_NE(ScanKey("0123"), ScanKey("123"));
}

TEST(PackingStatesTest, IsDocumented) {
  testing::CheckPage(
      "docs/states/packing.md",
      absl::StrCat("# States of what is packed\n\nDrawn from the tables in "
                   "services/orders/domain/packing.\n\n",
                   PackingMachine().ToMarkdown(), "\n", HandOverMachine().ToMarkdown()));
}

}  // namespace
}  // namespace shopdesk::orders::domain
