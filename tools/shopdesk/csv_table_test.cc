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

TEST(CsvTableTest, AShortRowAndALongOneAreRefused) {
  auto table = CsvTable::Open(WriteTestFile("a.csv", "a,b\n1\n1,2,3\n1,2\n"), {"a", "b"});
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(table->Text("b"), "");
  EXPECT_THAT(MessageOf(table->RowStatus()), HasSubstr("line 2: has 1 fields, the first row 2"));
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_THAT(MessageOf(table->RowStatus()), HasSubstr("line 3: has 3 fields, the first row 2"));
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_THAT(table->RowStatus(), IsOk());
}

TEST(CsvTableTest, ColumnsAreInAnyCaseAndHaveOtherNames) {
  auto table = CsvTable::Open(WriteTestFile("a.csv", " HANDLE ,price\nmug,5\n"),
                              {"Handle|URL handle", "Variant Price|Price", "Title"});
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(table->Text("Handle"), "mug");
  EXPECT_EQ(table->Integer("Variant Price"), 5);
  EXPECT_TRUE(table->Has("variant price"));
  EXPECT_FALSE(table->Has("Title"));
}

TEST(CsvTableTest, RefusesAColumnThatStandsTwiceAndOtherSeparators) {
  EXPECT_THAT(MessageOf(CsvTable::Open(WriteTestFile("a.csv", "Price,n,price\n"),
                                       {"n", "Variant Price|Price"})
                            .status()),
              HasSubstr("has the column \"price\" twice"));
  EXPECT_THAT(MessageOf(CsvTable::Open(WriteTestFile("b.csv", "n;m\n1;2\n"), {"n", "m"}).status()),
              HasSubstr("save it as CSV separated by commas"));
}

TEST(CsvTableTest, TakesOffTheApostropheOfANumberOnly) {
  auto table =
      CsvTable::Open(WriteTestFile("a.csv", "n,phone,title\n'0123,'+86 571-888,'90s\n'-7,',''5\n"),
                     {"n", "phone", "title"});
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(table->Text("n"), "0123");
  EXPECT_EQ(table->Text("phone"), "+86 571-888");
  EXPECT_EQ(table->Text("title"), "'90s");
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(table->Integer("n"), -7);
  EXPECT_EQ(table->Text("phone"), "'");
  EXPECT_EQ(table->Text("title"), "''5");
}

TEST(CsvTableTest, ARowThatDoesNotFitTheEncodingIsRefused) {
  auto table = CsvTable::Open(WriteTestFile("a.csv", "n\nñ\n\xf1\n"), {"n"}, {.encoding = "UTF-8"});
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_THAT(table->RowStatus(), IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_THAT(MessageOf(table->RowStatus()), HasSubstr("line 3: is not UTF-8"));
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
  auto table = CsvTable::Open(file, {"n"}, {.ignore_unknown = true});
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  EXPECT_EQ(table->Text("n"), "1");
  EXPECT_FALSE(table->Has("typo"));
}

TEST(CsvTableTest, RefusesAnEmptyFileAndAMissingOne) {
  EXPECT_THAT(CsvTable::Open(WriteTestFile("a.csv", ""), {"n"}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(CsvTable::Open("/nowhere/x.csv", {"n"}).status(),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::cli
