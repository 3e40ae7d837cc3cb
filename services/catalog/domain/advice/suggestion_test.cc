#include "services/catalog/domain/advice/suggestion.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/fields_of.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Promotion;
using v1::Suggestion;
using v1::SuggestionGuide;
using v1::Suitability;

std::string NameOf(const std::string& id) { return absl::StrCat("shops/s/products/", id); }

// "product count" of each pair.
std::vector<std::string> PairsIn(const SuggestionGuide& guide) {
  std::vector<std::string> pairs;
  for (const auto& pair : guide.bought_together()) {
    pairs.push_back(absl::StrCat(pair.product(), " ", pair.count()));
  }
  return pairs;
}

TEST(SuggestionTest, PairsAreKeptByTheirCounts) {
  SuggestionGuide guide;
  EXPECT_TRUE(SetPair(guide, "b", 3));
  EXPECT_TRUE(SetPair(guide, "c", 7));
  EXPECT_TRUE(SetPair(guide, "a", 3));
  EXPECT_FALSE(SetPair(guide, "a", 3));
  EXPECT_THAT(PairsIn(guide), ElementsAre("c 7", "a 3", "b 3"));
  EXPECT_TRUE(SetPair(guide, "c", 1));
  EXPECT_TRUE(SetPair(guide, "a", 0));
  EXPECT_FALSE(SetPair(guide, "a", 0));
  EXPECT_THAT(PairsIn(guide), ElementsAre("b 3", "c 1"));
}

TEST(SuggestionTest, TheMostFrequentPairsAreKept) {
  SuggestionGuide guide;
  for (int i = 1; i <= kMostBoughtTogether + 5; ++i) SetPair(guide, absl::StrCat("p", i), i);
  EXPECT_THAT(guide.bought_together(), SizeIs(kMostBoughtTogether));
  EXPECT_EQ(guide.bought_together(0).count(), kMostBoughtTogether + 5);
  EXPECT_FALSE(SetPair(guide, "rare", 1));
}

TEST(SuggestionTest, LinksComeFirstThenPairsThenPromotionsEachOnce) {
  const auto guide = ParseText<SuggestionGuide>(
      "name: 'shops/s/products/a/suggestionGuide' "
      "links { product: 'shops/s/products/b' reasons { language_code: 'en' text: 'Fits.' } } "
      "links { product: 'shops/s/products/c' } "
      "bought_together { product: 'shops/s/products/b' count: 9 } "
      "bought_together { product: 'shops/s/products/d' count: 4 }");
  std::vector<Promotion> promotions(3);
  for (int i = 0; i < 3; ++i) {
    promotions[i].set_name(NameOf(std::string(1, "ade"[i])) + "/promotion");
  }
  const auto candidates = CandidatesOf(NameOf("a"), guide, promotions, "en");
  std::vector<std::string> lines;
  for (const Suggestion& each : candidates) {
    lines.push_back(absl::StrCat(each.product(), ": ", each.reason()));
  }
  EXPECT_THAT(lines, ElementsAre("shops/s/products/b: Fits.",
                                 "shops/s/products/c: Goes with what you look at",
                                 "shops/s/products/d: Often bought together (in 4 orders)",
                                 "shops/s/products/e: Recommended by the shop"));
  EXPECT_EQ(candidates[2].cause(), Suggestion::BOUGHT_TOGETHER);
  EXPECT_EQ(CandidatesOf(NameOf("a"), guide, promotions, "zh")[2].reason(),
            "常与所看商品一起购买（4单）");
  EXPECT_THAT(CandidatesOf("", {}, promotions, "pt"), SizeIs(3));
}

TEST(SuggestionTest, NothingContraIndicatedIsOffered) {
  const auto may = [](const char* fields) { return MayOffer(ParseText<Suitability>(fields)); };
  EXPECT_TRUE(may("verdict: SUITABLE"));
  EXPECT_TRUE(may("verdict: CAUTION"));
  EXPECT_TRUE(may("verdict: UNKNOWN findings { kind: AGE verdict: UNKNOWN source: 'g' }"));
  EXPECT_FALSE(may("verdict: UNSUITABLE"));
  // A rule on a condition, and it isn't known whether the buyer has that.
  EXPECT_FALSE(may("verdict: UNKNOWN findings { kind: CONDITION verdict: UNKNOWN source: 'g' }"));
  EXPECT_TRUE(may("verdict: UNKNOWN findings { kind: CONDITION verdict: UNKNOWN }"));
  // So with what he may not tolerate, unless it is only to be minded.
  EXPECT_FALSE(
      may("verdict: UNKNOWN findings { kind: ALLERGEN verdict: UNKNOWN source: 'g' "
          "at_worst: UNSUITABLE }"));
  EXPECT_TRUE(
      may("verdict: UNKNOWN findings { kind: ALLERGEN verdict: UNKNOWN source: 'g' "
          "at_worst: CAUTION }"));
  EXPECT_TRUE(may("verdict: UNKNOWN findings { kind: ALLERGEN verdict: UNKNOWN }"));
  EXPECT_TRUE(may("verdict: SUITABLE findings { kind: CONDITION verdict: SUITABLE source: 'g' }"));
}

TEST(SuggestionTest, AGuideIsChecked) {
  const auto guide = [](const std::string& links) {
    return ParseText<SuggestionGuide>("name: 'shops/s/products/a/suggestionGuide' " + links);
  };
  EXPECT_THAT(CheckSuggestionGuide(guide("links { product: 'shops/s/products/b' }")), IsOk());
  EXPECT_THAT(shopdesk::testing::FieldsOf(CheckSuggestionGuide(guide(
                  "links { product: 'shops/s/products/b' } links { product: 'shops/s/products/b' } "
                  "links { product: 'shops/s/products/a' } links { product: 'shops/t/products/c' "
                  "reasons { language_code: 'en' } reasons { language_code: 'en' } }"))),
              ElementsAre("suggestion_guide.links[1].product", "suggestion_guide.links[2].product",
                          "suggestion_guide.links[3].product",
                          "suggestion_guide.links[3].reasons[1].language_code"));
}

TEST(SuggestionTest, PairsAreChecked) {
  const auto pair = [](const char* fields) { return ParseText<v1::BoughtTogether>(fields); };
  EXPECT_THAT(CheckPair(pair("product_id: 'a' other_product_id: 'b' count: 1")), IsOk());
  EXPECT_THAT(shopdesk::testing::FieldsOf(
                  CheckPair(pair("product_id: 'a' other_product_id: 'a' count: -1"))),
              ElementsAre("other_product_id", "count"));
}

TEST(SuggestionTest, APromotionEndsAfterItBegins) {
  auto promotion = ParseText<Promotion>("start_time { seconds: 10 } end_time { seconds: 11 }");
  EXPECT_THAT(CheckPromotion(promotion), IsOk());
  Promotion other = promotion;
  other.set_etag("v2");
  EXPECT_TRUE(SamePromotion(promotion, other));
  other.set_rank(1);
  EXPECT_FALSE(SamePromotion(promotion, other));
  promotion.mutable_end_time()->set_seconds(10);
  EXPECT_THAT(shopdesk::testing::FieldsOf(CheckPromotion(promotion)),
              ElementsAre("promotion.end_time"));
}

TEST(SuggestionTest, WhatIsBoughtTogetherDoesNotMakeOtherLinks) {
  SuggestionGuide a;
  SuggestionGuide b;
  SetPair(b, "x", 1);
  EXPECT_TRUE(SameLinks(a, b));
  b.add_links()->set_product("x");
  EXPECT_FALSE(SameLinks(a, b));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
