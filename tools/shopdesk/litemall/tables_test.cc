#include "tools/shopdesk/litemall/tables.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

class LitemallTableTest : public ::testing::Test {
 protected:
  LitemallTableTest() {
    const ::testing::TestInfo& test = *::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = absl::StrCat(::testing::TempDir(), "LitemallTableTest.", test.name());
    std::filesystem::create_directories(folder_);
  }
  absl::StatusOr<LitemallTable> Read(const std::string& text) {
    std::ofstream(folder_ + "/goods.csv") << text;
    return ReadTable(folder_, "goods", {"id", "name"});
  }

  std::string folder_;
};

TEST_F(LitemallTableTest, RowsHaveTheirLinesAndCells) {
  const auto table = Read("id,name,note\n1,Cup,\n2,\"Two\nlines\",x\n3,,y\n");
  ASSERT_OK(table);
  ASSERT_THAT(table->rows, SizeIs(3));
  EXPECT_EQ(table->rows[0].line, 2);
  EXPECT_EQ(table->rows[0]["name"], "Cup");
  EXPECT_EQ(table->rows[0]["price"], "") << "a column that the table hasn't";
  EXPECT_EQ(table->rows[1]["name"], "Two\nlines");
  EXPECT_THAT(table->filled, ElementsAre(Pair("id", 3), Pair("name", 2), Pair("note", 2)));
}

TEST_F(LitemallTableTest, RowsByAColumnKeepTheirOrder) {
  const auto table = Read("id,name\n1,Cup\n2,Pot\n3,Cup\n");
  ASSERT_OK(table);
  const auto rows = RowsBy(*table, "name");
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_THAT(rows.at("Cup"), ElementsAre(&table->rows[0], &table->rows[2]));
}

TEST_F(LitemallTableTest, ErrorsNameFileAndLine) {
  EXPECT_THAT(Read("id,title\n1,Cup\n"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Read("id,title\n").status().message(), HasSubstr("goods.csv has no column \"name\""));
  EXPECT_THAT(Read("").status().message(), HasSubstr("goods.csv has no column \"id\""));
  const absl::Status narrow = Read("id,name\n1,Cup\n2\n").status();
  EXPECT_THAT(narrow, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(narrow.message(), HasSubstr("goods.csv, line 3: has 1 fields, the first row 2"));
}

TEST_F(LitemallTableTest, AMissingFileIsNamed) {
  EXPECT_THAT(ReadTable(folder_, "none", {"id"}).status().message(), HasSubstr("none.csv"));
}

}  // namespace
}  // namespace shopdesk::cli
