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
using shopdesk::testing::IsOkAndHolds;
using ::testing::HasSubstr;

TEST(ImportNegotiatedTest, ReadsARow) {
  auto table = OpenNegotiatedRates(TestImport(
      "negotiated.csv",
      "carrier_id,negotiated_rate_id,mode,discount_bps,floor_minor,currency_code,valid_from,"
      "valid_until,agent,contract\n"
      "sf,2030,COURIER_AIR,1500,900,CNY,2030-01-01,2031-01-01T00:00:00Z,4001,A-17\n"));
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  const auto row = ReadNegotiatedRateRow(absl::FixedTimeZone(8 * 3600), *table);
  EXPECT_THAT(table->RowStatus(), IsOk());
  EXPECT_THAT(row, EqualsProto(R"pb(
                carrier_id: "sf"
                negotiated_rate_id: "2030"
                negotiated_rate {
                  mode: COURIER_AIR
                  discount_bps: 1500
                  floor_minor: 900
                  currency_code: "CNY"
                  valid_time {
                    start_time { seconds: 1893427200 }
                    end_time { seconds: 1924992000 }
                  }
                  agent: "4001"
                  contract: "A-17"
                })pb"));
}

TEST(ImportNegotiatedTest, SaysWhichCellIsWrong) {
  const auto wrong = [](const char* column, const char* cell) {
    auto table = OpenNegotiatedRates(
        TestImport("negotiated.csv", absl::StrCat("carrier_id,", column, "\nsf,", cell, "\n")));
    EXPECT_THAT(table, IsOk());
    EXPECT_THAT(table->Next(), IsOkAndHolds(true));
    ReadNegotiatedRateRow(absl::UTCTimeZone(), *table);
    return std::string(table->RowStatus().message());
  };
  EXPECT_THAT(wrong("mode", "BICYCLE"), HasSubstr("line 2, column mode: must be one of"));
  EXPECT_THAT(wrong("discount_bps", "a tenth"), HasSubstr("line 2, column discount_bps"));
  EXPECT_THAT(wrong("valid_from", "soon"), HasSubstr("line 2, column valid_from: must be a date"));
}

}  // namespace
}  // namespace shopdesk::cli
