#include "services/logistics/handlers/rate/rate_table.h"

#include <string>
#include <vector>

#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RateTablesTest : public testing::LogisticsTest {};

TEST_P(RateTablesTest, AnImportReportsBadTablesAndGoesOn) {
  ASSERT_OK_AND_ASSIGN(v1::ImportRateTablesResponse response, ImportRateTables(R"pb(
                         parent: "shops/1"
                         rate_tables {
                           carrier_id: "none"
                           rate_table_id: "t"
                           rate_table { mode: EMS }
                         }
                         rate_tables {
                           carrier_id: "post"
                           rate_table_id: "sal"
                           rate_table {
                             mode: SAL
                             currency_code: "CNY"
                             zones { zone_id: "a" }
                             rates { zone_id: "a" }
                           }
                         }
                         rate_tables {
                           carrier_id: "road"
                           rate_table_id: "t"
                           rate_table {
                             mode: EMS
                             currency_code: "CNY"
                             zones { zone_id: "a" }
                             rates { zone_id: "a" }
                           }
                         }
                       )pb"));
  EXPECT_EQ(response.created_count(), 1);
  ASSERT_EQ(response.errors_size(), 2);
  EXPECT_EQ(response.errors(0).index(), 0);
  EXPECT_EQ(response.errors(1).index(), 2);
  EXPECT_EQ(response.errors(1).id(), "road/t");
}

TEST_P(RateTablesTest, AreListedOfOneCarrierOrAll) {
  auto request = ParseText<v1::ListRateTablesRequest>("parent: 'shops/1/carriers/-' page_size: 1");
  std::vector<std::string> names;
  for (const auto& page : Pages<v1::ListRateTablesResponse>(ListRateTables, request)) {
    for (const v1::RateTable& table : page.rate_tables()) names.push_back(table.name());
  }
  EXPECT_THAT(names, ElementsAre("shops/1/carriers/post/rateTables/ems",
                                 "shops/1/carriers/road/rateTables/road"));
  request = ParseText<v1::ListRateTablesRequest>("parent: 'shops/1/carriers/road'");
  ASSERT_OK_AND_ASSIGN(const auto page, Read<v1::ListRateTablesResponse>(ListRateTables, request));
  EXPECT_EQ(page.rate_tables_size(), 1);
  request.set_parent("shops/1/carriers/none");
  EXPECT_THAT(Read<v1::ListRateTablesResponse>(ListRateTables, request), HasReason("NOT_FOUND"));
  v1::GetRateTableRequest get;
  get.set_name("shops/1/carriers/road/rateTables/road");
  ASSERT_OK_AND_ASSIGN(auto table, Read<v1::RateTable>(GetRateTable, get));
  EXPECT_EQ(table.mode(), v1::Mode::COURIER_ROAD);
  get.set_name("shops/1/carriers/road/rateTables/none");
  EXPECT_THAT(Read<v1::RateTable>(GetRateTable, get), HasReason("NOT_FOUND"));
}

// The rules of the fields count for each table, since the adapter leaves them to the handler.
TEST_P(RateTablesTest, FieldsOfEachTableAreChecked) {
  const std::string good = "mode: EMS currency_code: 'CNY' zones { zone_id: 'a' } ";
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"currency_code: 'CNY' zones { zone_id: 'a' } rates { zone_id: 'a' }", "mode"},
      {"mode: EMS currency_code: 'cny' zones { zone_id: 'a' } rates { zone_id: 'a' }",
       "currency_code"},
      {"mode: EMS currency_code: 'CNY' rates { zone_id: 'a' }", "zones"},
      {good, "rates"},
      {good + "rates { zone_id: 'a' } zones { region_codes: 'GB' }", "zone_id"},
      {good + "rates { zone_id: 'a' first_minor: -1 }", "first_minor"},
      {good + "rates { zone_id: 'a' bands { price_minor: -1 } }", "price_minor"},
      {good + "rates { zone_id: 'a' } surcharges { fixed_minor: 1 }", "code"},
      {good + "rates { zone_id: 'a' } insurance { bps: 10001 }", "bps"},
      {good + "rates { zone_id: 'a' } max_grams: -1", "max_grams"}};
  v1::ImportRateTablesRequest request;
  request.set_parent("shops/1");
  for (const auto& [table, field] : bad) {
    v1::ImportRateTable& row = *request.add_rate_tables();
    row.set_carrier_id("post");
    row.set_rate_table_id("t");
    *row.mutable_rate_table() = ParseText<v1::RateTable>(table);
  }
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Write<v1::ImportRateTablesResponse>(handlers::ImportRateTables, request));
  EXPECT_EQ(response.created_count(), 0);
  ASSERT_EQ(response.errors_size(), static_cast<int>(bad.size()));
  for (size_t i = 0; i < bad.size(); ++i) {
    EXPECT_THAT(response.errors(i).message(), HasSubstr(bad[i].second)) << bad[i].first;
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, RateTablesTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
