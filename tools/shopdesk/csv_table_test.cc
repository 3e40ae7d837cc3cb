#include "tools/shopdesk/csv_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::IsOk;
using shopdesk::testing::IsOkAndHolds;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

TEST(CsvTableTest, ReadsCellsByColumn) {
  auto table = CsvTable::Open(WriteTestFile("a.csv", "n,flag,list\n-7,true,a;b\n,,\n"),
                              {"list", "flag", "n", "absent"});
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(table->line(), 2);
  EXPECT_EQ(table->Integer("n"), -7);
  EXPECT_TRUE(table->Boolean("flag"));
  EXPECT_THAT(table->List("list"), ElementsAre("a", "b"));
  EXPECT_EQ(table->Text("absent"), "");
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(table->Integer("n"), 0);
  EXPECT_FALSE(table->Boolean("flag"));
  EXPECT_THAT(table->List("list"), IsEmpty());
  EXPECT_THAT(table->RowStatus(), IsOk());
  EXPECT_THAT(table->Next(), IsOkAndHolds(false));
}

TEST(CsvTableTest, TheFirstThingWrongInARowIsItsStatus) {
  auto table =
      CsvTable::Open(WriteTestFile("a.csv", "n,flag\nx,maybe\n1.5,yes\n3,maybe\n"), {"n", "flag"});
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(table->Integer("n"), 0);
  table->Boolean("flag");
  EXPECT_THAT(table->RowStatus(), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(MessageOf(table->RowStatus()), "line 2, column n: must be a whole number, got \"x\"");
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_THAT(table->RowStatus(), IsOk());
  table->Integer("n");
  EXPECT_THAT(MessageOf(table->RowStatus()), HasSubstr("line 3, column n"));
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  table->Boolean("flag");
  EXPECT_EQ(MessageOf(table->RowStatus()),
            "line 4, column flag: must be true or false, got \"maybe\"");
}

TEST(CsvTableTest, AShortRowIsFilledUpAndALongOneRefused) {
  auto table = CsvTable::Open(WriteTestFile("a.csv", "a,b\n1\n1,2,3\n"), {"a", "b"});
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(table->Text("b"), "");
  EXPECT_THAT(table->RowStatus(), IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_THAT(MessageOf(table->RowStatus()), HasSubstr("line 3: has 3 fields, the first row 2"));
}

TEST(CsvTableTest, TheHeaderMayHaveAByteOrderMark) {
  auto table = CsvTable::Open(WriteTestFile("a.csv", "\xef\xbb\xbfn\n4\n"), {"n"});
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(table->Integer("n"), 4);
}

TEST(CsvTableTest, RefusesAnUnknownColumnUnlessItIsIgnored) {
  const std::string file = WriteTestFile("a.csv", "n,typo\n1,2\n");
  EXPECT_THAT(MessageOf(CsvTable::Open(file, {"n", "m"}).status()),
              HasSubstr("unknown column \"typo\"; known are n, m"));
  auto table = CsvTable::Open(file, {}, /*ignore_unknown=*/true);
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(table->Text("typo"), "2");
}

TEST(CsvTableTest, RefusesAnEmptyFileAndAMissingOne) {
  EXPECT_THAT(CsvTable::Open(WriteTestFile("a.csv", ""), {"n"}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(CsvTable::Open("/nowhere/x.csv", {"n"}).status(),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::cli
