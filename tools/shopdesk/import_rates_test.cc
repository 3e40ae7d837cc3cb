#include "absl/strings/str_cat.h"
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// What a file has: its tables, or why not.
struct Rates {
  explicit Rates(const std::string& csv, const absl::TimeZone& zone = absl::UTCTimeZone()) {
    const auto add = [this](logistics::v1::ImportRateTable table, int64_t) {
      all.push_back(std::move(table));
      return absl::OkStatus();
    };
    EXPECT_THAT(ReadRates(TestImport("rates.csv", csv), zone, add, summary), IsOk());
  }

  std::vector<logistics::v1::ImportRateTable> all;
  ImportSummary summary;
};

// What is wrong in a row with these cells; empty if nothing is.
std::string ErrorOfRow(const std::string& columns, const std::string& cells) {
  const Rates rates(absl::StrCat("mode,currency_code,", columns, "\nEMS,CNY,", cells, "\n"));
  EXPECT_EQ(rates.all.size() + rates.summary.errors.size(), 1);
  return rates.summary.errors.empty() ? "" : rates.summary.errors[0];
}

TEST(ImportRatesTest, WhatIsPaidUninsuredHasALimitWhereOneIsGiven) {
  const Rates rates(
      "carrier_id,rate_table_id,mode,currency_code,uninsured_cap_minor,zone_id,first_grams,"
      "first_minor\n"
      "ems,a,EMS,CNY,30000,cn,1000,600\n"
      "ems,b,EMS,CNY,,cn,1000,600\n");
  ASSERT_THAT(rates.all, SizeIs(2));
  EXPECT_EQ(rates.all[0].rate_table().uninsured_cap_minor(), 30000);
  EXPECT_FALSE(rates.all[1].rate_table().has_uninsured_cap_minor());
}

