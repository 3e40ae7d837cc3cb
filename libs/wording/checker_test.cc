#include "libs/wording/checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/testing/matchers.h"

namespace shopdesk::wording {
namespace {

using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using type::v1::WordingCategory;
using type::v1::WordingHit;
using type::v1::WordingLevel;
using type::v1::WordingTerm;

WordingTerm TermOf(const std::string& text, WordingLevel::Value level) {
  WordingTerm term;
  term.set_text(text);
  term.set_level(level);
  term.set_category(WordingCategory::OTHER);
  return term;
}

// "term@begin-end" of each hit.
std::vector<std::string> HitsIn(const TextCheck& check, absl::string_view text) {
  std::vector<std::string> found;
  for (const WordingHit& hit : check.Check(text, false).hits) {
    found.push_back(absl::StrCat(hit.term(), "@", hit.begin(), "-", hit.end()));
  }
  return found;
}

std::vector<WordingHit> BaseHits(absl::string_view text) {
  return TextCheck({&Checker::Base()}, {}).Check(text, false).hits;
}

// The gravest level that the base terms find in a text.
WordingLevel::Value BaseLevel(absl::string_view text) {
  int level = WordingLevel::Value_ARRAYSIZE;
  for (const WordingHit& hit : BaseHits(text)) level = std::min<int>(level, hit.level());
  return level == WordingLevel::Value_ARRAYSIZE ? WordingLevel::VALUE_UNSPECIFIED
                                                : static_cast<WordingLevel::Value>(level);
}

bool OffersPay(absl::string_view text) {
  for (const WordingHit& hit : BaseHits(text)) {
    if (hit.category() == WordingCategory::PAID_PRAISE && hit.level() == WordingLevel::A)
      return true;
  }
  return false;
}

TEST(CheckerTest, TellsWhatStandsWhere) {
  const std::vector<WordingHit> hits = BaseHits("本店产品國*家*級，质量好");
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].begin(), 4);
  EXPECT_EQ(hits[0].end(), 9);
  EXPECT_EQ(hits[0].text(), "國*家*級");
  EXPECT_EQ(hits[0].term(), "国家级");
  EXPECT_EQ(hits[0].level(), WordingLevel::A);
  EXPECT_EQ(hits[0].category(), WordingCategory::AUTHORITY);
  EXPECT_EQ(hits[0].replacement(), "符合国家标准");
}

TEST(CheckerTest, FindsTheTermsOfFourLanguages) {
  EXPECT_EQ(BaseLevel("全网最佳品质"), WordingLevel::A);
  EXPECT_EQ(BaseLevel("可以治疗失眠"), WordingLevel::A);
  EXPECT_EQ(BaseLevel("销量第一"), WordingLevel::B);
  EXPECT_EQ(BaseLevel("限时秒杀"), WordingLevel::D);
  EXPECT_EQ(BaseLevel("The world’s BEST kettle"), WordingLevel::A);
  EXPECT_EQ(BaseLevel("the best kettle"), WordingLevel::B);
  EXPECT_EQ(BaseLevel("El mejor del mundo"), WordingLevel::A);
  EXPECT_EQ(BaseLevel("una taza SIN IGUAL"), WordingLevel::B);
  EXPECT_EQ(BaseLevel("cura o cancer"), WordingLevel::A);
  EXPECT_EQ(BaseLevel("o melhor copo"), WordingLevel::B);
  EXPECT_EQ(BaseLevel("A soft blanket of merino wool, 150 x 200 cm."),
            WordingLevel::VALUE_UNSPECIFIED);
  EXPECT_EQ(BaseLevel("柔软的羊毛毯，150 厘米宽。"), WordingLevel::VALUE_UNSPECIFIED);
}

TEST(CheckerTest, FindsOffersThatPayForPraise) {
  for (const char* text :
       {"亲，五星好评返现5元哦", "加微信 hpfx", "H P F X 了解一下", "好-评-返-现",
        "晒图返现，截图联系客服", "删差评返20元", "Leave a 5-star review and get $5",
        "A gift card for your review!", "in exchange for a positive review",
        "Deje una buena reseña y reciba un regalo", "cupón por una buena resena",
        "Deixe uma avaliação 5 estrelas e ganhe um brinde", "desconto por uma boa avaliacao"}) {
    EXPECT_TRUE(OffersPay(text)) << text;
  }
  for (const char* text :
       {"谢谢您的好评，我们会继续努力", "收到差评我们很抱歉，已为您退款",
        "Thank you for the five stars", "We are sorry; we refunded you today.",
        "Gracias por su reseña, le enviamos otra taza.", "Obrigado pela avaliação."}) {
    EXPECT_FALSE(OffersPay(text)) << text;
  }
}

