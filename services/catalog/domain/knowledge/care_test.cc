#include "services/catalog/domain/knowledge/care.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A blanket of wool and cotton in "blankets", which is below "home".
class CareTest : public ::testing::Test {
 protected:
  CareTest() {
    product_ = ParseText<v1::Product>(
        "name: 'shops/s/products/p' title: '毯' "
        "attributes { key: 'material' values: '羊毛' values: '棉' }");
    path_.resize(2);
    path_[0].set_name("shops/s/categories/blankets");
    path_[1].set_name("shops/s/categories/home");
  }

  void Guide(const std::string& subject, const std::string& fields) {
    guides_[subject] =
        ParseText<v1::CareGuide>(absl::StrCat("name: 'shops/s/", subject, "/careGuide' ", fields));
  }
  v1::ProductCare Care(absl::string_view language = "en") const {
    return MakeProductCare(product_, path_, guides_, language);
  }
  // "SYMBOL from subject, subject" of each process that is decided.
  std::vector<std::string> Decided() const {
    std::vector<std::string> decided;
    const v1::ProductCare care = Care();
    for (const v1::ProductCare::Process& process : care.processes()) {
      std::string line = absl::StrCat(v1::CareSymbol::Value_Name(process.symbol()), " from");
      for (const std::string& source : process.sources()) absl::StrAppend(&line, " ", source);
      decided.push_back(line);
    }
    return decided;
  }

  const std::string wool_ = "materials/%E7%BE%8A%E6%AF%9B";
  const std::string cotton_ = "materials/%E6%A3%89";
  v1::Product product_;
  std::vector<v1::Category> path_;
  std::map<std::string, v1::CareGuide> guides_;
};

TEST_F(CareTest, WhatNobodyTellsOfIsOpen) {
  const v1::ProductCare care = Care();
  EXPECT_THAT(care.processes(), IsEmpty());
  EXPECT_EQ(care.open_processes_size(), 7);
  EXPECT_THAT(care.materials(), ElementsAre("羊毛", "棉"));
  EXPECT_THAT(care.materials_without_guide(), ElementsAre("羊毛", "棉"));
  EXPECT_EQ(care.sentence(), "");
}

TEST_F(CareTest, TheNearestDecidesEachProcessForItself) {
  Guide("categories/home",
        "instructions { symbol: WASH_60 } instructions { symbol: IRON_HIGH } "
        "instructions { symbol: DO_NOT_BLEACH }");
  Guide("categories/blankets", "instructions { symbol: WASH_40 }");
  Guide("products/p", "instructions { symbol: DO_NOT_IRON }");
  EXPECT_THAT(Decided(), ElementsAre("WASH_40 from shops/s/categories/blankets/careGuide",
                                     "DO_NOT_BLEACH from shops/s/categories/home/careGuide",
                                     "DO_NOT_IRON from shops/s/products/p/careGuide"));
  EXPECT_THAT(Care().open_processes(),
              ElementsAre(v1::CareProcess::TUMBLE_DRY, v1::CareProcess::NATURAL_DRY,
                          v1::CareProcess::DRY_CLEAN, v1::CareProcess::WET_CLEAN));
}

TEST_F(CareTest, OfSeveralMaterialsTheGentlestCounts) {
  Guide(wool_, "instructions { symbol: WASH_30_VERY_MILD } instructions { symbol: IRON_MEDIUM }");
  Guide(cotton_, "instructions { symbol: WASH_60 } instructions { symbol: IRON_HIGH }");
  Guide("categories/blankets", "instructions { symbol: WASH_95 }");
  const std::string both =
      absl::StrCat("shops/s/", wool_, "/careGuide shops/s/", cotton_, "/careGuide");
  EXPECT_THAT(Decided(), ElementsAre("WASH_30_VERY_MILD from " + both, "IRON_MEDIUM from " + both));
}

TEST_F(CareTest, AMaterialThatTellsNothingLeavesItToTheCategory) {
  Guide(cotton_, "instructions { symbol: WASH_60 } instructions { symbol: DO_NOT_BLEACH }");
  Guide("categories/home", "instructions { symbol: WASH_30 }");
  EXPECT_THAT(Decided(), ElementsAre("WASH_30 from shops/s/categories/home/careGuide"));
  EXPECT_THAT(Care().materials_without_guide(), ElementsAre("羊毛"));
}

