#include "services/logistics/store/shipment/pickup.h"

#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::Pickup;

class PickupStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, int64_t ms, Pickup::State state,
                      const std::vector<std::string>& shipments = {}) {
    return Write([&](sql::Transaction& txn) {
      Pickup pickup;
      pickup.set_name("shops/1/pickups/" + id);
      pickup.set_state(state);
      for (const std::string& each : shipments) pickup.add_shipments("shops/1/shipments/" + each);
      *pickup.mutable_create_time() = ToProto(FromMillis(ms));
      return InsertPickup(txn, pickup);
    });
  }
};

TEST_P(PickupStoreTest, KeepsVersionsNewestFirstByShipmentAndState) {
  ASSERT_OK(Insert("a", 10, Pickup::BOOKED));
  ASSERT_OK(Insert("b", 20, Pickup::DONE, {"x", "y"}));
  ASSERT_OK(Insert("c", 20, Pickup::BOOKED, {"x"}));
  EXPECT_THAT(Insert("a", 10, Pickup::BOOKED), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(Pickup pickup, LoadPickupForUpdate(txn, "shops/1/pickups/c"));
    pickup.set_state(Pickup::MISSED);
    return SavePickup(txn, pickup);
  }));
  ASSERT_OK_AND_ASSIGN(const Pickup pickup, Find<Pickup>([](sql::Transaction& txn) {
                         return LoadPickup(txn, "shops/1/pickups/c");
                       }));
  EXPECT_EQ(pickup.etag(), "v2");
  EXPECT_THAT(
      Find<Pickup>([](sql::Transaction& txn) { return LoadPickup(txn, "shops/1/pickups/none"); }),
      HasReason("NOT_FOUND"));
  const auto list = [&](PickupFilter filter, const CreationKey& before = kNewest) {
    return Ids<Pickup>(
        [&](sql::Transaction& txn) { return ListPickups(txn, "1", filter, before, 9); });
  };
  EXPECT_THAT(list({}), ElementsAre("c", "b", "a"));
  EXPECT_THAT(list({}, CreationKey(20, "b")), ElementsAre("a"));
  EXPECT_THAT(list({.state = Pickup::BOOKED}), ElementsAre("a"));
  EXPECT_THAT(list({.state = Pickup::MISSED}), ElementsAre("c"));
  EXPECT_THAT(list({.shipment = "x"}), ElementsAre("c", "b"));
  EXPECT_THAT(list({.shipment = "x"}, CreationKey(20, "c")), ElementsAre("b"));
  EXPECT_THAT(list({.shipment = "x", .state = Pickup::MISSED}), ElementsAre("c"));
  EXPECT_THAT(list({.shipment = "none"}), ElementsAre());
  EXPECT_THAT(Snapshot(Pickup::descriptor(), kPickupSnapshot, 1),
              ElementsAre("shops/1/pickups/a", "shops/1/pickups/b", "shops/1/pickups/c"));
}

INSTANTIATE_TEST_SUITE_P(Databases, PickupStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
