#include "services/logistics/store/carrier/carrier.h"

#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;

class CarrierStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const char* name) {
    return Write([&](sql::Transaction& txn) {
      v1::Carrier carrier;
      carrier.set_name(name);
      return InsertCarrier(txn, carrier);
    });
  }
};

TEST_P(CarrierStoreTest, KeepsVersions) {
  ASSERT_OK(Insert("shops/1/carriers/a"));
  EXPECT_THAT(Insert("shops/1/carriers/a"), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(v1::Carrier carrier, LoadCarrierForUpdate(txn, "shops/1/carriers/a"));
    carrier.set_display_name("A");
    return SaveCarrier(txn, carrier);
  }));
  const auto load = [&](const char* name) {
    return Find<v1::Carrier>([&](sql::Transaction& txn) { return LoadCarrier(txn, name); });
  };
  ASSERT_OK_AND_ASSIGN(const v1::Carrier carrier, load("shops/1/carriers/a"));
  EXPECT_EQ(carrier.etag(), "v2");
  EXPECT_EQ(carrier.display_name(), "A");
  EXPECT_THAT(load("shops/2/carriers/a"), HasReason("NOT_FOUND"));
  ASSERT_OK_AND_ASSIGN(const auto none,
                       Find<absl::optional<v1::Carrier>>([](sql::Transaction& txn) {
                         return FindCarrierForUpdate(txn, "shops/1/carriers/none");
                       }));
  EXPECT_FALSE(none.has_value());
}

TEST_P(CarrierStoreTest, ListsAShopsInTheOrderOfIds) {
  for (const char* name :
       {"shops/1/carriers/b", "shops/1/carriers/a", "shops/1/carriers/c", "shops/2/carriers/d"}) {
    ASSERT_OK(Insert(name));
  }
  const auto list = [&](const char* after, int limit) {
    return Ids<v1::Carrier>(
        [&](sql::Transaction& txn) { return ListCarriers(txn, "1", after, limit); });
  };
  EXPECT_THAT(list("", 9), ElementsAre("a", "b", "c"));
  EXPECT_THAT(list("", 2), ElementsAre("a", "b"));
  EXPECT_THAT(list("b", 9), ElementsAre("c"));
  EXPECT_THAT(Snapshot(v1::Carrier::descriptor(), kCarrierSnapshot, 1),
              ElementsAre("shops/1/carriers/a", "shops/1/carriers/b", "shops/1/carriers/c"));
}

INSTANTIATE_TEST_SUITE_P(Databases, CarrierStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
