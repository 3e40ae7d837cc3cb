#include "tools/shopdesk/litemall/care_rules.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::CareGuide;
using catalog::v1::Product;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::ParseText;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CareRulesTest : public ::testing::Test {
 protected:
  static absl::StatusOr<std::vector<CareRule>> Read(const std::string& rows) {
    return ReadCareRules(
        WriteTestFile("rules.csv", absl::StrCat("field,pattern,symbol,topic,zh,en,es,pt\n", rows)));
  }
  static absl::StatusOr<std::vector<CareGuide>> ReadMaterials(const std::string& rows) {
    return ReadMaterialCare(
        WriteTestFile("materials.csv", absl::StrCat("material,symbols,topic,zh,en,es,pt\n", rows)),
        "demo");
  }
  CareGuide Derive(const std::string& rows, const std::string& product) {
    const auto rules = Read(rows);
    EXPECT_OK(rules);
    if (!rules.ok()) return {};
    return DeriveCare(*rules, "p", ParseText<Product>(product), readings_);
  }
  // "what words -> became".
  std::vector<std::string> Told() const {
    std::vector<std::string> lines;
    for (const Reading& reading : readings_) {
      lines.push_back(absl::StrCat(reading.what, " ", reading.words, " -> ", reading.became));
    }
    return lines;
  }
  template <class Result>
  static std::string ErrorOf(const Result& result) {
    EXPECT_THAT(result, StatusIs(absl::StatusCode::kInvalidArgument));
    return std::string(result.status().message());
  }

  std::vector<Reading> readings_;
};

TEST_F(CareRulesTest, ASentenceBecomesASymbolAndAnEntryWithItsWords) {
  const CareGuide guide = Derive("description,手洗,HAND_WASH,WASHING,请{words},By hand,,\n",
                                 "description: '只能手洗。好看。'");
  EXPECT_THAT(guide, EqualsProto(R"pb(
                instructions { symbol: HAND_WASH evidence: "只能手洗" }
                entries {
                  topic: WASHING
                  texts { language_code: "zh" text: "请只能手洗" }
                  texts { language_code: "en" text: "By hand" }
                  evidence: "只能手洗"
                }
              )pb"));
  EXPECT_THAT(Told(), ElementsAre("care 只能手洗 -> HAND_WASH|WASHING"));
}

TEST_F(CareRulesTest, OfOneProcessTheFirstSymbolCountsAndTheOtherStaysOpen) {
  const CareGuide guide = Derive(
      "title,30,WASH_30,,,,,\ntitle,95,WASH_95,,,,,\ntitle,熨,IRON_LOW,,,,,\n"
      "title,水,,,,,,\n",
      "title: '水30。水95。熨。30'");
  EXPECT_THAT(guide, EqualsProto(R"pb(
                instructions { symbol: WASH_30 evidence: "水30" }
                instructions { symbol: IRON_LOW evidence: "熨" }
              )pb"));
  EXPECT_THAT(Told(), ElementsAre("care 水30 -> WASH_30", "care_words 水95 -> ",
                                  "care 熨 -> IRON_LOW", "care 30 -> WASH_30"))
      << "the same symbol again is no contradiction";
}

TEST_F(CareRulesTest, WordsThatOnlyLookLikeCareAreTaken) {
  EXPECT_THAT(
      Derive("title,wash,,,,,,\ntitle,washed look,,NONE,,,,\n", "title: 'washed look! wash it'"),
      EqualsProto(""));
  EXPECT_THAT(Told(), ElementsAre("care_words wash it -> "));
  EXPECT_TRUE(readings_.front().open());
}

TEST_F(CareRulesTest, ARuleIsOfItsFieldAlone) {
  EXPECT_THAT(Derive("care,手洗,HAND_WASH,,,,,\n",
                     "title: '手洗' attributes { key: 'care' values: '手洗' }")
                  .instructions(),
              SizeIs(1));
  EXPECT_THAT(Told(), SizeIs(1));
}

TEST_F(CareRulesTest, ErrorsNameLineAndColumn) {
  EXPECT_THAT(ErrorOf(Read("title,(,WASH_30,,,,,\n")),
              HasSubstr("line 2, column pattern: must be a regular expression (RE2), got \"(\""));
  EXPECT_THAT(ErrorOf(Read("title,,WASH_30,,,,,\n")), HasSubstr("column pattern"));
  EXPECT_THAT(ErrorOf(Read("title,x,COLD,,,,,\n")),
              HasSubstr("column symbol: must be codes of shopdesk.catalog.v1.CareSymbol"));
  EXPECT_THAT(ErrorOf(Read("title,x,,CLEANING,a,,,\n")),
              HasSubstr("column topic: must be USE, WASHING, STORAGE, REPAIR or WARRANTY"));
  EXPECT_THAT(ErrorOf(Read("title,x,,USE,,,,\n")),
              HasSubstr("column topic: must have a text in a language"));
}

TEST_F(CareRulesTest, RowsOfOneMaterialAreOneGuide) {
  const auto guides = ReadMaterials(
      "wool,HAND_WASH;FLAT_DRY,WASHING,,Cold,,\nsilk,,USE,丝,,,\nwool,,STORAGE,,In the dark,,\n");
  ASSERT_OK(guides);
  ASSERT_THAT(*guides, SizeIs(2));
  EXPECT_EQ((*guides)[0].name(), "shops/demo/materials/silk/careGuide") << "in the order of names";
  EXPECT_THAT((*guides)[1], EqualsProto(R"pb(
                name: "shops/demo/materials/wool/careGuide"
                instructions { symbol: HAND_WASH }
                instructions { symbol: FLAT_DRY }
                entries {
                  topic: WASHING
                  texts { language_code: "en" text: "Cold" }
                }
                entries {
                  topic: STORAGE
                  texts { language_code: "en" text: "In the dark" }
                }
              )pb"));
  EXPECT_THAT(ErrorOf(ReadMaterials("wool,HAND_WASH;COLD,,,,,\n")),
              HasSubstr("line 2, column symbols"));
  EXPECT_THAT(ReadMaterials("").value(), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::cli
