#include "services/logistics/store/tracking/tracking_event.h"

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using ::testing::ElementsAre;

class TrackingEventStoreTest : public testing::StoreTest {
 protected:
  static v1::TrackingEvent Event(const char* code, int64_t ms) {
    v1::TrackingEvent event;
    event.set_source("KDNIAO");
    event.set_code(code);
    *event.mutable_event_time() = ToProto(FromMillis(ms));
    return event;
  }
  bool Insert(const char* shipment, const v1::TrackingEvent& event) {
    const auto inserted =
        Find<bool>([&](sql::Transaction& txn) { return InsertEvent(txn, shipment, event); });
    EXPECT_OK(inserted);
    return inserted.value_or(false);
  }
};

TEST_P(TrackingEventStoreTest, AnEventIsKeptOnceAndListedByTime) {
  constexpr char kShipment[] = "shops/1/shipments/a";
  EXPECT_TRUE(Insert(kShipment, Event("2", 20)));
  EXPECT_TRUE(Insert(kShipment, Event("1", -10)));
  EXPECT_FALSE(Insert(kShipment, Event("2", 20)));
  EXPECT_TRUE(Insert(kShipment, Event("2", 30)));
  EXPECT_TRUE(Insert("shops/1/shipments/b", Event("2", 20)));
  const auto list = [&](const TrackingEventKey& after, int limit) {
    std::vector<int64_t> times;
    const auto events = Find<std::vector<v1::TrackingEvent>>(
        [&](sql::Transaction& txn) { return ListEvents(txn, kShipment, after, limit); });
    EXPECT_OK(events);
    for (const v1::TrackingEvent& event : *events) {
      times.push_back(std::get<0>(TrackingEventKeyOf(event)));
    }
    return times;
  };
  EXPECT_THAT(list({INT64_MIN, ""}, 9), ElementsAre(-10, 20, 30));
  EXPECT_THAT(list({INT64_MIN, ""}, 2), ElementsAre(-10, 20));
  EXPECT_THAT(list(TrackingEventKeyOf(Event("2", 20)), 9), ElementsAre(30));
}

INSTANTIATE_TEST_SUITE_P(Databases, TrackingEventStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
