#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/import_rows.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::SizeChart;
using shopdesk::testing::EqualsProto;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ImportSizesTest : public ::testing::Test {
 protected:
  void Read(const std::string& content) {
    const auto take = [&](SizeChart chart, int64_t) {
      charts_.push_back(std::move(chart));
      return absl::OkStatus();
    };
    EXPECT_OK(ReadSizes(TestImport("sizes.csv", content), take, summary_));
  }

  std::vector<SizeChart> charts_;
  ImportSummary summary_;
};

TEST_F(ImportSizesTest, ARowIsAMeasureOfASizeWithItsUnit) {
  Read(
      "category_id,brand,option,size,option_values,measure,from,to,ease\n"
      "shirts,A&B,尺码,S,小;small,CHEST,84cm,36.5in,4cm\n"
      "shirts,,,S,,HEIGHT,1.5m,1.6m,\n"
      "shirts,A&B,,M,,chest,37in,,\n"
      "shirts,A&B,,S,,WEIGHT,,60kg,\n");
  EXPECT_THAT(summary_.errors, IsEmpty());
  ASSERT_THAT(charts_, SizeIs(2));
  EXPECT_EQ(charts_[0].name(), "shops/demo/categories/shirts/sizeChart");
  EXPECT_THAT(charts_[1], EqualsProto(R"pb(
                name: "shops/demo/categories/shirts/brands/A%26B/sizeChart"
                option: "尺码"
                measures { measure: CHEST ease: 40 }
                measures { measure: WEIGHT }
                sizes {
                  size: "S"
                  option_values: "小"
                  option_values: "small"
                  ranges { measure: CHEST from: 840 to: 927 }
                  ranges { measure: WEIGHT to: 60000 }
                }
                sizes {
                  size: "M"
                  ranges { measure: CHEST from: 940 }
                })pb"));
}

TEST_F(ImportSizesTest, AWrongCellRefusesItsChart) {
  Read(
      "product_id,category_id,size,measure,from,to\n"
      "p,,M,CHEST,92,\n"
      "q,,M,GIRTH,92cm,\n"
      "r,c,M,CHEST,92cm,\n"
      "s,,M,CHEST,92cm,\n");
  ASSERT_THAT(charts_, SizeIs(1));
  EXPECT_EQ(charts_[0].name(), "shops/demo/products/s/sizeChart");
  EXPECT_EQ(summary_.refused, 3);
  EXPECT_THAT(summary_.errors,
              ElementsAre(HasSubstr("line 2, column from"), HasSubstr("line 3, column measure"),
                          HasSubstr("line 4, column product_id")));
}

}  // namespace
}  // namespace shopdesk::cli