TEST(CheckerTest, AllowsTermsInTheirPhrases) {
  EXPECT_THAT(BaseHits("第一次购买，他拒绝对比"), IsEmpty());
  EXPECT_EQ(BaseLevel("第一次买到第一品牌"), WordingLevel::B);
}

TEST(CheckerTest, TakesAShopsListToo) {
  const Checker shop(
      {{TermOf("隔壁老王", WordingLevel::A), TermOf("亲", WordingLevel::D)}, {"最好"}});
  const TextCheck check({&Checker::Base(), &shop}, {});
  EXPECT_THAT(HitsIn(check, "比隔壁 老王最好"), ElementsAre("隔壁老王@1-6"));
  // What the list allows is allowed there alone.
  EXPECT_THAT(HitsIn(check, "最好最大"), ElementsAre("最大@2-4"));
}

TEST(CheckerTest, LeavesOutWhatIsSwitchedOff) {
  const std::vector<std::string> off = {"热销"};
  EXPECT_THAT(HitsIn(TextCheck({&Checker::Base()}, off), "热销爆款"), ElementsAre("爆款@2-4"));
}

TEST(CheckerTest, TellsTheLongerUnlessTheShorterIsGraver) {
  const Checker list({{TermOf("最高", WordingLevel::B), TermOf("最高级", WordingLevel::B),
                       TermOf("顶级好", WordingLevel::D), TermOf("顶级", WordingLevel::A)},
                      {}});
  const TextCheck check({&list}, {});
  EXPECT_THAT(HitsIn(check, "最高级"), ElementsAre("最高级@0-3"));
  EXPECT_THAT(HitsIn(check, "顶级好"), ElementsAre("顶级好@0-3", "顶级@0-2"));
}

TEST(CheckerTest, BoundsWhatItTells) {
  const Checker list({{TermOf("啊", WordingLevel::D), TermOf("国家级", WordingLevel::A)}, {}});
  std::string text;
  for (int i = 0; i < 100000; ++i) text.append("啊");
  text.append("国家级");
  const TextHits hits = TextCheck({&list}, {}).Check(text, false);
  EXPECT_TRUE(hits.more);
  ASSERT_EQ(hits.hits.size(), kMostHitsOfLevel + 1);
  EXPECT_EQ(hits.hits.back().level(), WordingLevel::A);
  EXPECT_EQ(hits.hits.back().begin(), 100000);
  // A hit may be as long as somebody makes it.
  std::string apart = "国";
  apart.append(5000, '*').append("家级");
  const TextHits stretched = TextCheck({&list}, {}).Check(apart, false);
  ASSERT_EQ(stretched.hits.size(), 1U);
  EXPECT_EQ(stretched.hits[0].end(), 5003);
  EXPECT_LE(stretched.hits[0].text().size(), 205U);
}

TEST(CheckerTest, ReadsItsTables) {
  EXPECT_GT(BaseTerms().terms.size(), 400U);
  std::set<std::string> languages;
  for (const WordingTerm& term : BaseTerms().terms) languages.insert(term.language_code());
  EXPECT_THAT(languages, ElementsAre("en", "es", "pt", "zh"));
  EXPECT_THAT(ReadTerms("h\nzh,最佳,E,ABSOLUTE,,,"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadTerms("h\nzh,最佳,A,NONE,,,"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(ReadTerms("h\n\nzh,最佳,A").status().message()), HasSubstr("line 2"));
  EXPECT_THAT(ReadTerms("h\nzh,***,A,ABSOLUTE,,,"), StatusIs(absl::StatusCode::kInvalidArgument));
}

// A term that an exception of the list covers would never be told.
TEST(CheckerTest, FindsEachTermOfTheListAlone) {
  for (const WordingTerm& term : BaseTerms().terms) {
    std::vector<std::string> texts(term.spellings().begin(), term.spellings().end());
    texts.push_back(term.text());
    for (const std::string& text : texts) EXPECT_FALSE(BaseHits(text).empty()) << text;
  }
}

}  // namespace
}  // namespace shopdesk::wording
