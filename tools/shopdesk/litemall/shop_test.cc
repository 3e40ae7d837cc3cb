#include "tools/shopdesk/litemall/shop.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/litemall/attribute_rules.h"
#include "tools/shopdesk/litemall/material_words.h"
#include "tools/shopdesk/litemall/suggestion_rules.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::AttributeDefinition;
using catalog::v1::Product;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kAttributeHeader[] =
    "attribute,key,display_name,type,unit,cut,words,units,pattern,materials\n";

constexpr char kNoCareRules[] = "field,pattern,symbol,topic,zh,en,es,pt\n";

constexpr char kNoFitRules[] = "field,title,pattern,kind,subject,from,to,consequence,zh,en,es,pt\n";
constexpr char kNoSizeRules[] = "field,title,pattern,measure,size,from,to\n";
constexpr char kNoSuggestionRules[] = "category,title,with_category,with_title,zh,en,es,pt\n";

// A shop with one category "1", one brand "7" and whatever goods a test adds.
class LitemallTest : public ::testing::Test {
 protected:
  LitemallTest() {
    const ::testing::TestInfo& test = *::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = absl::StrCat(::testing::TempDir(), "LitemallTest.", test.name());
    std::filesystem::create_directories(folder_);
    Write("litemall_category", "id,name,pid,deleted,icon\n2,被子,1,0,x\n1,床品,0,0,\n");
    Write("litemall_brand", "id,name,deleted\n7,内野,0\n");
    Write("attributes", absl::StrCat(kAttributeHeader,
                                     "重量,weight,重量,MEASURE,g,/,,g=1;kg=1000,,\n"
                                     "材质,composition,材质,TEXT,,,,,,true\n"
                                     "等级,grade,等级,CHOICE,,,一等品=first;合格品=fair,,,\n"
                                     "颜色,color,颜色,TEXT,,/、,,,[^0-9]+,\n"
                                     "goods.unit,sales_unit,单位,TEXT,,,,,,\n"));
    Write("materials", "word,material\n棉,棉\n羊毛皮,羊皮\n羊毛,羊毛\n背面,\n");
    Write("care_rules", kNoCareRules);
    Write("suitability_rules", kNoFitRules);
    Write("size_rules", kNoSizeRules);
    Write("suggestion_rules", kNoSuggestionRules);
    Write("care_guides", "material,symbols,topic,zh,en,es,pt\n");
    Goods(
        "10,10,毯,2,7,\"[\"\"https://x/2.jpg\"\",\"\"https://x/1.jpg\"\"]\",,软,1,https://x/1.jpg,"
        "0,0,件,9.00,5.00,<p>,0\n");
    Attributes("");
    Skus("100,10,\"[\"\"大\"\",\"\"红\"\"]\",5.00,30,https://x/3.jpg,0\n");
    Write("litemall_goods_specification",
          "id,goods_id,specification,value,deleted\n1,10,尺寸,大,0\n2,10,颜色,红,0\n3,10,颜色,蓝,"
          "0\n");
  }

  void Write(const std::string& name, const std::string& content) {
    std::ofstream(absl::StrCat(folder_, "/", name, ".csv"), std::ios::binary) << content;
  }
  void Goods(const std::string& rows) {
    Write("litemall_goods",
          absl::StrCat("id,goods_sn,name,category_id,brand_id,gallery,keywords,brief,is_on_sale,"
                       "pic_url,is_new,is_hot,unit,counter_price,retail_price,detail,deleted\n",
                       rows));
  }
  // Rows of goods "10": attribute,value,deleted.
  void Attributes(const std::string& rows) {
    Write("litemall_goods_attribute", absl::StrCat("id,goods_id,attribute,value,deleted\n", rows));
  }
  void Skus(const std::string& rows) {
    Write("litemall_goods_product",
          absl::StrCat("id,goods_id,specifications,price,number,url,deleted\n", rows));
  }
  absl::StatusOr<LitemallShop> Read() {
    return ReadLitemall({.shop = "a b", .file = folder_, .currency = "CNY"}, summary_);
  }
  // What the attributes of the only product are, with "key=value" for each value.
  static std::vector<std::string> ValuesOf(const LitemallShop& shop) {
    std::vector<std::string> values;
    for (const auto& attribute : shop.products.at(0).row.product().attributes()) {
      values.push_back(absl::StrCat(attribute.key(), "=", absl::StrJoin(attribute.values(), "|")));
    }
    return values;
  }
  // "what field words -> became" of what stays open.
  static std::vector<std::string> OpenOf(const LitemallShop& shop) {
    std::vector<std::string> open;
    for (const Reading& reading : shop.readings) {
      if (!reading.open()) continue;
      open.push_back(absl::StrCat(reading.what, " ", reading.field, " ", reading.words, " -> ",
                                  reading.became));
    }
    return open;
  }

