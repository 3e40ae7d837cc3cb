#include "services/logistics/store/desk/erasure.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/sql/dialect.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "services/logistics/domain/tracking/tracking.h"
#include "services/logistics/store/migrations/migrations.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/tracking/tracking_event.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::RunWrite;
using shopdesk::testing::TestRuntime;

class ErasureStoreTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  TestRuntime runtime_{{.dialect = GetParam(),
                        .sqlite_migrations = SqliteMigrations(),
                        .postgres_migrations = PostgresMigrations()}};
};

INSTANTIATE_TEST_SUITE_P(Databases, ErasureStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return std::string(sql::DialectName(info.param));
                         });

// An event whose text is gone is still the event that it was: news that come late fold it again.
TEST_P(ErasureStoreTest, AnErasedEventCanStillBeSaved) {
  constexpr char kShipment[] = "shops/s/shipments/a";
  ASSERT_OK(RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
    ShipmentRow row;
    row.shipment.set_name(kShipment);
    row.shipment.set_order("shops/s/orders/o");
    row.shipment.set_carrier_id("post");
    row.shipment.set_waybill_number("1");
    row.shipment.mutable_receiver()->set_name("张**");
    RETURN_IF_ERROR(InsertShipment(ctx.txn(), row));
    v1::TrackingEvent event;
    event.set_source("CANONICAL");
    event.set_code("IN_TRANSIT");
    event.set_text("left with Wang");
    *event.mutable_event_time() = ToProto(ctx.now());
    domain::NameEvent(kShipment, event);
    return InsertEvent(ctx.txn(), kShipment, event).status();
  }));
  ASSERT_OK(RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
    ASSIGN_OR_RETURN(const int64_t erased,
                     EraseOrder(ctx.txn(), ctx.vault(), "s", "o", [](const auto&, auto, auto) {}));
    EXPECT_EQ(erased, 2);
    ASSIGN_OR_RETURN(const v1::Shipment shipment, LoadShipment(ctx.txn(), kShipment));
    EXPECT_EQ(shipment.receiver().name(), "");
    ASSIGN_OR_RETURN(std::vector<v1::TrackingEvent> events,
                     ListEvents(ctx.txn(), kShipment, {INT64_MIN, ""}, 10));
    EXPECT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].text(), "");
    events[0].set_applied(true);
    return SaveEvent(ctx.txn(), kShipment, events[0]);
  }));
}

}  // namespace
}  // namespace shopdesk::logistics::store
