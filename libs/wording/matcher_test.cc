#include "libs/wording/matcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace shopdesk::wording {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// "pattern@begin-end" of each match.
std::vector<std::string> MatchesIn(const std::vector<std::string>& patterns, absl::string_view text,
                                   bool html = false) {
  const Matcher matcher(patterns);
  const Matcher* const matchers[] = {&matcher};
  std::vector<std::string> found;
  FindAll(text, html, matchers, [&](size_t, const Match& match) {
    found.push_back(absl::StrCat(patterns[match.pattern], "@", match.begin, "-", match.end));
  });
  return found;
}

TEST(MatcherTest, FindsPatternsWithinEachOther) {
  EXPECT_THAT(MatchesIn({"最高", "最高级", "高级"}, "这是最高级的"),
              UnorderedElementsAre("最高@2-4", "最高级@2-5", "高级@3-5"));
  EXPECT_THAT(MatchesIn({"aba"}, "aba aba"), ElementsAre("aba@0-3", "aba@4-7"));
}

TEST(MatcherTest, CountsCharactersOfTheOriginal) {
  EXPECT_THAT(MatchesIn({"最佳"}, "😀é最佳"), ElementsAre("最佳@2-4"));
  EXPECT_THAT(MatchesIn({"最佳"}, "e\u0301最\u200B佳"), ElementsAre("最佳@2-5"));
  // A ligature is one character; half of it is no match.
  EXPECT_THAT(MatchesIn({"fit", "f"}, "ﬁt"), ElementsAre("fit@0-2"));
  // A byte that is no text is one.
  EXPECT_THAT(MatchesIn({"best"}, "\xFF\xC0 best"), ElementsAre("best@3-7"));
}

TEST(MatcherTest, FindsWhatIsPutApart) {
  for (const char* text : {"国*家*级", "国 家级", "国 家 级", "国-家级", "国。家。级", "国\n家\n级",
                           "国\u200B家级", "国😀家😀级", "國家級", "国，家，级", "国__家**级"}) {
    EXPECT_EQ(MatchesIn({"国家级"}, text).size(), 1U) << text;
  }
  for (const char* text :
       {"b.e.s.t", "b e s t", "b-est", "BEST", "Ｂｅｓｔ", "bést", "b\u200Best"}) {
    EXPECT_EQ(MatchesIn({"best"}, text).size(), 1U) << text;
  }
}

TEST(MatcherTest, DoesNotJoinSentencesNorWords) {
  EXPECT_THAT(MatchesIn({"绝对"}, "我拒绝。对方同意"), IsEmpty());
  EXPECT_THAT(MatchesIn({"绝对"}, "我拒绝，对方同意"), IsEmpty());
  EXPECT_THAT(MatchesIn({"国家级"}, "爱国家。级别"), IsEmpty());
  EXPECT_THAT(MatchesIn({"best"}, "may be st petersburg"), IsEmpty());
  EXPECT_THAT(MatchesIn({"best"}, "bestow, abest"), IsEmpty());
  EXPECT_THAT(MatchesIn({"no1"}, "casino1 no10 no1品牌"), ElementsAre("no1@13-16"));
  EXPECT_THAT(MatchesIn({"the best"}, "the-best, thebest, the  best, the. best, the bests"),
              ElementsAre("the best@0-8", "the best@10-17", "the best@19-28"));
}

TEST(MatcherTest, ReadsHtml) {
  EXPECT_THAT(MatchesIn({"最佳"}, "<b>最</b>佳", true), ElementsAre("最佳@3-9"));
  EXPECT_THAT(MatchesIn({"最佳"}, "<p>最</p><p>佳</p>", true), IsEmpty());
  EXPECT_THAT(MatchesIn({"最佳"}, "<img alt=\"最佳\">", true), IsEmpty());
  EXPECT_THAT(MatchesIn({"最佳"}, "&#26368;&#20339;!", true), ElementsAre("最佳@0-16"));
  EXPECT_THAT(MatchesIn({"número"}, "un n&uacute;mero", true), ElementsAre("número@3-16"));
  EXPECT_THAT(MatchesIn({"a b"}, "a&nbsp;b", true), ElementsAre("a b@0-8"));
  EXPECT_THAT(MatchesIn({"b"}, "a < b", true), ElementsAre("b@4-5"));
  // What is no HTML is read as it stands.
  EXPECT_THAT(MatchesIn({"最佳"}, "<最佳>"), ElementsAre("最佳@1-3"));
}

TEST(MatcherTest, NeverMatchesWhatHasNoLetters) {
  EXPECT_THAT(MatchesIn({"", "!!!", "\u200B"}, "a!!!b"), IsEmpty());
  EXPECT_EQ(Matcher::SymbolsOf("***"), 0U);
  EXPECT_EQ(Matcher::SymbolsOf("100% 有效"), 5U);
  const std::string longest(kMostSymbols, 'a');
  EXPECT_EQ(MatchesIn({longest, longest + "a"}, longest + "a").size(), 0U);
  EXPECT_THAT(MatchesIn({longest, longest + "a"}, longest),
              ElementsAre(absl::StrCat(longest, "@0-", kMostSymbols)));
}

TEST(MatcherTest, LooksThroughSeveralMatchersAtOnce) {
  const Matcher first({"最佳"});
  const Matcher second({"佳品"});
  const Matcher* const matchers[] = {&first, &second};
  std::vector<size_t> found;
  FindAll("最佳品", false, matchers,
          [&](size_t matcher, const Match&) { found.push_back(matcher); });
  EXPECT_THAT(found, ElementsAre(0, 1));
}

// Texts that somebody made to hurt: none takes much longer than any other of its size.
TEST(MatcherTest, ReadsHostileTexts) {
  std::vector<std::string> patterns;
  std::string nested;
  for (size_t i = 0; i < kMostSymbols; ++i) {
    nested.append("最");
    patterns.push_back(nested);
  }
  patterns.push_back("best");
  const Matcher matcher(patterns);
  const Matcher* const matchers[] = {&matcher};
  constexpr size_t kBytes = 1 << 20;
  for (const char* part : {"最", "a", "\u0301", "<", "&", "&amp;", "\xFF", "\xF0\x9F", " ", "b.",
                           "<b>", "\u200B", "&#x;"}) {
    std::string text;
    while (text.size() < kBytes) text.append(part);
    for (const bool html : {false, true}) {
      const absl::Time start = absl::Now();
      size_t found = 0;
      FindAll(text, html, matchers, [&](size_t, const Match& match) {
        ++found;
        ASSERT_LE(match.begin, match.end);
        ASSERT_LE(match.end, kBytes);
      });
      // Tests aren't optimized, and run beside others.
      EXPECT_LT(absl::Now() - start, absl::Seconds(60)) << part;
      EXPECT_EQ(found > 0, part == std::string("最")) << part;
    }
  }
}

}  // namespace
}  // namespace shopdesk::wording
