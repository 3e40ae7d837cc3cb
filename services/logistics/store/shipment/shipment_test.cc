#include "services/logistics/store/shipment/shipment.h"

#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using ::testing::ElementsAre;

class ShipmentStoreTest : public testing::StoreTest {
 protected:
  static ShipmentRow MakeRow(const std::string& id, int64_t ms = 0) {
    ShipmentRow row;
    row.shipment.set_name("shops/1/shipments/" + id);
    row.shipment.set_order("shops/1/orders/o");
    row.shipment.set_carrier_id("a b");
    row.shipment.set_mode(v1::Mode::EMS);
    row.shipment.set_waybill_number(id);
    row.shipment.set_status(v1::TrackingStatus::PENDING);
    *row.shipment.mutable_create_time() = ToProto(FromMillis(ms));
    row.news_time = FromMillis(ms);
    return row;
  }
  absl::Status Insert(const ShipmentRow& row) {
    return Write([&](sql::Transaction& txn) {
      ShipmentRow inserted = row;
      return InsertShipment(txn, inserted);
    });
  }
  absl::StatusOr<ShipmentRow> Load(const char* name) {
    return Find<ShipmentRow>(
        [&](sql::Transaction& txn) { return LoadShipmentForUpdate(txn, name); });
  }
};

TEST_P(ShipmentStoreTest, KeepsWhatStandsBesideTheShipment) {
  ShipmentRow row = MakeRow("s");
  row.silent_seconds = 60;
  row.late_rules = {absl::Hours(1), absl::Hours(2)};
  ASSERT_OK(Insert(row));
  ASSERT_OK_AND_ASSIGN(row, Load("shops/1/shipments/s"));
  EXPECT_EQ(row.shipment.etag(), "v1");
  EXPECT_EQ(row.silent_seconds, 60);
  EXPECT_EQ(row.late_rules.unscanned, absl::Hours(1));
  EXPECT_EQ(row.late_rules.stuck, absl::Hours(2));
  row.news_time = FromMillis(9);
  row.event_count = 4;
  row.latest = {7, 2, 5, "f"};
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    ShipmentRow saved = row;
    return SaveShipment(txn, saved);
  }));
  ASSERT_OK_AND_ASSIGN(row, Load("shops/1/shipments/s"));
  EXPECT_EQ(row.shipment.etag(), "v2");
  EXPECT_EQ(row.news_time, FromMillis(9));
  EXPECT_EQ(row.event_count, 4);
  EXPECT_EQ(row.latest.order_ms, 7);
  EXPECT_EQ(row.latest.step_number, 2);
  EXPECT_EQ(row.latest.rank, 5);
  EXPECT_EQ(row.latest.fingerprint, "f");
  EXPECT_EQ(row.silent_seconds, 60);
  EXPECT_THAT(Load("shops/1/shipments/none"), HasReason("NOT_FOUND"));
}

TEST_P(ShipmentStoreTest, NamesAndACarriersNumbersAreTakenOnce) {
  ASSERT_OK(Insert(MakeRow("s")));
  ShipmentRow row = MakeRow("s");
  row.shipment.set_waybill_number("other");
  EXPECT_THAT(Insert(row), HasReason("ALREADY_EXISTS"));
  row = MakeRow("t");
  row.shipment.set_waybill_number("s");
  EXPECT_THAT(Insert(row), HasReason("ALREADY_EXISTS"));
  const auto holder = [&](const char* carrier) {
    return Find<std::string>(
               [&](sql::Transaction& txn) { return FindWaybill(txn, "1", carrier, "s"); })
        .value();
  };
  EXPECT_EQ(holder("a%20b"), "shops/1/shipments/s");
  EXPECT_EQ(holder("c"), "");
  row.shipment.set_carrier_id("c");
  ASSERT_OK(Insert(row));
  EXPECT_EQ(holder("c"), "shops/1/shipments/t");
}

TEST_P(ShipmentStoreTest, ACancelledOneFreesItsNumberAndTakesItBackIfItCan) {
  ASSERT_OK(Insert(MakeRow("s", 10)));
  const auto save = [&](const char* name, v1::TrackingStatus::Value status) {
    const auto row = Load(name);
    EXPECT_OK(row);
    ShipmentRow saved = row.value_or(ShipmentRow());
    saved.shipment.set_status(status);
    EXPECT_OK(Write([&](sql::Transaction& txn) {
      ShipmentRow again = saved;
      return SaveShipment(txn, again);
    }));
  };
  const auto found = [&] {
    return Find<std::string>(
               [&](sql::Transaction& txn) { return FindWaybill(txn, "1", "a%20b", "s"); })
        .value();
  };
  const auto holder = [&] {
    return Find<std::string>(
               [&](sql::Transaction& txn) { return FindHolder(txn, "1", "a%20b", "s"); })
        .value();
  };
  save("shops/1/shipments/s", v1::TrackingStatus::CANCELLED);
  EXPECT_EQ(holder(), "");
  EXPECT_EQ(found(), "shops/1/shipments/s");
  save("shops/1/shipments/s", v1::TrackingStatus::PENDING);
  EXPECT_EQ(holder(), "shops/1/shipments/s");
  save("shops/1/shipments/s", v1::TrackingStatus::CANCELLED);
  ShipmentRow row = MakeRow("t", 5);
  row.shipment.set_waybill_number("s");
  ASSERT_OK(Insert(row));
  EXPECT_EQ(found(), "shops/1/shipments/t");
  save("shops/1/shipments/s", v1::TrackingStatus::RETURNING);
  EXPECT_EQ(holder(), "shops/1/shipments/t");
}

