#include "services/orders/handlers/packing/packing_job.h"

#include "services/orders/handlers/refund/refund.h"
#include "services/orders/testing/packing.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PackingJobTest : public testing::PackingTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PackingJobTest, testing::BothDatabases(), testing::NameOf);

TEST_P(PackingJobTest, StartsWithWhereThingsLie) {
  world_.catalog().SetBarcode("a", "4006381333931");
  world_.catalog().SetLocation("a", "b7");
  const Order order = Paid("o", 2);
  const auto job = StartJob({order.name()}, "once");
  ASSERT_THAT(job, IsOk());
  ASSERT_EQ(job->lines_size(), 1);
  EXPECT_EQ(job->lines(0).location(), "b7");
  EXPECT_EQ(job->lines(0).barcode(), "4006381333931");
  EXPECT_EQ(job->lines(0).quantity(), 2);
  EXPECT_EQ(world_.Get(order.name()).packing_job(), job->name());
  const auto again = StartJob({order.name()}, "once");
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*job));
  EXPECT_THAT(StartJob({order.name()}), HasReason("BEING_PACKED"));
  EXPECT_THAT(world_.EventsOf(job->name()), ElementsAre("packing_job.started"));
}

TEST_P(PackingJobTest, WaitsForCatalogAndChangesNothingWithoutIt) {
  const Order order = Paid("o");
  world_.catalog().FailNext("BatchGetProducts", testing::Fault::kBefore);
  EXPECT_THAT(StartJob({order.name()}, "once"), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(world_.Get(order.name()).packing_job(), "");
  EXPECT_THAT(StartJob({order.name()}, "once"), IsOk());
}

TEST_P(PackingJobTest, IsRefusedWhatCantBeShipped) {
  const auto placed = world_.Place(testing::PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  EXPECT_THAT(StartJob({placed->name()}), HasReason("WRONG_STATE"));
  EXPECT_THAT(StartJob({Paid("p").name(), Paid("q").name()}), HasReason("NOT_MERGEABLE"));
  EXPECT_THAT(StartJob({"shops/s/orders/none"}), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(PackingJobTest, CancelledItCanBePackedAnewAndWhatWasPickedGoesBack) {
  const Order order = Paid("o");
  const PackingJob job = Picked({order.name()});
  const auto cancelled = Cancel(job.name());
  ASSERT_THAT(cancelled, IsOk());
  EXPECT_EQ(cancelled->cancel_reason(), PackingJob::BY_HAND);
  EXPECT_THAT(world_.WorkOf(job.name()), ElementsAre("put_back"));
  EXPECT_EQ(world_.Get(order.name()).packing_job(), "");
  EXPECT_THAT(Cancel(job.name()), HasReason("WRONG_STATE"));
  EXPECT_THAT(StartJob({order.name()}), IsOk());
}

TEST_P(PackingJobTest, WhatIsRefundedIsNotPacked) {
  const Order order = Paid("o");
  const auto job = StartJob({order.name()});
  ASSERT_THAT(job, IsOk());
  OpenRefundRequest refund;
  refund.set_parent(order.name());
  refund.set_kind(RefundKind::MONEY_ONLY);
  refund.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  refund.set_seller_initiated(true);
  refund.set_request_id("refund");
  ASSERT_THAT(world_.Write<Refund>(refund, handlers::OpenRefund), IsOk());
  EXPECT_EQ(Job(job->name()).state(), PackingJob::CANCELLED);
  EXPECT_EQ(Job(job->name()).cancel_reason(), PackingJob::ORDER_CHANGED);
  // Nothing was picked yet.
  EXPECT_THAT(world_.WorkOf(job->name()), IsEmpty());
}

TEST_P(PackingJobTest, AreListedByOrderAndState) {
  const PackingJob picked = Picked({Paid("o").name()});
  const auto started = StartJob({Paid("p").name()});
  ASSERT_THAT(started, IsOk());
  const auto list = [&](PackingJob::State state, const std::string& order = "") {
    ListPackingJobsRequest request;
    request.set_parent("shops/s");
    request.set_state(state);
    request.set_order(order);
    const auto page = world_.Read<ListPackingJobsResponse>(request, handlers::ListPackingJobs);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> names;
    for (const PackingJob& job : page->packing_jobs()) names.push_back(job.name());
    return names;
  };
  EXPECT_THAT(list(PackingJob::PICKED), ElementsAre(picked.name()));
  EXPECT_THAT(list(PackingJob::TO_PICK), ElementsAre(started->name()));
  EXPECT_EQ(list(PackingJob::STATE_UNSPECIFIED).size(), 2u);
  EXPECT_THAT(list(PackingJob::STATE_UNSPECIFIED, "shops/s/orders/p"),
              ElementsAre(started->name()));
  EXPECT_THAT(list(PackingJob::PICKED, "shops/s/orders/p"), ElementsAre());
}

}  // namespace
}  // namespace shopdesk::orders