TEST(ImportRatesTest, ReadsATableAndItsZone) {
  const Rates rates(
      "carrier_id,rate_table_id,mode,currency_code,valid_from,valid_until,rounding,rounding_grams,"
      "insurance,surcharges,zone_id,administrative_areas,first_grams,first_minor,bands,"
      "promised_hours\n"
      "ems,a,EMS,CNY,2026-03-01,2026-04-01T00:00:00+08:00,UP,500,100:0:100,fuel:0:300:near|far,"
      "near,31;上海市,1000,600,500:400;1000:600,48\n");
  ASSERT_THAT(rates.all, SizeIs(1));
  EXPECT_THAT(
      rates.all[0], EqualsProto(R"pb(
        carrier_id: "ems"
        rate_table_id: "a"
        rate_table {
          mode: EMS
          currency_code: "CNY"
          valid_time {
            start_time { seconds: 1772323200 }
            end_time { seconds: 1774972800 }
          }
          rounding: UP
          rounding_grams: 500
          insurance { bps: 100 minimum_minor: 100 }
          surcharges { code: "fuel" bps: 300 zone_ids: "near" zone_ids: "far" }
          zones { zone_id: "near" administrative_areas: "31" administrative_areas: "上海市" }
          rates {
            zone_id: "near"
            first_grams: 1000
            first_minor: 600
            bands { up_to_grams: 500 price_minor: 400 }
            bands { up_to_grams: 1000 price_minor: 600 }
            promised_hours: 48
          }
        })pb"));
}

TEST(ImportRatesTest, ATableCountsFromItsOrigins) {
  const Rates rates(
      "rate_table_id,mode,currency_code,origins,zone_id\n"
      "a,EMS,CNY,CN/浙江省/杭州市;CN/31;GB;US//Reno,near\na,EMS,CNY,CN/浙江省/杭州市;CN/31;GB;US//"
      "Reno,"
      "far\nb,EMS,CNY,,near\n");
  ASSERT_THAT(rates.all, SizeIs(2));
  const logistics::v1::RateTable& table = rates.all[0].rate_table();
  ASSERT_THAT(table.origins(), SizeIs(4));
  EXPECT_THAT(table.origins(0), EqualsProto(R"pb(region_code: "CN"
                                                 administrative_area: "浙江省"
                                                 locality: "杭州市")pb"));
  EXPECT_THAT(table.origins(1), EqualsProto(R"pb(region_code: "CN" administrative_area: "31")pb"));
  EXPECT_THAT(table.origins(2), EqualsProto(R"pb(region_code: "GB")pb"));
  EXPECT_THAT(table.origins(3), EqualsProto(R"pb(region_code: "US" locality: "Reno")pb"));
  EXPECT_THAT(rates.all[1].rate_table().origins(), IsEmpty());
  EXPECT_THAT(ErrorOfRow("origins", "/浙江省"),
              HasSubstr("column origins: must be country[/province[/city]]"));
  EXPECT_THAT(ErrorOfRow("origins", "CN/a/b/c"), HasSubstr("column origins"));
}

TEST(ImportRatesTest, FreightByTheKilogrammeAndTheValueThatItIsFor) {
  const Rates rates(
      "mode,currency_code,bands,zone_min_value_minor,zone_max_value_minor\n"
      "ROAD_FREIGHT,CNY,50000:3000;200000:0:70;:0:50,5001,25000\n");
  ASSERT_THAT(rates.all, SizeIs(1));
  ASSERT_THAT(rates.all[0].rate_table().rates(), SizeIs(1));
  EXPECT_THAT(rates.all[0].rate_table().rates(0), EqualsProto(R"pb(
                bands { up_to_grams: 50000 price_minor: 3000 }
                bands { up_to_grams: 200000 per_gram_milli_minor: 70 }
                bands { per_gram_milli_minor: 50 }
                max_value_minor: 25000
                min_value_minor: 5001
              )pb"));
}

TEST(ImportRatesTest, ADateBeginsAtTheShopsMidnight) {
  absl::TimeZone shanghai;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &shanghai));
  const Rates rates("mode,currency_code,valid_from,first_minor\nEMS,CNY,2026-03-01,600\n",
                    shanghai);
  ASSERT_THAT(rates.all, SizeIs(1));
  EXPECT_EQ(rates.all[0].rate_table().valid_time().start_time().seconds(), 1772323200 - 8 * 3600);
}

TEST(ImportRatesTest, AZoneWithoutPricesHasNoRate) {
  const Rates rates("mode,currency_code,zone_id,region_codes,first_minor\nEMS,CNY,far,AQ,\n");
  ASSERT_THAT(rates.all, SizeIs(1));
  EXPECT_THAT(rates.all[0].rate_table().rates(), IsEmpty());
  EXPECT_THAT(rates.all[0].rate_table().zones(0),
              EqualsProto(R"pb(zone_id: "far" region_codes: "AQ")pb"));
}

TEST(ImportRatesTest, WhatIsFreeSaysSo) {
  EXPECT_THAT(
      ErrorOfRow("zone_id,first_grams,first_minor", "near,1000,"),
      HasSubstr("column first_minor: must be a price (0: free) where first_grams is given"));
  EXPECT_THAT(ErrorOfRow("zone_id,first_minor,step_grams,step_minor", "near,600,500,"),
              HasSubstr("column step_minor: must be a price"));
  EXPECT_THAT(ErrorOfRow("zone_id,promised_hours", "near,48"),
              HasSubstr("column first_minor: must be a price"));
  EXPECT_THAT(ErrorOfRow("zone_id,free_over_minor", "near,9900"),
              HasSubstr("column first_minor: must be a price"));
  EXPECT_EQ(ErrorOfRow("zone_id,first_grams,first_minor", "near,1000,0"), "");
  EXPECT_EQ(ErrorOfRow("zone_id,per_piece_minor,promised_hours", "near,500,48"), "");
}

TEST(ImportRatesTest, ARowWithTooFewFieldsRefusesItsTable) {
  const Rates rates(
      "carrier_id,rate_table_id,mode,currency_code,zone_id,first_grams,first_minor\n"
      "yto,a,EMS,CNY,near,1000,600\nyto,a,EMS,CNY,far,1000\nyto,b,EMS,CNY,near,1000,600\n");
  ASSERT_THAT(rates.all, SizeIs(1));
  EXPECT_EQ(rates.all[0].rate_table_id(), "b");
  EXPECT_EQ(rates.summary.refused, 1);
  EXPECT_THAT(rates.summary.errors, ElementsAre("line 3: has 6 fields, the first row 7"));
}

TEST(ImportRatesTest, RowsOfATableNeedNotStandTogether) {
  const Rates rates(
      "carrier_id,rate_table_id,mode,currency_code,zone_id,first_minor\n"
      "yto,a,EMS,CNY,near,600\nyto,b,EMS,CNY,near,700\nyto,a,EMS,CNY,far,900\n");
  ASSERT_THAT(rates.all, SizeIs(2));
  EXPECT_EQ(rates.all[0].rate_table_id(), "b");
  EXPECT_THAT(rates.all[1].rate_table().zones(), SizeIs(2));
  EXPECT_EQ(rates.all[1].rate_table().rates(1).first_minor(), 900);
}

TEST(ImportRatesTest, SaysWhichCellIsWrong) {
  EXPECT_EQ(ErrorOfRow("zone_id", "near"), "");
  EXPECT_THAT(ErrorOfRow("valid_from", "soon"), HasSubstr("column valid_from: must be a date"));
  EXPECT_THAT(ErrorOfRow("rounding", "DOWN"), HasSubstr("must be empty, UP or COURIER"));
  EXPECT_THAT(ErrorOfRow("max_grams", "heavy"), HasSubstr("column max_grams"));
  EXPECT_THAT(ErrorOfRow("insurance", "100:0"), HasSubstr("must have 3 numbers"));
  EXPECT_THAT(ErrorOfRow("cod_fee", "1:2:3:x"), HasSubstr("column cod_fee: must be whole numbers"));
  EXPECT_THAT(ErrorOfRow("surcharges", "fuel:3"), HasSubstr("must be code:fixed_minor"));
  EXPECT_THAT(ErrorOfRow("bands", "500"), HasSubstr("column bands: must have 2 numbers"));
  EXPECT_THAT(Rates("mode,currency_code\nEMS,RMB\n").summary.errors,
              ElementsAre(HasSubstr("column currency_code: \"RMB\" is no currency of ISO 4217, use "
                                    "CNY")));
}

TEST(ImportRatesTest, TheRowsOfATableMustAgree) {
  const Rates rates(
      "carrier_id,rate_table_id,mode,currency_code,zone_id\n"
      "yto,a,EMS,CNY,near\nyto,a,EMS,USD,far\nyto,a,EMS,CNY,world\n");
  EXPECT_THAT(rates.all, IsEmpty());
  EXPECT_THAT(
      rates.summary.errors,
      ElementsAre(HasSubstr("line 3, column rate_table_id: the table's columns must be the same")));
}

}  // namespace
}  // namespace shopdesk::cli
