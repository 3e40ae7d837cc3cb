#include "services/orders/verify/packing.h"

#include <string>
#include <vector>

#include "libs/base/resource_name.h"
#include "libs/verify/testing/findings.h"
#include "services/orders/definition.h"
#include "services/orders/handlers/packing/shortage.h"
#include "services/orders/testing/packing.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::IsOk;
using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::SpoilResource;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr sql::Statement kSpoilOrder = {"orders.spoil_packed_order",
                                        "UPDATE orders SET data = $2 WHERE id = $1"};
constexpr sql::Statement kSpoilJob = {"orders.spoil_packing_job",
                                      "UPDATE packing_jobs SET data = $2 WHERE id = $1"};

class PackingChecksTest : public testing::PackingTest {
 protected:
  // As if it had been stored so.
  template <class Resource>
  void Put(const sql::Statement& statement, const Resource& resource) {
    SpoilResource(world_.runtime(), statement, resource);
  }
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(world_.runtime(), AllChecks(), check);
  }
  Shortage Missing(const PackingJob& job, int64_t quantity) {
    ReportShortageRequest request;
    request.set_parent("shops/s");
    request.set_packing_job(job.name());
    request.set_line(1);
    request.set_quantity(quantity);
    request.set_request_id(NextId());
    const auto shortage = world_.Write<Shortage>(request, handlers::ReportShortage);
    EXPECT_THAT(shortage, IsOk());
    return shortage.value_or(Shortage());
  }
  void HandOver(const PackingJob& job) {
    OpenHandOverListRequest open;
    open.set_parent("shops/s");
    open.set_carrier_id("sf");
    open.set_request_id(NextId());
    const auto list = world_.Write<HandOverList>(open, handlers::OpenHandOverList);
    ASSERT_THAT(list, IsOk());
    AddToHandOverListRequest add;
    add.set_name(list->name());
    add.set_code(std::string(LastSegment(job.name())));
    add.set_request_id(NextId());
    ASSERT_THAT(world_.Write<HandOverList>(add, handlers::AddToHandOverList), IsOk());
    CloseHandOverListRequest close;
    close.set_name(list->name());
    close.set_request_id(NextId());
    ASSERT_THAT(world_.Write<HandOverList>(close, handlers::CloseHandOverList), IsOk());
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PackingChecksTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(PackingChecksTest, NothingIsFoundWhereverJobsAre) {
  ASSERT_THAT(StartJob({Paid("to-pick").name()}), IsOk());
  const PackingJob picked = Picked({Paid("picked", 3).name()});
  Missing(picked, 1);
  ASSERT_THAT(Scan(picked.name(), "a", 1), IsOk());
  Packed({Paid("packed").name()});
  Packed({Paid("intended").name()});
  world_.logistics().FailNext("CreateShipment", testing::Fault::kAfter);
  EXPECT_FALSE(ShipIt("shops/s/orders/intended").ok());
  Packed({Paid("recalled").name()});
  const auto recalled = ShipIt("shops/s/orders/recalled");
  ASSERT_THAT(recalled, IsOk());
  world_.Track(recalled->parcels(0).shipment(), logistics::v1::TrackingStatus::CANCELLED);
  const PackingJob shipped = Packed({Paid("shipped").name()});
  ASSERT_THAT(ShipIt("shops/s/orders/shipped"), IsOk());
  HandOver(shipped);
  EXPECT_EQ(Job(shipped.name()).state(), PackingJob::HANDED_OVER);
  Packed({Paid("only-shipped").name()});
  ASSERT_THAT(ShipIt("shops/s/orders/only-shipped"), IsOk());
  ASSERT_THAT(Cancel(Picked({Paid("cancelled").name()}).name()), IsOk());
  Missing(Picked({Paid("all-short").name()}), 1);
  for (const char* check : {"orders.packing_jobs", "orders.packed_orders", "orders.short_pieces"}) {
    EXPECT_THAT(Findings(check), IsEmpty()) << check;
  }
}

TEST_P(PackingChecksTest, FindsJobsThatTheirOrdersDoNotName) {
  Order order = Paid("o");
  const PackingJob job = Picked({order.name()});
  order = world_.Get(order.name());
  order.clear_packing_job();
  Put(kSpoilOrder, order);
  EXPECT_THAT(Findings("orders.packing_jobs"),
              ElementsAre(HasSubstr("orders/o doesn't say that it is packed by it")));
  order.set_packing_job("shops/s/packingJobs/none");
  Put(kSpoilOrder, order);
  EXPECT_THAT(Findings("orders.packed_orders"),
              ElementsAre(HasSubstr("packingJobs/none, which it says packs it, isn't there")));
}

TEST_P(PackingChecksTest, FindsJobsThatWereGivenUpAndStillHoldTheirOrders) {
  Order order = Paid("o");
  const PackingJob job = Picked({order.name()});
  ASSERT_THAT(Cancel(job.name()), IsOk());
  order = world_.Get(order.name());
  order.set_packing_job(job.name());
  Put(kSpoilOrder, order);
  EXPECT_THAT(Findings("orders.packing_jobs"),
              ElementsAre(HasSubstr("orders/o says that it is packed by it")));
}

TEST_P(PackingChecksTest, FindsScansThatDoNotAgreeWithTheLines) {
  PackingJob job = Packed({Paid("o", 2).name()});
  job.mutable_lines(0)->set_scanned(1);
  Put(kSpoilJob, job);
  EXPECT_THAT(Findings("orders.packing_jobs"),
              ElementsAre(HasSubstr("1 of 2 pieces are scanned, and the box is closed")));
  job.mutable_lines(0)->set_quantity(3);
  job.mutable_lines(0)->set_scanned(4);
  Put(kSpoilJob, job);
  EXPECT_THAT(Findings("orders.packing_jobs"),
              ElementsAre(HasSubstr("4 of 3 pieces are scanned"),
                          HasSubstr("orders/o has no 3 pieces of line 1")));
}

TEST_P(PackingChecksTest, FindsStatesThatNoStepLedTo) {
  PackingJob job = Picked({Paid("o").name()});
  job.set_state(PackingJob::PACKED);
  job.mutable_lines(0)->set_scanned(1);
  Put(kSpoilJob, job);
  EXPECT_THAT(Findings("orders.packing_jobs"),
              ElementsAre(HasSubstr("it is PACKED and nobody closed the box")));
  job.set_shipment("shops/s/shipments/none");
  *job.mutable_pack_time() = job.pick_time();
  Put(kSpoilJob, job);
  EXPECT_THAT(Findings("orders.packing_jobs"),
              ElementsAre(HasSubstr("orders/o has no parcel shops/s/shipments/none")));
}

TEST_P(PackingChecksTest, FindsMissingPiecesThatTheOrderDoesNotSetApart) {
  const PackingJob job = Picked({Paid("o", 3).name()});
  const Shortage shortage = Missing(job, 2);
  Order order = world_.Get("shops/s/orders/o");
  order.mutable_lines(0)->set_short_(1);
  order.mutable_lines(0)->set_to_ship(2);
  Put(kSpoilOrder, order);
  EXPECT_THAT(
      Findings("orders.short_pieces"),
      ElementsAre(HasSubstr("the buyer is asked about 2 pieces, and its order has set apart 1")));
}

}  // namespace
}  // namespace shopdesk::orders
