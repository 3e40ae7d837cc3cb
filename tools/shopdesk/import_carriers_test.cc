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
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The status of a file's first row.
absl::Status StatusOfRow(const std::string& csv) {
  auto table = OpenCarriers(TestImport("carriers.csv", csv));
  if (!table.ok()) return table.status();
  EXPECT_THAT(table->Next(), IsOkAndHolds(true));
  ReadCarrierRow(*table);
  return table->RowStatus();
}

TEST(ImportCarriersTest, ReadsARow) {
  auto table = OpenCarriers(TestImport(
      "carriers.csv",
      "carrier_id,display_name,modes,cod_capable,waybill_rules,kuaidi100_code\n"
      "yto,圆通速递,COURIER_ROAD;COURIER_AIR,true,none:YT[0-9]{13} luhn:[0-9]{12},yuantong\n"));
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  const logistics::v1::ImportCarrier row = ReadCarrierRow(*table);
  EXPECT_THAT(table->RowStatus(), IsOk());
  EXPECT_THAT(row, EqualsProto(R"pb(
                carrier_id: "yto"
                carrier {
                  display_name: "圆通速递"
                  modes: [ COURIER_ROAD, COURIER_AIR ]
                  cod_capable: true
                  waybill_rules { check: "none" pattern: "YT[0-9]{13}" }
                  waybill_rules { check: "luhn" pattern: "[0-9]{12}" }
                  kuaidi100_code: "yuantong"
                })pb"));
}

TEST(ImportCarriersTest, SaysWhichCellIsWrong) {
  EXPECT_THAT(std::string(StatusOfRow("carrier_id,modes\nyto,BICYCLE\n").message()),
              HasSubstr("line 2, column modes: must be one of SURFACE_MAIL, EXPRESS_MAIL"));
  EXPECT_THAT(std::string(StatusOfRow("carrier_id,cod_capable\nyto,perhaps\n").message()),
              HasSubstr("line 2, column cod_capable: must be true or false"));
  EXPECT_THAT(std::string(StatusOfRow("carrier_id,waybill_rules\nyto,YT[0-9]+\n").message()),
              HasSubstr("line 2, column waybill_rules: must be check:pattern"));
  EXPECT_THAT(std::string(StatusOfRow("carrier_id,colour\nyto,red\n").message()),
              HasSubstr("unknown column \"colour\""));
}

TEST(ImportCarriersTest, ReadsWhatChineseSpreadsheetsWrite) {
  auto table = OpenCarriers(TestImport(
      "carriers.csv", "carrier_id,display_name\nyto,\xd4\xb2\xcd\xa8\xcb\xd9\xb5\xdd\n"));
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(ReadCarrierRow(*table).carrier().display_name(), "圆通速递");
}

// No page is sent: nobody listens here.
TEST(ImportCarriersTest, EveryWrongRowIsTold) {
  Suite suite;
  ASSERT_TRUE(suite.Connect().ok());
  ImportSummary summary;
  const std::string csv = "carrier_id,modes\nyto,BICYCLE\nsto\n";
  EXPECT_THAT(ImportCarriers(suite, TestImport("carriers.csv", csv), summary), IsOk());
  EXPECT_EQ(summary.refused, 2);
  EXPECT_THAT(summary.errors, ElementsAre(HasSubstr("line 2, column modes"),
                                          HasSubstr("line 3: has 1 fields, the first row 2")));
  EXPECT_THAT(ImportCarriers(suite, {.file = "/nowhere/carriers.csv"}, summary),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::cli
