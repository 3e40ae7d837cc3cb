#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_rows.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::IsOk;
using shopdesk::testing::IsOkAndHolds;
using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;

// What is wrong in a file's first row, apart from its mode.
std::string ErrorOfRow(const std::string& column, const std::string& cell) {
  auto table = OpenRates(WriteTestFile("rates.csv", "mode," + column + "\nEMS," + cell + "\n"));
  EXPECT_THAT(table, IsOk());
  EXPECT_THAT(table->Next(), IsOkAndHolds(true));
  logistics::v1::RateTable rates = ReadRateTable(*table);
  AddZone(*table, rates);
  return std::string(table->RowStatus().message());
}

TEST(ImportRatesTest, ReadsATableAndItsZone) {
  auto table = OpenRates(WriteTestFile(
      "rates.csv",
      "mode,currency_code,valid_from,valid_until,rounding,rounding_grams,insurance,surcharges,"
      "zone_id,administrative_areas,first_grams,first_minor,bands,promised_hours\n"
      "EMS,CNY,2026-03-01,2026-04-01T00:00:00+08:00,UP,500,100:0:100:0,fuel:0:300:near|far,"
      "near,31;上海市,1000,600,500:400;1000:600,48\n"));
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  logistics::v1::RateTable rates = ReadRateTable(*table);
  AddZone(*table, rates);
  EXPECT_THAT(table->RowStatus(), IsOk());
  EXPECT_THAT(rates, EqualsProto(R"pb(
                mode: EMS
                currency_code: "CNY"
                valid_time {
                  start_time { seconds: 1772323200 }
                  end_time { seconds: 1774972800 }
                }
                rounding: UP
                rounding_grams: 500
                insurance { basis_points: 100 minimum_minor: 100 }
                surcharges { code: "fuel" basis_points: 300 zone_ids: "near" zone_ids: "far" }
                zones { zone_id: "near" administrative_areas: "31" administrative_areas: "上海市" }
                rates {
                  zone_id: "near"
                  first_grams: 1000
                  first_minor: 600
                  bands { up_to_grams: 500 price_minor: 400 }
                  bands { up_to_grams: 1000 price_minor: 600 }
                  promised_hours: 48
                })pb"));
}

TEST(ImportRatesTest, AZoneWithoutPricesHasNoRate) {
  auto table = OpenRates(WriteTestFile("rates.csv", "mode,zone_id,region_codes\nEMS,far,AQ\n"));
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  logistics::v1::RateTable rates;
  AddZone(*table, rates);
  EXPECT_THAT(rates, EqualsProto(R"pb(zones { zone_id: "far" region_codes: "AQ" })pb"));
}

TEST(ImportRatesTest, SaysWhichCellIsWrong) {
  EXPECT_EQ(ErrorOfRow("zone_id", "near"), "");
  EXPECT_THAT(ErrorOfRow("valid_from", "soon"), HasSubstr("column valid_from: must be a date"));
  EXPECT_THAT(ErrorOfRow("rounding", "DOWN"), HasSubstr("must be empty, UP or COURIER"));
  EXPECT_THAT(ErrorOfRow("max_grams", "heavy"), HasSubstr("column max_grams"));
  EXPECT_THAT(ErrorOfRow("insurance", "100:0"), HasSubstr("must have 4 numbers"));
  EXPECT_THAT(ErrorOfRow("cod_fee", "1:2:3:x"), HasSubstr("column cod_fee: must be whole numbers"));
  EXPECT_THAT(ErrorOfRow("surcharges", "fuel:3"), HasSubstr("must be code:fixed_minor"));
  EXPECT_THAT(ErrorOfRow("bands", "500"), HasSubstr("column bands: must have 2 numbers"));
}

// The file is refused before its first page is sent: nobody listens here.
TEST(ImportRatesTest, TheRowsOfATableMustAgree) {
  Suite suite;
  suite.Connect();
  const std::string file = WriteTestFile("rates.csv",
                                         "carrier_id,rate_table_id,mode,currency_code,zone_id\n"
                                         "yto,a,EMS,CNY,near\nyto,a,EMS,USD,far\n");
  const auto summary = ImportRates(suite, "demo", file);
  EXPECT_THAT(summary, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(summary.status().message()),
              HasSubstr("line 3, column rate_table_id: the table's columns must be the same"));
}

}  // namespace
}  // namespace shopdesk::cli