  std::string folder_;
  ImportSummary summary_;
};

TEST_F(LitemallTest, AProductHasItsSkusPicturesAndStock) {
  const auto shop = Read();
  ASSERT_OK(shop);
  ASSERT_THAT(shop->products, SizeIs(1));
  EXPECT_THAT(shop->products[0].row, EqualsProto(R"pb(
                product_id: "10"
                publish: true
                product {
                  title: "毯"
                  category: "shops/a%20b/categories/2"
                  brand: "内野"
                  description: "<p>"
                  selling_points: "软"
                  attributes { key: "sales_unit" values: "件" }
                  pictures { uri: "https://x/1.jpg" }
                  pictures { uri: "https://x/2.jpg" }
                  pictures { uri: "https://x/3.jpg" alt_text: "大 红" }
                  skus {
                    sku_id: "10-100"
                    option_values { option: "尺寸" value: "大" }
                    option_values { option: "颜色" value: "红" }
                    price { currency_code: "CNY" minor: 500 }
                  }
                })pb"));
  EXPECT_THAT(shop->products[0].stock, ElementsAre(std::make_pair("10-100", 30)));
}

TEST_F(LitemallTest, ParentsStandBeforeTheirChildrenAndDefineWhatTheirGoodsHave) {
  Attributes("1,10,等级,一等品,0\n");
  const auto shop = Read();
  ASSERT_OK(shop);
  ASSERT_THAT(shop->categories, SizeIs(2));
  EXPECT_THAT(shop->categories[0], EqualsProto(R"pb(
                name: "shops/a%20b/categories/1"
                display_name: "床品")pb"));
  EXPECT_THAT(
      shop->categories[1], EqualsProto(R"pb(
        name: "shops/a%20b/categories/2"
        display_name: "被子"
        parent_category: "shops/a%20b/categories/1"
        attribute_definitions {
          key: "grade"
          display_name: "等级"
          value_type: CHOICE
          allowed_values: "first"
          allowed_values: "fair"
        }
        attribute_definitions { key: "sales_unit" display_name: "单位" value_type: TEXT })pb"));
  EXPECT_THAT(OpenOf(*shop), ElementsAre("column litemall_category.icon 1 rows -> "));
}

TEST_F(LitemallTest, ValuesAreTypedAndUnitsConverted) {
  Attributes("1,10,重量,1.5KG/ 800g,0\n2,10,等级,合格品,0\n3,10,颜色,红/ 蓝、红,0\n");
  const auto shop = Read();
  ASSERT_OK(shop);
  EXPECT_THAT(ValuesOf(*shop),
              ElementsAre("sales_unit=件", "weight=1500|800", "grade=fair", "color=红|蓝"));
}

TEST_F(LitemallTest, WhatIsNotUnderstoodIsKeptAndTold) {
  Attributes(
      "1,10,重量,约1kg,0\n2,10,等级,次品,0\n3,10,颜色,GB "
      "18401,0\n4,10,味道,甜,0\n5,10,颜色,黑,1\n");
  const auto shop = Read();
  ASSERT_OK(shop);
  EXPECT_THAT(ValuesOf(*shop), ElementsAre("sales_unit=件", "weight_text=约1kg", "grade_text=次品",
                                           "color_text=GB 18401", "other=味道: 甜"));
  EXPECT_THAT(OpenOf(*shop), UnorderedElementsAre("column litemall_category.icon 1 rows -> ",
                                                  "text 重量 约1kg -> weight_text=约1kg",
                                                  "text 等级 次品 -> grade_text=次品",
                                                  "text 颜色 GB 18401 -> color_text=GB 18401",
                                                  "unknown 味道 甜 -> ", "deleted 颜色 黑 -> "));
}

TEST_F(LitemallTest, MaterialsAreTheLongestWordsAndTheRestIsTold) {
  Attributes("1,10,材质,55%棉 羊毛皮（背面：羊毛）、锦纶丝 5%,0\n");
  const auto shop = Read();
  ASSERT_OK(shop);
  EXPECT_THAT(ValuesOf(*shop), Contains("material=棉|羊毛|羊皮"));
  EXPECT_THAT(OpenOf(*shop),
              Contains("words 材质 55%棉 羊毛皮（背面：羊毛）、锦纶丝 5% -> 锦纶丝"));
}

TEST_F(LitemallTest, WhatIsWrongWithGoodsIsTold) {
  Goods(
      "10,10,毯,99,98,[],,软,0,quality=90,0,0,件,9.00,6.00,<p>,0\n"
      "11,11,床,2,0,[],,,1,,0,0,件,9.00,5.00,<p>,1\n");
  const auto shop = Read();
  ASSERT_OK(shop);
  EXPECT_FALSE(shop->products.at(0).row.publish());
  EXPECT_THAT(OpenOf(*shop),
              UnorderedElementsAre("column litemall_category.icon 1 rows -> ",
                                   "reference category_id 99 -> ", "reference brand_id 98 -> ",
                                   "picture url quality=90 -> ", "price retail_price 6.00 -> ",
                                   "deleted goods 床 -> "));
}

TEST_F(LitemallTest, AWrongSkuRefusesItsProductOnly) {
  Goods(
      "10,10,毯,2,7,[],,软,1,,0,0,件,9.00,5.00,<p>,0\n"
      "11,11,床,2,7,[],,,1,,0,0,件,9.00,5.00,<p>,0\n"
      "12,12,枕,2,7,[],,,1,,0,0,件,9.00,5.00,<p>,0\n");
  Skus("100,10,\"[\"\"大\"\"]\",cheap,30,,0\n101,11,[],5.00,5,,0\n102,12,[],5.00,many,,0\n");
  const auto shop = Read();
  ASSERT_OK(shop);
  ASSERT_THAT(shop->products, SizeIs(1));
  EXPECT_EQ(shop->products[0].row.product_id(), "11");
  EXPECT_EQ(summary_.refused, 2);
  EXPECT_THAT(summary_.errors,
              ElementsAre(HasSubstr("line 2, 10: the price must be a decimal number"),
                          HasSubstr("line 4, 12: the number of SKU 102 must be a whole number")));
}

TEST_F(LitemallTest, RulesThatAreNoneAreRefused) {
  for (const auto& [row, problem] : std::map<std::string, std::string>{
           {"a,k,n,NUMBER,,,,,,\n", "column type"},
           {"a,k,n,CHOICE,,,x,,,\n", "column words: must be word=value"},
           {"a,k,n,MEASURE,g,,,g=none,,\n", "column units"},
           {"a,k,n,TEXT,,,,,[,\n", "column pattern"},
           {"a,k,n,TEXT,,,,,,\na,k,n,TEXT,,,,,,\n", "column attribute: must not be given twice"}}) {
    Write("attributes", absl::StrCat(kAttributeHeader, row));
    const auto shop = Read();
    EXPECT_THAT(shop.status(), StatusIs(absl::StatusCode::kInvalidArgument)) << row;
    EXPECT_THAT(std::string(shop.status().message()), HasSubstr(problem));
  }
}

TEST_F(LitemallTest, ATableWithoutAColumnIsRefused) {
  Write("litemall_brand", "id,name\n7,内野\n");
  const auto shop = Read();
  EXPECT_THAT(shop.status(), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(shop.status().message()), HasSubstr("no column \"deleted\""));
}

TEST_F(LitemallTest, CareIsWhatRulesFindInSentences) {
  Write("attributes", absl::StrCat(kAttributeHeader, "提示,notes,提示,TEXT,,,,,,\n"));
  Write("care_rules", absl::StrCat(kNoCareRules,
                                   "notes,手洗,HAND_WASH,WASHING,{words}！,By hand.,,\n"
                                   "notes,机洗,WASH_30,,,,,\nnotes,水洗棉,,NONE,,,,\n"
                                   "notes,洗|晒,,,,,,\ntitle,毯,DO_NOT_BLEACH,,,,,\n"));
  Attributes("1,10,提示,\"1.请手洗。2.可机洗 3、水洗棉；不可暴晒\n很软\",0\n");
  const auto shop = Read();
  ASSERT_OK(shop);
  ASSERT_THAT(shop->guides, SizeIs(1));
  EXPECT_THAT(shop->guides[0], EqualsProto(R"pb(
                name: "shops/a%20b/products/10/careGuide"
                instructions { symbol: DO_NOT_BLEACH evidence: "毯" }
                instructions { symbol: HAND_WASH evidence: "请手洗" }
                entries {
                  topic: WASHING
                  texts { language_code: "zh" text: "请手洗！" }
                  texts { language_code: "en" text: "By hand." }
                  evidence: "请手洗"
                })pb"));
  EXPECT_THAT(OpenOf(*shop),
              UnorderedElementsAre("column litemall_category.icon 1 rows -> ",
                                   "care_words notes 可机洗 -> ", "care_words notes 不可暴晒 -> "));
}

TEST_F(LitemallTest, MaterialsHaveCareOfTheirOwn) {
  Write("care_guides",
        "material,symbols,topic,zh,en,es,pt\n羊毛,HAND_WASH;IRON_LOW,,,,,\n"
        "羊毛,,STORAGE,干燥存放,,,\n");
  const auto shop = Read();
  ASSERT_OK(shop);
  ASSERT_THAT(shop->guides, SizeIs(1));
  EXPECT_THAT(shop->guides[0], EqualsProto(R"pb(
                name: "shops/a%20b/materials/%E7%BE%8A%E6%AF%9B/careGuide"
                instructions { symbol: HAND_WASH }
                instructions { symbol: IRON_LOW }
                entries {
                  topic: STORAGE
                  texts { language_code: "zh" text: "干燥存放" }
                })pb"));
}

TEST_F(LitemallTest, CareRulesThatAreNoneAreRefused) {
  for (const auto& [row, problem] : std::map<std::string, std::string>{
           {"notes,[,HAND_WASH,,,,,\n", "column pattern"},
           {"notes,洗,WASH,,,,,\n", "column symbol"},
           {"notes,洗,,WASH,,,,\n", "column topic: must be USE"},
           {"notes,洗,,WASHING,,,,\n", "column topic: must have a text"}}) {
    Write("care_rules", absl::StrCat(kNoCareRules, row));
    const auto shop = Read();
    EXPECT_THAT(shop.status(), StatusIs(absl::StatusCode::kInvalidArgument)) << row;
    EXPECT_THAT(std::string(shop.status().message()), HasSubstr(problem));
  }
}

TEST_F(LitemallTest, WhatGoesWithGoodsIsOnSaleAndNearInPrice) {
  constexpr char kRest[] = ",\"[]\",,软,1,,0,0,件,9.00,5.00,<p>,0\n";
  Goods(absl::StrCat("10,10,毯,2,7", kRest, "11,11,大枕,1,7", kRest, "12,12,小枕,1,7", kRest,
                     "13,13,枕,1,7", kRest, "14,14,床,1,7", kRest,
                     "15,15,旧枕,1,7,\"[]\",,软,0,,0,0,件,9.00,5.00,<p>,0\n"));
  Skus(
      "100,10,[],5.00,30,,0\n110,11,[],9.00,30,,0\n120,12,[],5.50,30,,0\n"
      "130,13,[],6.00,30,,0\n140,14,[],5.00,30,,0\n150,15,[],5.00,30,,0\n");
  Write("suggestion_rules",
        absl::StrCat(kNoSuggestionRules, "被子,毯,床品,枕,{配},goes,,\n被子,,床品,小枕|床,,,,\n"));
  const auto shop = Read();
  ASSERT_OK(shop);
  ASSERT_THAT(shop->suggestion_guides, SizeIs(1));
  EXPECT_THAT(shop->suggestion_guides[0], EqualsProto(R"pb(
                name: "shops/a%20b/products/10/suggestionGuide"
                links {
                  product: "shops/a%20b/products/12"
                  reasons { language_code: "zh" text: "{配}" }
                  reasons { language_code: "en" text: "goes" }
                }
                links {
                  product: "shops/a%20b/products/13"
                  reasons { language_code: "zh" text: "{配}" }
                  reasons { language_code: "en" text: "goes" }
                }
                links { product: "shops/a%20b/products/14" })pb"));
}

TEST_F(LitemallTest, WhatASuggestionRuleLacksIsTold) {
  for (const auto& [row, problem] :
       std::map<std::string, std::string>{{",枕,床品,,,,,\n", "column category"},
                                          {"床品,[,床品,,,,,\n", "column title"},
                                          {"床品,枕,,,,,,\n", "column with_category"}}) {
    Write("suggestion_rules", absl::StrCat(kNoSuggestionRules, row));
    const auto shop = Read();
    EXPECT_THAT(shop.status(), StatusIs(absl::StatusCode::kInvalidArgument)) << row;
    EXPECT_THAT(std::string(shop.status().message()), HasSubstr(problem));
  }
}

// The demo shop that ships with the project, whole.
class YanxuanTest : public ::testing::Test {
 protected:
  YanxuanTest()
      : shop_(ReadLitemall({.shop = "yanxuan", .file = SHOPDESK_YANXUAN, .currency = "CNY"},
                           summary_)) {}

  ImportSummary summary_;
  absl::StatusOr<LitemallShop> shop_;
};

TEST_F(YanxuanTest, IsReadWholeAndEveryAttributeIsTold) {
  ASSERT_OK(shop_);
  EXPECT_EQ(summary_.refused, 0) << absl::StrJoin(summary_.errors, "\n");
  EXPECT_THAT(shop_->categories, SizeIs(93));
  EXPECT_THAT(shop_->products, SizeIs(239));
  size_t skus = 0;
  for (const LitemallProduct& product : shop_->products) skus += product.stock.size();
  EXPECT_EQ(skus, 244u);
  size_t attributes = 0;
  for (const Reading& reading : shop_->readings) {
    const bool of_attribute = reading.what == "attribute" || reading.what == "text" ||
                              reading.what == "unknown" || reading.what == "deleted";
    if (of_attribute && reading.field.rfind("goods.", 0) != 0) ++attributes;
  }
  EXPECT_EQ(attributes, 876u);
}

TEST_F(YanxuanTest, WhatStaysOpenIsKnown) {
  ASSERT_OK(shop_);
  std::map<std::string, int> counts;
  for (const Reading& reading : shop_->readings) {
    if (reading.field.rfind("goods.", 0) != 0) ++counts[std::string(reading.what)];
  }
  EXPECT_EQ(counts["attribute"], 846);
  EXPECT_EQ(counts["text"], 15);
  EXPECT_EQ(counts["deleted"], 15);
  EXPECT_EQ(counts["material"], 200);
  EXPECT_EQ(counts["words"], 0);
  EXPECT_EQ(counts["unknown"], 0);
}

TEST_F(YanxuanTest, NothingThatSoundsLikeCareIsLeftWithoutARule) {
  ASSERT_OK(shop_);
  std::vector<std::string> left;
  std::set<std::string> with_care;
  for (const Reading& reading : shop_->readings) {
    if (reading.what == "care_words") left.push_back(reading.field + " " + reading.words);
    if (reading.what == "care") with_care.insert(reading.product);
  }
  EXPECT_THAT(left, IsEmpty());
  EXPECT_EQ(with_care.size(), 49u);
}

TEST_F(YanxuanTest, NothingThatSoundsLikeSuitabilityIsLeftWithoutARule) {
  ASSERT_OK(shop_);
  std::vector<std::string> left;
  for (const Reading& reading : shop_->readings) {
    if (reading.what == "suitability_words") left.push_back(reading.field + " " + reading.words);
  }
  EXPECT_THAT(left, IsEmpty());
  EXPECT_THAT(shop_->suitability_guides, SizeIs(58));
  EXPECT_THAT(shop_->size_charts, SizeIs(34));
}

TEST_F(YanxuanTest, EverySuggestionRuleOffersSomething) {
  ASSERT_OK(shop_);
  const auto rules = ReadSuggestionRules(absl::StrCat(SHOPDESK_YANXUAN, "/suggestion_rules.csv"));
  ASSERT_OK(rules);
  std::set<std::string> reasons;
  for (const catalog::v1::SuggestionGuide& guide : shop_->suggestion_guides) {
    for (const auto& link : guide.links()) {
      ASSERT_THAT(link.reasons(), SizeIs(4)) << link.product();
      EXPECT_NE(absl::StrCat(link.product(), "/suggestionGuide"), guide.name());
      reasons.insert(link.reasons(0).text());
    }
  }
  for (const SuggestionRule& rule : *rules) {
    EXPECT_THAT(reasons, Contains(rule.reasons[0].text())) << rule.goods.category;
  }
  EXPECT_THAT(shop_->suggestion_guides, SizeIs(::testing::Ge(140)));
}

TEST_F(YanxuanTest, ACurtainIsChosenByItsWindow) {
  ASSERT_OK(shop_);
  const auto chart = std::find_if(
      shop_->size_charts.begin(), shop_->size_charts.end(), [](const catalog::v1::SizeChart& each) {
        return each.name() == "shops/yanxuan/products/1135051/sizeChart";
      });
  ASSERT_NE(chart, shop_->size_charts.end());
  ASSERT_THAT(chart->sizes(), SizeIs(6));
  EXPECT_EQ(chart->sizes(1).size(), "1.75 x 2.6M");
  EXPECT_EQ(chart->sizes(1).ranges(0).from(), 1400);
  EXPECT_EQ(chart->sizes(1).ranges(0).to(), 1750);
}

TEST_F(YanxuanTest, AFinishIsNoInstruction) {
  ASSERT_OK(shop_);
  // 水洗棉 is washed when it is made; its notes say to rinse it, and that alone is care.
  for (const Reading& reading : shop_->readings) {
    if (reading.product == "1021010" && reading.what == "care") {
      EXPECT_EQ(reading.field, "notes") << reading.words;
    }
  }
}

}  // namespace
}  // namespace shopdesk::cli
