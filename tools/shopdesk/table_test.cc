#include "tools/shopdesk/table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::cli {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::internal::CaptureStdout;
using ::testing::internal::GetCapturedStdout;

TEST(TableTest, CellsByPath) {
  const Json resource = {{"name", "n"},
                         {"total", {{"minor", "5"}}},
                         {"lines", {{{"sku", "a"}}, {{"sku", "b"}}}},
                         {"tags", {"x", "y"}},
                         {"open", true}};
  EXPECT_EQ(Cell(resource, "name"), "n");
  EXPECT_EQ(Cell(resource, "total.minor"), "5");
  EXPECT_EQ(Cell(resource, "total"), R"({"minor":"5"})");
  EXPECT_EQ(Cell(resource, "lines.sku"), "a, b");
  EXPECT_EQ(Cell(resource, "tags"), "x, y");
  EXPECT_EQ(Cell(resource, "open"), "true");
  EXPECT_EQ(Cell(resource, "none.minor"), "");
  EXPECT_EQ(Cell(resource, "name.minor"), "");
}

TEST(TableTest, ColumnsAreAlignedAsTheyAreShown) {
  CaptureStdout();
  PrintTable({"a", "b"}, {{{"a", "李四"}, {"b", "1"}}, {{"a", "é"}, {"b", "2"}}}, 2);
  EXPECT_EQ(GetCapturedStdout(), "  a     b\n  李四  1\n  é     2\n");
}

TEST(TableTest, LongCellsAreCutBetweenCharacters) {
  std::string name;
  for (int i = 0; i < 40; ++i) name += "字";
  CaptureStdout();
  PrintTable({"a"}, {{{"a", name}}, {{"a", "two\nlines"}}});
  EXPECT_EQ(GetCapturedStdout(), "a\n" + name.substr(0, 28 * 3) + "...\ntwo lines\n");
}

TEST(TableTest, CsvForSpreadsheets) {
  const std::vector<Json> rows = {
      {{"a", "=SUM(A1)"}, {"b", "x,\"y\"\nz"}},
      {{"a", "-5"}, {"b", "@me"}},
      {{"a", "+1"}, {"b", "a-b=c"}},
  };
  EXPECT_EQ(FormatCsv({"a", "b"}, rows),
            "\xef\xbb\xbf"
            "a,b\r\n'=SUM(A1),\"x,\"\"y\"\"\nz\"\r\n'-5,'@me\r\n'+1,a-b=c\r\n");
}

}  // namespace
}  // namespace shopdesk::cli
