#include "services/logistics/store/rate/rate_table.h"

#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;

constexpr char kRateTableName[] = "shops/1/carriers/a/rateTables/t";

class RateTableStoreTest : public testing::StoreTest {
 protected:
  // `id`: "carrier/rateTables/table".
  absl::Status Insert(const std::string& id) {
    return Write([&](sql::Transaction& txn) {
      v1::RateTable table;
      table.set_name("shops/1/carriers/" + id);
      return InsertRateTable(txn, table);
    });
  }
};

TEST_P(RateTableStoreTest, KeepsVersions) {
  ASSERT_OK(Insert("a/rateTables/t"));
  EXPECT_THAT(Insert("a/rateTables/t"), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(auto table, FindRateTableForUpdate(txn, kRateTableName));
    table->set_currency_code("GBP");
    return SaveRateTable(txn, *table);
  }));
  ASSERT_OK_AND_ASSIGN(const v1::RateTable table, Find<v1::RateTable>([](sql::Transaction& txn) {
                         return LoadRateTable(txn, kRateTableName);
                       }));
  EXPECT_EQ(table.etag(), "v2");
  EXPECT_EQ(table.currency_code(), "GBP");
  EXPECT_THAT(Find<v1::RateTable>([](sql::Transaction& txn) {
                return LoadRateTable(txn, "shops/1/carriers/b/rateTables/t");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(RateTableStoreTest, ListsThoseOfACarrierOrOfAll) {
  for (const char* id : {"b/rateTables/1", "a/rateTables/4", "a/rateTables/3", "b/rateTables/2"}) {
    ASSERT_OK(Insert(id));
  }
  const auto list = [&](const char* carrier, const RateTableKey& after, int limit) {
    return Ids<v1::RateTable>(
        [&](sql::Transaction& txn) { return ListRateTables(txn, "1", carrier, after, limit); });
  };
  EXPECT_THAT(list("", {}, 9), ElementsAre("3", "4", "1", "2"));
  EXPECT_THAT(list("", {"a", "4"}, 1), ElementsAre("1"));
  EXPECT_THAT(list("b", {}, 9), ElementsAre("1", "2"));
  EXPECT_THAT(list("b", {"b", "1"}, 9), ElementsAre("2"));
}

INSTANTIATE_TEST_SUITE_P(Databases, RateTableStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
