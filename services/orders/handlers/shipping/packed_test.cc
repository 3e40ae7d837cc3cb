#include "services/orders/handlers/shipping/packed.h"

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "services/orders/handlers/trade/remark.h"
#include "services/orders/testing/packing.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;

class PackedTest : public testing::PackingTest {
 protected:
  Remark Red(const std::string& order) {
    AddRemarkRequest request;
    request.set_parent(order);
    request.set_reason(Remark::PACKING);
    request.set_text("no receipt in it");
    request.set_request_id(NextId());
    const auto remark = world_.Write<Remark>(request, handlers::AddRemark);
    EXPECT_THAT(remark, IsOk());
    return remark.value_or(Remark());
  }
  void See(const Remark& remark) {
    AcknowledgeRemarkRequest request;
    request.set_name(remark.name());
    request.set_request_id(NextId());
    EXPECT_THAT(world_.Write<Order>(request, handlers::AcknowledgeRemark), IsOk());
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PackedTest, testing::BothDatabases(), testing::NameOf);

TEST_P(PackedTest, AnOrderThatIsPackedGoesAsItWasPacked) {
  const Order order = Paid("o", 2);
  const PackingJob picked = Picked({order.name()});
  EXPECT_THAT(ShipIt(order.name()), HasReason("NOT_PACKED"));
  ASSERT_THAT(Scan(picked.name(), "a", 2), IsOk());
  ASSERT_THAT(FinishJob(picked.name()), IsOk());
  ShipOrderRequest part;
  part.set_name(order.name());
  part.add_lines()->set_line(1);
  part.mutable_lines(0)->set_quantity(1);
  part.set_request_id("part");
  EXPECT_THAT(world_.Ship(part), HasReason("INVALID_ARGUMENT"));
  ASSERT_THAT(PrintJob(picked.name(), "sf", "sf 17"), IsOk());
  const auto shipped = ShipIt(order.name());
  ASSERT_THAT(shipped, IsOk());
  EXPECT_EQ(shipped->parcels(0).waybill_number(), "SF17");
  EXPECT_EQ(shipped->packing_job(), "");
  const PackingJob job = Job(picked.name());
  EXPECT_EQ(job.state(), PackingJob::PACKED);
  EXPECT_TRUE(job.has_ship_time());
  EXPECT_EQ(job.shipment(), shipped->parcels(0).shipment());
  EXPECT_EQ(job.waybill_number(), "SF17");
}

// Nobody else's number is on the parcel: logistics gives one of the carrier's that was chosen.
TEST_P(PackedTest, TheNumberOfTheLabelIsOfItsCarrierOnly) {
  world_.logistics().SetCouriers({{"sf", logistics::v1::Mode::COURIER_ROAD, 800},
                                  {"zto", logistics::v1::Mode::COURIER_ROAD, 900}});
  const Order order = Paid("o");
  const PackingJob job = Packed({order.name()});
  ASSERT_THAT(PrintJob(job.name(), "sf", "SF17"), IsOk());
  ShipOrderRequest other;
  other.set_name(order.name());
  other.set_carrier_id("zto");
  other.set_request_id("other");
  const auto shipped = world_.Ship(other);
  ASSERT_THAT(shipped, IsOk());
  EXPECT_EQ(shipped->parcels(0).carrier_id(), "zto");
  EXPECT_EQ(shipped->parcels(0).waybill_number(), "W1");
  EXPECT_EQ(Job(job.name()).waybill_number(), "W1");

  const Order second = Paid("o2");
  const PackingJob same = Packed({second.name()});
  ASSERT_THAT(PrintJob(same.name(), "sf", "SF18"), IsOk());
  other.set_name(second.name());
  other.set_carrier_id("sf");
  other.set_request_id("same");
  const auto by_it = world_.Ship(other);
  ASSERT_THAT(by_it, IsOk());
  EXPECT_EQ(by_it->parcels(0).waybill_number(), "SF18");
}

TEST_P(PackedTest, WhatIsNewerThanThePrintIsPrintedFirst) {
  const Order order = Paid("o");
  const PackingJob job = Packed({order.name()});
  See(Red(order.name()));
  const auto refused = ShipIt(order.name());
  EXPECT_THAT(refused, HasReason("PRINT_OUTDATED"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "what"), "red_remark");
  ASSERT_THAT(PrintJob(job.name()), IsOk());
  ChangeReceiverRequest change;
  change.set_name(order.name());
  change.set_channel(type::v1::ContactChannel::PHONE);
  *change.mutable_receiver() = testing::TestReceiver();
  change.mutable_receiver()->set_name("李四");
  change.set_confirmed(true);
  change.set_request_id("change");
  const auto changed = world_.ChangeReceiver(change);
  ASSERT_THAT(changed, IsOk());
  EXPECT_THAT(ShipIt(order.name()), HasReason("PRINT_OUTDATED"));
  ASSERT_THAT(PrintJob(job.name()), IsOk());
  Remark last;
  last.set_name(absl::StrCat(order.name(), "/remarks/", changed->red_remark()));
  EXPECT_THAT(ShipIt(order.name()), HasReason("RED_REMARK"));
  See(last);
  EXPECT_THAT(ShipIt(order.name()), IsOk());
}

TEST_P(PackedTest, WhatLogisticsDeclinesCanBePrintedAndShippedOtherwise) {
  const Order order = Paid("o");
  const PackingJob job = Packed({order.name()});
  world_.logistics().DeclineNext();
  EXPECT_FALSE(ShipIt(order.name()).ok());
  EXPECT_EQ(Job(job.name()).shipment(), "");
  EXPECT_EQ(world_.Get(order.name()).packing_job(), job.name());
  ASSERT_THAT(PrintJob(job.name()), IsOk());
  EXPECT_THAT(ShipIt(order.name()), IsOk());
}

TEST_P(PackedTest, ACallCutOffIsGoneOnWithAndItsJobStays) {
  const Order order = Paid("o");
  const PackingJob job = Packed({order.name()});
  world_.logistics().FailNext("CreateShipment", testing::Fault::kAfter);
  EXPECT_THAT(ShipIt(order.name(), "once"), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Cancel(job.name()), HasReason("WRONG_STATE"));
  EXPECT_THAT(PrintJob(job.name()), HasReason("WRONG_STATE"));
  ASSERT_THAT(ShipIt(order.name(), "once"), IsOk());
  EXPECT_TRUE(Job(job.name()).has_ship_time());
  EXPECT_EQ(world_.logistics().shipments().size(), 1u);
}

}  // namespace
}  // namespace shopdesk::orders
