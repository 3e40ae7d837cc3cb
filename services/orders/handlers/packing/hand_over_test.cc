#include "services/orders/handlers/packing/hand_over.h"

#include "libs/base/resource_name.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/testing/packing.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;

class HandOverTest : public testing::PackingTest {
 protected:
  HandOverList OpenList(const std::string& carrier) {
    OpenHandOverListRequest request;
    request.set_parent("shops/s");
    request.set_carrier_id(carrier);
    request.set_request_id(NextId());
    const auto list = world_.Write<HandOverList>(request, handlers::OpenHandOverList);
    EXPECT_THAT(list, IsOk());
    return list.value_or(HandOverList());
  }
  absl::StatusOr<HandOverList> Add(const std::string& list, const std::string& code) {
    AddToHandOverListRequest request;
    request.set_name(list);
    request.set_code(code);
    request.set_request_id(NextId());
    return world_.Write<HandOverList>(request, handlers::AddToHandOverList);
  }
  absl::StatusOr<HandOverList> Remove(const std::string& list, const std::string& code) {
    RemoveFromHandOverListRequest request;
    request.set_name(list);
    request.set_code(code);
    request.set_request_id(NextId());
    return world_.Write<HandOverList>(request, handlers::RemoveFromHandOverList);
  }
  absl::StatusOr<HandOverList> Close(const std::string& list) {
    CloseHandOverListRequest request;
    request.set_name(list);
    request.set_request_id(NextId());
    return world_.Write<HandOverList>(request, handlers::CloseHandOverList);
  }
  // Of an order that was shipped and didn't arrive; agreed.
  Refund ToSendAgain() {
    OpenRefundRequest open;
    open.set_parent(world_.Shipped("o").name());
    open.set_kind(RefundKind::RESEND);
    open.set_reason(RefundReason::NOT_RECEIVED);
    open.add_lines()->set_line(1);
    open.mutable_lines(0)->set_quantity(1);
    open.set_request_id(NextId());
    const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
    EXPECT_THAT(refund, IsOk());
    AgreeRefundRequest agree;
    agree.set_name(refund.value_or(Refund()).name());
    agree.set_request_id(NextId());
    EXPECT_THAT(world_.Write<Refund>(agree, handlers::AgreeRefund), IsOk());
    return refund.value_or(Refund());
  }
  absl::StatusOr<Refund> SendIt(const Refund& refund, const std::string& waybill) {
    SendAgainRequest send;
    send.set_name(refund.name());
    send.set_waybill_number(waybill);
    send.set_request_id(NextId());
    return world_.SendAgain(send);
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, HandOverTest, testing::BothDatabases(), testing::NameOf);

TEST_P(HandOverTest, WhatTheCarrierTookIsHandedOver) {
  const Order first = Paid("o");
  const PackingJob one = Packed({first.name()});
  const HandOverList list = OpenList("sf");
  const std::string one_id(LastSegment(one.name()));
  EXPECT_THAT(Add(list.name(), one_id), HasReason("NOT_PACKED"));
  ASSERT_THAT(PrintJob(one.name(), "sf", "SF1"), IsOk());
  ASSERT_THAT(ShipIt(first.name()), IsOk());
  const auto added = Add(list.name(), "sf1");
  ASSERT_THAT(added, IsOk());
  ASSERT_EQ(added->entries_size(), 1);
  EXPECT_THAT(added->entries(0).order_ids(), ElementsAre("o"));
  // Scanned once more, by its other code.
  const auto same = Add(list.name(), one_id);
  ASSERT_THAT(same, IsOk());
  EXPECT_EQ(same->entries_size(), 1);
  EXPECT_THAT(Add(OpenList("zto").name(), "SF1"), HasReason("WRONG_STATE"));

  ASSERT_THAT(Remove(list.name(), "SF1"), IsOk());
  EXPECT_THAT(Remove(list.name(), "SF1"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Close(list.name()), HasReason("WRONG_STATE"));
  EXPECT_THAT(Add(OpenList("zto").name(), "SF1"), HasReason("WRONG_CARRIER"));
  ASSERT_THAT(Add(list.name(), "SF1"), IsOk());
  ASSERT_THAT(Close(list.name()), IsOk());
  EXPECT_EQ(Job(one.name()).state(), PackingJob::HANDED_OVER);
  EXPECT_THAT(Add(list.name(), "SF1"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Add(list.name(), "none"), StatusIs(absl::StatusCode::kNotFound));

  ListHandOverListsRequest request;
  request.set_parent("shops/s");
  request.set_state(HandOverList::CLOSED);
  const auto closed = world_.Read<ListHandOverListsResponse>(request, handlers::ListHandOverLists);
  ASSERT_THAT(closed, IsOk());
  ASSERT_EQ(closed->hand_over_lists_size(), 1);
  EXPECT_EQ(closed->hand_over_lists(0).name(), list.name());
  EXPECT_THAT(
      world_.EventsOf(list.name()),
      ElementsAre("hand_over_list.opened", "hand_over_list.changed", "hand_over_list.changed",
                  "hand_over_list.changed", "hand_over_list.closed"));
}

// The box lies on the shelf when the buyer wants another address.
TEST_P(HandOverTest, WhatIsReaddressedIsLabelledAnew) {
  const Order order = Paid("o");
  const PackingJob job = Packed({order.name()});
  ASSERT_THAT(PrintJob(job.name(), "sf", "SF1"), IsOk());
  ASSERT_THAT(ShipIt(order.name()), IsOk());
  const HandOverList list = OpenList("sf");
  ASSERT_THAT(Add(list.name(), "SF1"), IsOk());
  ChangeReceiverRequest change;
  change.set_name(order.name());
  change.set_channel(type::v1::ContactChannel::PHONE);
  *change.mutable_receiver() = testing::TestReceiver();
  change.mutable_receiver()->set_name("李四");
  change.set_confirmed(true);
  change.set_request_id(NextId());
  ASSERT_THAT(world_.ChangeReceiver(change), IsOk());
  EXPECT_THAT(Close(list.name()), HasReason("PRINT_OUTDATED"));
  EXPECT_THAT(PrintJob(job.name()), HasReason("WRONG_STATE"));
  ASSERT_THAT(Remove(list.name(), "SF1"), IsOk());
  EXPECT_THAT(Add(list.name(), "SF1"), HasReason("PRINT_OUTDATED"));
  EXPECT_THAT(PrintJob(job.name(), "zto"), HasReason("WRONG_STATE"));
  ASSERT_THAT(PrintJob(job.name()), IsOk());
  ASSERT_THAT(Add(list.name(), "SF1"), IsOk());
  EXPECT_THAT(Close(list.name()), IsOk());
}

// The shipment is cancelled before the van is there.
TEST_P(HandOverTest, WhatIsRecalledIsUnpacked) {
  const Order order = Paid("o");
  const PackingJob job = Packed({order.name()});
  ASSERT_THAT(PrintJob(job.name(), "sf", "SF1"), IsOk());
  const auto shipped = ShipIt(order.name());
  ASSERT_THAT(shipped, IsOk());
  const HandOverList list = OpenList("sf");
  ASSERT_THAT(Add(list.name(), "SF1"), IsOk());
  for (int told = 0; told < 2; ++told) {
    world_.Track(shipped->parcels(0).shipment(), logistics::v1::TrackingStatus::CANCELLED);
  }
  const PackingJob ended = Job(job.name());
  EXPECT_EQ(ended.state(), PackingJob::CANCELLED);
  EXPECT_EQ(ended.cancel_reason(), PackingJob::SHIPMENT_CANCELLED);
  EXPECT_EQ(ended.hand_over_list(), "");
  EXPECT_THAT(world_.WorkOf(job.name()), ElementsAre("put_back"));
  EXPECT_THAT(Close(list.name()), HasReason("WRONG_STATE")) << "empty";
  EXPECT_THAT(Add(list.name(), "SF1"), HasReason("NOT_PACKED"));

  const Order taken = Paid("o2");
  const PackingJob gone = Packed({taken.name()});
  ASSERT_THAT(PrintJob(gone.name(), "sf", "SF2"), IsOk());
  const auto sent = ShipIt(taken.name());
  ASSERT_THAT(sent, IsOk());
  ASSERT_THAT(Add(list.name(), "SF2"), IsOk());
  ASSERT_THAT(Close(list.name()), IsOk());
  world_.Track(sent->parcels(0).shipment(), logistics::v1::TrackingStatus::CANCELLED);
  EXPECT_EQ(Job(gone.name()).state(), PackingJob::HANDED_OVER);
}

// No job has it; its label is scanned as all others are.
TEST_P(HandOverTest, WhatIsSentAgainIsHandedOver) {
  const Refund refund = ToSendAgain();
  const HandOverList list = OpenList("sf");
  EXPECT_THAT(Add(list.name(), "SF9"), StatusIs(absl::StatusCode::kNotFound));
  const auto sent = SendIt(refund, "SF9");
  ASSERT_THAT(sent, IsOk());

  EXPECT_THAT(Add(OpenList("zto").name(), "SF9"), HasReason("WRONG_CARRIER"));
  const auto added = Add(list.name(), "sf9");
  ASSERT_THAT(added, IsOk());
  ASSERT_EQ(added->entries_size(), 1);
  EXPECT_EQ(added->entries(0).refund(), refund.name());
  EXPECT_EQ(added->entries(0).shipment(), sent->replacement().shipment());
  EXPECT_THAT(added->entries(0).order_ids(), ElementsAre("o"));
  ASSERT_THAT(Add(list.name(), "SF9"), IsOk());
  ASSERT_THAT(Remove(list.name(), "SF9"), IsOk());
  EXPECT_THAT(Remove(list.name(), "SF9"), StatusIs(absl::StatusCode::kNotFound));
  const HandOverList other = OpenList("sf");
  ASSERT_THAT(Add(other.name(), "SF9"), IsOk());
  EXPECT_THAT(Add(list.name(), "SF9"), HasReason("WRONG_STATE"));
  const auto closed = Close(other.name());
  ASSERT_THAT(closed, IsOk());
  EXPECT_EQ(closed->entries_size(), 1);
}

// Its money went back instead.
TEST_P(HandOverTest, WhatIsSentAgainAndRecalledStays) {
  const auto sent = SendIt(ToSendAgain(), "SF9");
  ASSERT_THAT(sent, IsOk());
  const HandOverList list = OpenList("sf");
  ASSERT_THAT(Add(list.name(), "SF9"), IsOk());
  world_.Track(sent->replacement().shipment(), logistics::v1::TrackingStatus::CANCELLED);
  EXPECT_THAT(Close(list.name()), HasReason("WRONG_STATE"));
  ASSERT_THAT(Remove(list.name(), "SF9"), IsOk());
  EXPECT_THAT(Add(list.name(), "SF9"), HasReason("WRONG_STATE"));
}

}  // namespace
}  // namespace shopdesk::orders