TEST_F(CareTest, EvidenceIsTheFirstThereIs) {
  Guide(wool_, "instructions { symbol: HAND_WASH }");
  Guide(cotton_, "instructions { symbol: HAND_WASH evidence: '手洗' }");
  EXPECT_EQ(Care().processes(0).evidence(), "手洗");
}

TEST_F(CareTest, TopicsAreInheritedAndOverriddenToo) {
  Guide("categories/home",
        "entries { topic: STORAGE texts { language_code: 'en' text: 'Dry.' } } "
        "entries { topic: USE texts { language_code: 'en' text: 'Air it.' } }");
  Guide("products/p", "entries { topic: STORAGE texts { language_code: 'en' text: 'Rolled.' } }");
  const v1::ProductCare care = Care();
  ASSERT_EQ(care.entries_size(), 2);
  EXPECT_EQ(care.entries(0).text(), "Air it.");
  EXPECT_EQ(care.entries(0).source(), "shops/s/categories/home/careGuide");
  EXPECT_EQ(care.entries(1).text(), "Rolled.");
}

TEST_F(CareTest, EntriesAreInTheLanguageOrInEnglishOrAsTheyAre) {
  Guide("products/p",
        "entries { topic: USE texts { language_code: 'en' text: 'Air it.' } "
        "texts { language_code: 'pt-BR' text: 'Areje.' } } "
        "entries { topic: STORAGE texts { language_code: 'zh' text: '通风。' } }");
  EXPECT_EQ(Care("pt").entries(0).text(), "Areje.");
  EXPECT_EQ(Care("pt").entries(0).language_code(), "pt-BR");
  EXPECT_EQ(Care("es").entries(0).text(), "Air it.");
  EXPECT_EQ(Care("es").entries(1).text(), "通风。");
}

TEST_F(CareTest, TheSentenceTellsAllInTheLanguage) {
  Guide("products/p",
        "instructions { symbol: HAND_WASH } instructions { symbol: DO_NOT_BLEACH } "
        "entries { topic: STORAGE texts { language_code: 'zh' text: '请干燥存放。' } }");
  EXPECT_EQ(Care("zh").sentence(), "“毯”的洗护方法：手洗，水温不超过40℃；不可漂白。\n请干燥存放。");
  EXPECT_THAT(Care("en").sentence(),
              HasSubstr("How to care for “毯”: wash by hand at 40 °C or less; do not bleach."));
  EXPECT_THAT(Care("es").sentence(), HasSubstr("Cuidado de «毯»: lavar a mano"));
  EXPECT_THAT(Care("pt").sentence(), HasSubstr("Cuidados com “毯”: lavar à mão"));
}

TEST_F(CareTest, SubjectsAreTheProductItsMaterialsAndItsCategories) {
  EXPECT_THAT(CareSubjects(product_, path_),
              ElementsAre("products/p", wool_, cotton_, "categories/blankets", "categories/home"));
}

TEST_F(CareTest, AGuideHasASymbolForEachProcessAndATextForEachLanguageOnce) {
  v1::CareGuide guide;
  guide.add_instructions()->set_symbol(v1::CareSymbol::WASH_30);
  guide.add_instructions()->set_symbol(v1::CareSymbol::DO_NOT_BLEACH);
  guide.add_entries()->add_texts()->set_language_code("zh");
  EXPECT_THAT(CheckCareGuide(guide), IsOk());
  guide.add_instructions()->set_symbol(v1::CareSymbol::HAND_WASH);
  guide.add_instructions()->set_symbol(static_cast<v1::CareSymbol::Value>(999));
  guide.mutable_entries(0)->add_texts()->set_language_code("zh");
  const absl::Status status = CheckCareGuide(guide);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(status.message()), HasSubstr("instructions[2].symbol"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("instructions[3].symbol"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("entries[0].texts[1].language_code"));
}

TEST_F(CareTest, WhoToldItDoesNotMakeItAnother) {
  v1::CareGuide a;
  a.add_instructions()->set_symbol(v1::CareSymbol::WASH_30);
  v1::CareGuide b = a;
  b.set_etag("v3");
  b.mutable_actor()->set_id("1001");
  EXPECT_TRUE(SameCare(a, b));
  b.mutable_instructions(0)->set_evidence("机洗");
  EXPECT_FALSE(SameCare(a, b));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
