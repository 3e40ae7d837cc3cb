#include "services/logistics/handlers/shipment/pickup.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::kTestTime;
using shopdesk::testing::ParseText;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using v1::Pickup;

class PickupsTest : public testing::LogisticsTest {
 protected:
  void SetUp() override {
    ASSERT_OK(CreateShipment("a", "carrier_id: 'road'"));
    ASSERT_OK(CreateShipment("b", "carrier_id: 'road'"));
    ASSERT_OK(CreateShipment("post", "carrier_id: 'post'"));
  }
  // From the second to the fourth hour.
  absl::StatusOr<Pickup> Book(const char* shipments, const char* carrier = "road") {
    auto request =
        ParseText<v1::BookPickupRequest>(absl::StrCat("parent: 'shops/1' carrier_id: '", carrier,
                                                      "' note: 'ring 13912345678' ", shipments)
                                             .c_str());
    *request.mutable_start_time() = ToProto(kTestTime + absl::Hours(2));
    *request.mutable_end_time() = ToProto(kTestTime + absl::Hours(4));
    return WriteAnew<Pickup>(BookPickup, request);
  }
  template <class Request, class Handler>
  absl::StatusOr<Pickup> Step(Handler handler, const Pickup& pickup, const char* more = "") {
    auto request = ParseText<Request>(more);
    request.set_name(pickup.name());
    return WriteAnew<Pickup>(handler, request);
  }
  absl::StatusOr<Pickup> Confirm(const Pickup& pickup, const char* more = "") {
    return Step<v1::ConfirmPickupRequest>(ConfirmPickup, pickup, more);
  }
  absl::StatusOr<Pickup> Complete(const Pickup& pickup) {
    return Step<v1::CompletePickupRequest>(CompletePickup, pickup);
  }
  absl::StatusOr<Pickup> CancelIt(const Pickup& pickup) {
    return Step<v1::CancelPickupRequest>(CancelPickup, pickup);
  }
  Pickup Get(const Pickup& pickup) {
    v1::GetPickupRequest request;
    request.set_name(pickup.name());
    auto found = Read<Pickup>(GetPickup, request);
    EXPECT_OK(found);
    return found.value_or(Pickup());
  }
};

constexpr char kBothShipments[] =
    "shipments: 'shops/1/shipments/a' shipments: 'shops/1/shipments/b'";

TEST_P(PickupsTest, IsDoneWhenTheCarrierHasAllOfIt) {
  ASSERT_OK_AND_ASSIGN(const Pickup pickup, Book(kBothShipments));
  EXPECT_THAT(pickup.note(), Not(HasSubstr("13912345678")));
  ASSERT_OK(Confirm(pickup, "carrier_reference: 'R1'"));
  EXPECT_THAT(Confirm(pickup), HasReason("WRONG_STATE"));
  EXPECT_EQ(Get(pickup).carrier_reference(), "R1");
  ASSERT_OK(Record("a", {"PICKED_UP@2"}));
  ASSERT_OK(Record("b", {"PICKED_UP@3"}));
  EXPECT_EQ(Get(pickup).state(), Pickup::CONFIRMED);
  Advance(absl::Hours(1));
  EXPECT_EQ(Get(pickup).state(), Pickup::DONE);
  EXPECT_THAT(EventTypes(pickup.name()),
              ElementsAre("pickup.booked", "pickup.confirmed", "pickup.done"));
  EXPECT_THAT(Work(), Not(Contains("missed_pickup " + pickup.name())));
  EXPECT_THAT(CancelIt(pickup), HasReason("WRONG_STATE"));
}

TEST_P(PickupsTest, IsWorkWhenHeDidNotFetchAll) {
  ASSERT_OK_AND_ASSIGN(const Pickup pickup, Book(kBothShipments));
  ASSERT_OK(Record("a", {"PICKED_UP@3"}));
  Advance(absl::Hours(2));
  EXPECT_EQ(Get(pickup).state(), Pickup::MISSED);
  EXPECT_THAT(Figures().pickups(), ElementsAre(EqualsProto("state: MISSED pickups: 1")));
  EXPECT_THAT(Work(), Contains("missed_pickup " + pickup.name()));
  ASSERT_OK(Complete(pickup));
  EXPECT_THAT(Work(), Not(Contains("missed_pickup " + pickup.name())));
  EXPECT_EQ(Get(pickup).state(), Pickup::DONE);
  EXPECT_THAT(Figures().pickups(), ElementsAre(EqualsProto("state: DONE pickups: 1")));
}

TEST_P(PickupsTest, IsCalledOff) {
  ASSERT_OK_AND_ASSIGN(const Pickup pickup, Book(kBothShipments));
  ASSERT_OK(CancelIt(pickup));
  Advance(absl::Hours(9));
  EXPECT_EQ(Get(pickup).state(), Pickup::CANCELLED);
  EXPECT_THAT(EventTypes(pickup.name()), ElementsAre("pickup.booked", "pickup.cancelled"));
  v1::ListPickupsRequest list;
  list.set_parent("shops/1");
  list.set_state(Pickup::CANCELLED);
  const auto page = Read<v1::ListPickupsResponse>(ListPickups, list);
  ASSERT_OK(page);
  EXPECT_EQ(page->pickups_size(), 1);
  list.clear_state();
  list.set_shipment("shops/1/shipments/b");
  EXPECT_EQ(Read<v1::ListPickupsResponse>(ListPickups, list)->pickups_size(), 1);
  list.set_shipment("shops/1/shipments/post");
  EXPECT_EQ(Read<v1::ListPickupsResponse>(ListPickups, list)->pickups_size(), 0);
}

TEST_P(PickupsTest, OnlyWhatTheCarrierCanFetchIsBooked) {
  EXPECT_THAT(Book("shipments: 'shops/1/shipments/post'"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Book("shipments: 'shops/1/shipments/none'"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Book(kBothShipments, "nobody"), HasReason("NOT_FOUND"));
  ASSERT_OK(Record("a", {"PICKED_UP@1"}));
  EXPECT_THAT(Book(kBothShipments), HasReason("WRONG_STATE"));
}

INSTANTIATE_TEST_SUITE_P(Databases, PickupsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
