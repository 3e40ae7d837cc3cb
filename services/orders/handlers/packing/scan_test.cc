#include "services/orders/handlers/packing/scan.h"

#include "services/orders/handlers/desk/order_error.h"
#include "services/orders/testing/packing.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::ElementsAre;

class ScanTest : public testing::PackingTest {
 protected:
  OrderError ErrorNamed(const std::string& name) {
    GetOrderErrorRequest request;
    request.set_name(name);
    const auto error = world_.Read<OrderError>(request, handlers::GetOrderError);
    EXPECT_THAT(error, IsOk());
    return error.value_or(OrderError());
  }
  int ErrorsOf(const std::string& order) {
    ListOrderErrorsRequest request;
    request.set_parent("shops/s");
    request.set_order(order);
    const auto page = world_.Read<ListOrderErrorsResponse>(request, handlers::ListOrderErrors);
    EXPECT_THAT(page, IsOk());
    return page.ok() ? page->order_errors_size() : -1;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ScanTest, testing::BothDatabases(), testing::NameOf);

TEST_P(ScanTest, TheWrongThingIsRefusedAndDraftedForThePicker) {
  world_.agent = "3001";
  const Order order = Paid("o", 2);
  const PackingJob job = Picked({order.name()});
  world_.agent = "3002";
  const auto wrong = Scan(job.name(), "teapot", 1, "wrong");
  ASSERT_THAT(wrong, IsOk());
  EXPECT_EQ(wrong->verdict(), ScanVerdict::WRONG_ITEM);
  EXPECT_EQ(wrong->left(), 2);
  ASSERT_EQ(wrong->job().misses_size(), 1);
  const PackingMiss& miss = wrong->job().misses(0);
  EXPECT_EQ(miss.actor().id(), "3002");
  const OrderError error = ErrorNamed(miss.order_error());
  EXPECT_EQ(error.state(), OrderError::DRAFTED);
  EXPECT_EQ(error.kind(), OrderError::WRONG_ITEM);
  EXPECT_EQ(error.agent(), "3001");
  EXPECT_EQ(error.source(), job.name());
  EXPECT_THAT(world_.WorkOf(error.name()), ElementsAre("drafted_error"));

  const auto again = Scan(job.name(), "teapot", 1, "wrong");
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*wrong));
  // Once for each article, however often it is scanned.
  EXPECT_THAT(Scan(job.name(), "teapot"), IsOk());
  EXPECT_EQ(ErrorsOf(order.name()), 1);
  EXPECT_THAT(Scan(job.name(), "a", 3), IsOk());
  EXPECT_EQ(ErrorsOf(order.name()), 2);
  EXPECT_EQ(Job(job.name()).lines(0).scanned(), 0);
}

TEST_P(ScanTest, TheBoxIsClosedOnceNothingIsMissing) {
  const Order order = Paid("o", 2);
  const PackingJob job = Picked({order.name()});
  ASSERT_THAT(Scan(job.name(), "a"), IsOk());
  auto closed = FinishJob(job.name());
  ASSERT_THAT(closed, IsOk());
  EXPECT_EQ(closed->verdict(), ScanVerdict::MISSING);
  ASSERT_EQ(closed->missing_size(), 1);
  EXPECT_EQ(closed->missing(0).scanned(), 1);
  EXPECT_EQ(ErrorNamed(closed->job().misses(0).order_error()).kind(), OrderError::WRONG_QUANTITY);
  const auto rest = Scan(job.name(), "a");
  ASSERT_THAT(rest, IsOk());
  EXPECT_EQ(rest->left(), 0);
  closed = FinishJob(job.name());
  ASSERT_THAT(closed, IsOk());
  EXPECT_EQ(closed->verdict(), ScanVerdict::TAKEN);
  EXPECT_EQ(closed->job().state(), PackingJob::PACKED);
  EXPECT_THAT(Scan(job.name(), "a"), HasReason("WRONG_STATE"));
  EXPECT_THAT(world_.EventsOf(job.name()),
              ElementsAre("packing_job.started", "packing_job.printed", "packing_job.picked",
                          "packing_job.scanned", "packing_job.missed", "packing_job.scanned",
                          "packing_job.packed"));
}

}  // namespace
}  // namespace shopdesk::orders
