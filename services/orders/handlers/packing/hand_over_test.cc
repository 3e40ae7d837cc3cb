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

// No job has it; its label is scanned as all others are.
TEST_P(HandOverTest, WhatIsSentAgainIsHandedOver) {
  const Order order = world_.Shipped("o");
  OpenRefundRequest open;
  open.set_parent(order.name());
  open.set_kind(RefundKind::RESEND);
  open.set_reason(RefundReason::NOT_RECEIVED);
  open.add_lines()->set_line(1);
  open.mutable_lines(0)->set_quantity(1);
  open.set_request_id(NextId());
  const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
  ASSERT_THAT(refund, IsOk());
  AgreeRefundRequest agree;
  agree.set_name(refund->name());
  agree.set_request_id(NextId());
  ASSERT_THAT(world_.Write<Refund>(agree, handlers::AgreeRefund), IsOk());
  const HandOverList list = OpenList("sf");
  EXPECT_THAT(Add(list.name(), "SF9"), StatusIs(absl::StatusCode::kNotFound));
  SendAgainRequest send;
  send.set_name(refund->name());
  send.set_waybill_number("SF9");
  send.set_request_id(NextId());
  const auto sent = world_.SendAgain(send);
  ASSERT_THAT(sent, IsOk());

  EXPECT_THAT(Add(OpenList("zto").name(), "SF9"), HasReason("WRONG_CARRIER"));
  const auto added = Add(list.name(), "sf9");
  ASSERT_THAT(added, IsOk());
  ASSERT_EQ(added->entries_size(), 1);
  EXPECT_EQ(added->entries(0).refund(), refund->name());
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

}  // namespace
}  // namespace shopdesk::orders
