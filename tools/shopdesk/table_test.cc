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

TEST(TableTest, LongTextsAreCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "字";
  CaptureStdout();
  PrintTable({"a.summary"}, {{{"a", {{"summary", text}}}}, {{"a", {{"summary", "two\nlines"}}}}});
  EXPECT_EQ(GetCapturedStdout(), "a.summary\n" + text.substr(0, 28 * 3) + "...\ntwo lines\n");
}

TEST(TableTest, WhatIsCopiedIsNeverCut) {
  const std::string name = "shops/retail/orders/" + std::string(200, '7');
  CaptureStdout();
  PrintTable({"name", "b"}, {{{"name", name}, {"b", "1"}}});
  EXPECT_EQ(GetCapturedStdout(),
            "name" + std::string(name.size() - 4, ' ') + "  b\n" + name + "  1\n");
}

TEST(TableTest, MoneyIsInMajorUnitsWithItsCurrency) {
  const Json order = {{"total", {{"currency_code", "CNY"}, {"minor", "1234"}}},
                      {"freight", {{"currency_code", "JPY"}, {"minor", "1234"}}},
                      {"gift", {{"currency_code", "CNY"}}},
                      {"refunded_minor", "50"}};
  EXPECT_EQ(Cell(order, "total"), "12.34 CNY");
  EXPECT_EQ(Cell(order, "freight"), "1234 JPY");
  EXPECT_EQ(Cell(order, "gift"), "0.00 CNY");
  EXPECT_EQ(Cell(order, "refunded_minor"), "0.50 CNY");
  EXPECT_EQ(Cell(Json{{"lines", {order, order}}}, "lines.total"), "12.34 CNY, 12.34 CNY");
  EXPECT_EQ(Cell(Json{{"sales_minor", "1234"}, {"currency_code", "KWD"}}, "sales_minor"),
            "1.234 KWD");
  EXPECT_EQ(Cell(Json{{"sales_minor", "1234"}}, "sales_minor"), "1234");
  CaptureStdout();
  PrintTable({"refunded_minor"}, {order});
  EXPECT_EQ(GetCapturedStdout(), "refunded\n0.50 CNY\n");
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
