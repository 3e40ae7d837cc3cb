#include "tools/shopdesk/litemall/fit_rules.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::FitMeasure;
using catalog::v1::Product;
using catalog::v1::SizeChart;
using catalog::v1::Suitability;
using catalog::v1::SuitabilityGuide;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::ParseText;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kFitHeader[] = "field,title,pattern,kind,subject,from,to,consequence,zh,en,es,pt\n";
constexpr char kSizeHeader[] = "field,title,pattern,measure,size,from,to\n";

class FitRulesTest : public ::testing::Test {
 protected:
  SuitabilityGuide Derive(const std::string& rows, const std::string& product) {
    const std::string file = WriteTestFile("rules.csv", absl::StrCat(kFitHeader, rows));
    const auto rules = ReadFitRules(file);
    EXPECT_OK(rules);
    if (!rules.ok()) return {};
    return DeriveSuitability(*rules, "p", ParseText<Product>(product), readings_);
  }
  SizeChart Sizes(const std::string& rows, const std::string& product) {
    const std::string file = WriteTestFile("rules.csv", absl::StrCat(kSizeHeader, rows));
    const auto rules = ReadSizeRules(file);
    EXPECT_OK(rules);
    if (!rules.ok()) return {};
    return DeriveSizes(*rules, "p", ParseText<Product>(product), readings_);
  }
  // "what words -> became".
  std::vector<std::string> Readings() const {
    std::vector<std::string> lines;
    for (const Reading& reading : readings_) {
      lines.push_back(absl::StrCat(reading.what, " ", reading.words, " -> ", reading.became));
    }
    return lines;
  }

  std::vector<Reading> readings_;
};

TEST_F(FitRulesTest, ARuleHasTheSentenceItsNumbersAndTheAttribute) {
  const SuitabilityGuide guide = Derive(
      "notes,,适合([0-9]+)到([0-9]+)个月,AGE,,\\1,\\2,UNSUITABLE,玩具,A toy,,\n"
      "collar,,([0-9]+)-([0-9]+)cm,MEASURE,NECK,\\1cm,\\2cm,CAUTION,,,,\n",
      "title: 't' attributes { key: 'notes' values: '好。适合36到96个月。' } "
      "attributes { key: 'collar' values: '30-45cm' }");
  EXPECT_THAT(guide, EqualsProto(R"pb(
                rules {
                  age_months { from: 36 to: 96 }
                  consequence: UNSUITABLE
                  attribute: "notes"
                  reasons { language_code: "zh" text: "玩具" }
                  reasons { language_code: "en" text: "A toy" }
                  evidence: "适合36到96个月"
                }
                rules {
                  measure {
                    measure: NECK
                    range { from: 300 to: 450 }
                  }
                  consequence: CAUTION
                  attribute: "collar"
                  evidence: "30-45cm"
                })pb"));
  EXPECT_THAT(Readings(), ElementsAre("suitability 适合36到96个月 -> AGE 36-96 UNSUITABLE",
                                      "suitability 30-45cm -> NECK 300-450 CAUTION"));
}

TEST_F(FitRulesTest, TheSameIsToldOnceAndOtherWordsStayOpen) {
  const SuitabilityGuide guide = Derive(
      "title,,羊毛,ALLERGEN,wool,,,UNSUITABLE,,,,\n"
      "material,,羊毛,ALLERGEN,wool,,,UNSUITABLE,,,,\n"
      "title,,儿童房,NONE,,,,,,,,\n"
      "title,,儿童|婴,,,,,,,,,\n"
      "material,被,棉,SKIN_TYPE,DRY,,,CAUTION,,,,\n",
      "title: '羊毛毯！儿童房用；婴儿用' attributes { key: 'material' values: '羊毛' "
      "values: '棉' }");
  ASSERT_THAT(guide.rules(), SizeIs(1));
  EXPECT_EQ(guide.rules(0).evidence(), "羊毛毯");
  EXPECT_THAT(Readings(),
              ElementsAre("suitability 羊毛毯 -> wool UNSUITABLE", "suitability_words 婴儿用 -> ",
                          "suitability 羊毛 -> wool UNSUITABLE"));
}

TEST_F(FitRulesTest, SizesAreSortedAndToldOnce) {
  const SizeChart chart = Sizes(
      "load,,^M ([0-9]+)-([0-9]+)kg,WEIGHT,M,\\1kg,\\2kg\n"
      "load,,^S ([0-9]+)kg,WEIGHT,S,,\\1kg\n"
      "load,,长([0-9]+)cm,HEIGHT,L,\\1cm,\n",
      "attributes { key: 'load' values: 'M 15-30kg' values: 'S 15kg\\nS 14kg' values: '长9cm' }");
  EXPECT_THAT(chart, EqualsProto(R"pb(
                sizes {
                  size: "S"
                  ranges { measure: WEIGHT to: 15000 }
                }
                sizes {
                  size: "M"
                  ranges { measure: WEIGHT from: 15000 to: 30000 }
                }
                measures { measure: WEIGHT }
                evidence: "M 15-30kg\nS 15kg")pb"));
  EXPECT_THAT(Readings(), ElementsAre("size M 15-30kg -> M WEIGHT 15000-30000",
                                      "size S 15kg -> S WEIGHT -15000"));
}

TEST_F(FitRulesTest, RulesThatAreNoneAreRefused) {
  for (const auto& [row, problem] : std::map<std::string, std::string>{
           {"notes,,[,AGE,,,,CAUTION,,,,\n", "column pattern"},
           {"notes,[,x,AGE,,,,CAUTION,,,,\n", "column title"},
           {"notes,,x,AGES,,,,CAUTION,,,,\n", "column kind"},
           {"notes,,x,MEASURE,GIRTH,,,CAUTION,,,,\n", "column subject"},
           {"notes,,x,SKIN_TYPE,THICK,,,CAUTION,,,,\n", "column subject"},
           {"notes,,x,AGE,,,,BAD,,,,\n", "column consequence"}}) {
    const std::string file = WriteTestFile("rules.csv", absl::StrCat(kFitHeader, row));
    const auto rules = ReadFitRules(file);
    EXPECT_THAT(rules.status(), StatusIs(absl::StatusCode::kInvalidArgument)) << row;
    EXPECT_THAT(std::string(rules.status().message()), HasSubstr(problem));
  }
  for (const auto& [row, problem] : std::map<std::string, std::string>{
           {"size,,x,GIRTH,M,,\n", "column measure"}, {"size,,x,NECK,,,\n", "column size"}}) {
    const std::string file = WriteTestFile("rules.csv", absl::StrCat(kSizeHeader, row));
    const auto rules = ReadSizeRules(file);
    EXPECT_THAT(std::string(rules.status().message()), HasSubstr(problem));
  }
}

}  // namespace
}  // namespace shopdesk::cli