// News that leave the status write no index; those before and after them do, in one transaction,
// too.
TEST_P(ShipmentStoreTest, NewsAreKeptWithAndWithoutAnotherStatus) {
  ASSERT_OK(Insert(MakeRow("s")));
  ASSERT_OK_AND_ASSIGN(ShipmentRow row, Load("shops/1/shipments/s"));
  const auto save = [&](int64_t event_count, std::vector<v1::TrackingStatus::Value> statuses) {
    ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
      ASSIGN_OR_RETURN(row, LoadShipmentForUpdate(txn, "shops/1/shipments/s"));
      row.event_count = event_count;
      row.news_time = absl::FromUnixSeconds(event_count);
      for (const v1::TrackingStatus::Value status : statuses) {
        row.shipment.set_status(status);
        RETURN_IF_ERROR(SaveShipment(txn, row));
      }
      return absl::OkStatus();
    }));
    ASSERT_OK_AND_ASSIGN(row, Load("shops/1/shipments/s"));
    EXPECT_EQ(row.event_count, event_count);
    EXPECT_EQ(row.news_time, absl::FromUnixSeconds(event_count));
    EXPECT_EQ(row.shipment.status(), statuses.back());
  };
  const auto has = [&](v1::TrackingStatus::Value status) {
    return Ids<v1::Shipment>([&](sql::Transaction& txn) {
             return ListShipments(txn, "1", {.status = status}, kNewest, 9);
           }).size() == 1;
  };
  save(1, {v1::TrackingStatus::PENDING});
  EXPECT_TRUE(has(v1::TrackingStatus::PENDING));
  save(2, {v1::TrackingStatus::IN_TRANSIT, v1::TrackingStatus::IN_TRANSIT});
  EXPECT_TRUE(has(v1::TrackingStatus::IN_TRANSIT));
  EXPECT_FALSE(has(v1::TrackingStatus::PENDING));
  save(3, {v1::TrackingStatus::CUSTOMS, v1::TrackingStatus::IN_TRANSIT});
  EXPECT_TRUE(has(v1::TrackingStatus::IN_TRANSIT));
  EXPECT_FALSE(has(v1::TrackingStatus::CUSTOMS));
  EXPECT_EQ(row.shipment.etag(), "v6");
}

TEST_P(ShipmentStoreTest, NewestFirstByOneFilter) {
  ASSERT_OK(Insert(MakeRow("1", 10)));
  ShipmentRow row = MakeRow("2", 20);
  row.shipment.set_order("shops/1/orders/p");
  ASSERT_OK(Insert(row));
  row = MakeRow("3", 20);
  row.shipment.set_carrier_id("c");
  ASSERT_OK(Insert(row));
  row = MakeRow("4", 30);
  row.shipment.set_status(v1::TrackingStatus::DELIVERED);
  ASSERT_OK(Insert(row));
  const auto list = [&](const ShipmentFilter& filter, const CreationKey& before = kNewest,
                        int limit = 9) {
    return Ids<v1::Shipment>(
        [&](sql::Transaction& txn) { return ListShipments(txn, "1", filter, before, limit); });
  };
  EXPECT_THAT(list({}), ElementsAre("4", "3", "2", "1"));
  EXPECT_THAT(list({}, CreationKey(20, "3"), 1), ElementsAre("2"));
  EXPECT_THAT(list({.order = "o"}), ElementsAre("4", "3", "1"));
  EXPECT_THAT(list({.carrier = "a%20b"}), ElementsAre("4", "2", "1"));
  EXPECT_THAT(list({.status = v1::TrackingStatus::PENDING}), ElementsAre("3", "2", "1"));
  EXPECT_THAT(Snapshot(v1::Shipment::descriptor(), kShipmentSnapshot, 1),
              ElementsAre("shops/1/shipments/1", "shops/1/shipments/2", "shops/1/shipments/3",
                          "shops/1/shipments/4"));
}

INSTANTIATE_TEST_SUITE_P(Databases, ShipmentStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
