#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/import_rows.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::IsOk;
using shopdesk::testing::IsOkAndHolds;
using ::testing::HasSubstr;

TEST(ImportBranchesTest, ReadsARow) {
  auto table = OpenBranches(TestImport(
      "branches.csv",
      "carrier_id,branch_id,display_name,locality,services,modes,districts,postal_code_prefixes\n"
      "yto,hz1,\"West Lake, "
      "north\",杭州市,DELIVERY;PICKUP_POINT,COURIER_ROAD,西湖区;上城区,3100\n"));
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  const logistics::v1::ImportBranch row = ReadBranchRow(*table);
  EXPECT_THAT(table->RowStatus(), IsOk());
  EXPECT_THAT(row, EqualsProto(R"pb(
                carrier_id: "yto"
                branch_id: "hz1"
                branch {
                  display_name: "West Lake, north"
                  locality: "杭州市"
                  services: [ DELIVERY, PICKUP_POINT ]
                  modes: COURIER_ROAD
                  districts: [ "西湖区", "上城区" ]
                  postal_code_prefixes: "3100"
                })pb"));
}

TEST(ImportBranchesTest, SaysWhichCellIsWrong) {
  auto table = OpenBranches(TestImport("branches.csv",
                                       "carrier_id,branch_id,services,modes\n"
                                       "yto,hz1,DELIVERY;JUGGLING,\n"
                                       "yto,hz2,DELIVERY,BICYCLE\n"));
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  ReadBranchRow(*table);
  EXPECT_THAT(std::string(table->RowStatus().message()), HasSubstr("line 2, column services"));
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  ReadBranchRow(*table);
  EXPECT_THAT(std::string(table->RowStatus().message()), HasSubstr("line 3, column modes"));
}

}  // namespace
}  // namespace shopdesk::cli
