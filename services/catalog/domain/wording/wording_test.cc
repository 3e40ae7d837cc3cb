#include "services/catalog/domain/wording/wording.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using type::v1::WordingLevel;

constexpr char kCard[] = R"pb(
  name: 'shops/s/products/p'
  title: '国家级毛毯'
  description: '<p>销量<b>第一</b></p>'
  attributes { key: 'material' values: '羊毛' values: '最佳羊毛' }
  selling_points: '柔软'
  selling_points: 'the best blanket'
  pictures { uri: 'http://x/最佳.png' alt_text: '独家图片' }
  skus {
    sku_id: '最佳'
    option_values { option: '颜色' value: '顶级灰' }
  }
)pb";

std::vector<std::string> HitsOf(const WordingReport& report) {
  std::vector<std::string> hits;
  for (const type::v1::WordingHit& hit : report.hits()) {
    hits.push_back(absl::StrCat(hit.field(), " ", hit.begin(), "-", hit.end(), " ", hit.term()));
  }
  return hits;
}

TEST(WordingTest, ReadsAllTextsOfACard) {
  const ShopWording wording(absl::nullopt);
  WordingReport report(wording);
  const auto product = ParseText<v1::Product>(kCard);
  ReportCard(product, "product.", report);
  EXPECT_THAT(
      HitsOf(report),
      ElementsAre("product.title 0-3 国家级", "product.description 3-10 销量第一",
                  "product.attributes[0].values[1] 0-2 最佳",
                  "product.selling_points[1] 0-8 the best", "product.pictures[0].alt_text 0-2 独家",
                  "product.skus[0].option_values[0].value 0-2 顶级"));
  EXPECT_EQ(report.level(), WordingLevel::A);
  EXPECT_FALSE(report.more());
}

TEST(WordingTest, AllowsWhatWasSaidBefore) {
  const ShopWording wording(absl::nullopt);
  const auto before = ParseText<v1::Product>(kCard);
  v1::Product after = before;
  after.set_description("<p>热销</p>");
  EXPECT_OK(CheckCard(wording, after, &before));
  const absl::Status all = CheckCard(wording, after);
  EXPECT_THAT(all, HasReason("PROHIBITED_WORDING"));
  EXPECT_THAT(ErrorMetadataOf(all, "hits"), HasSubstr("title 0-3 \"国家级\"; attributes[0]"));
  after.add_selling_points("抗癌");
  EXPECT_EQ(ErrorMetadataOf(CheckCard(wording, after, &before), "hits"),
            "selling_points[2] 0-2 \"抗癌\"");
}

// Errors travel in headers of a few kilobytes.
TEST(WordingTest, KeepsErrorsShort) {
  const ShopWording wording(absl::nullopt);
  v1::Product product;
  product.set_name("shops/s/products/p");
  std::string text;
  for (int i = 0; i < 1000; ++i) text.append("国*******************************家********级，");
  product.set_description(text);
  const absl::Status status = CheckCard(wording, product);
  EXPECT_THAT(status, HasReason("PROHIBITED_WORDING"));
  EXPECT_LT(status.message().size(), 2000U);
}

TEST(WordingTest, TellsOfEachLevelSoMany) {
  const ShopWording wording(absl::nullopt);
  WordingReport report(wording);
  for (int i = 0; i < 300; ++i) report.Add(absl::StrCat("t", i), "热销", false);
  report.Add("last", "国家级", false);
  EXPECT_EQ(report.hits().size(), 251);
  EXPECT_TRUE(report.more());
  EXPECT_EQ(report.level(), WordingLevel::A);
}

TEST(WordingTest, TakesTheShopsList) {
  const ShopWording wording(
      ParseText<v1::WordList>("terms { text: '隔壁店' level: B category: OTHER } exceptions: "
                              "'独家图片' off_terms: '国家级'"));
  WordingReport report(wording);
  report.Add("a", "国家级", false);
  report.Add("b", "独家图片 独家", false);
  report.Add("c", "比隔 壁 店好", false);
  EXPECT_THAT(HitsOf(report), ElementsAre("b 5-7 独家", "c 1-6 隔壁店"));
}

TEST(WordingTest, ChecksLists) {
  EXPECT_OK(CheckWordList(ParseText<v1::WordList>(
      "terms { text: '隔壁店' spellings: 'gbd' } exceptions: '第一次' off_terms: '热销'")));
  const absl::Status status = CheckWordList(
      ParseText<v1::WordList>(absl::StrCat("terms { text: '***' } terms { text: 'a' } terms { "
                                           "text: 'a' spellings: '!' } exceptions: '，' "
                                           "exceptions: '",
                                           std::string(101, 'x'), "' off_terms: '隔壁店'")));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  for (const char* field : {"terms[0].text", "terms[2].text", "terms[2].spellings[0]",
                            "exceptions[0]", "exceptions[1]", "off_terms[0]"}) {
    EXPECT_THAT(std::string(status.message()), HasSubstr(absl::StrCat("word_list.", field)));
  }
  EXPECT_TRUE(SameWordList(ParseText<v1::WordList>("name: 'n' etag: 'v1' exceptions: 'a'"),
                           ParseText<v1::WordList>("name: 'n' exceptions: 'a'")));
  EXPECT_FALSE(SameWordList(ParseText<v1::WordList>("exceptions: 'b'"),
                            ParseText<v1::WordList>("exceptions: 'a'")));
}

TEST(WordingTest, BoundsWhatIsCheckedAtOnce) {
  v1::CheckTextRequest request;
  request.add_texts()->set_text(std::string(999'999, 'a') + "最");
  EXPECT_OK(CheckTotalLength(request));
  request.add_texts()->set_text("a");
  EXPECT_THAT(CheckTotalLength(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
