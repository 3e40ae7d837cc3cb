#include "libs/wording/fold.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace shopdesk::wording {
namespace {

std::u32string FoldOf(std::u32string_view text) {
  std::u32string folded;
  for (const char32_t c : text) {
    const Folded& character = FoldCharacter(c);
    folded.append(character.symbols.data(), character.count);
  }
  return folded;
}

TEST(FoldTest, TakesWhatPeopleTakeForOne) {
  // Case, accents, width.
  EXPECT_EQ(FoldOf(U"BEST"), FoldOf(U"best"));
  EXPECT_EQ(FoldOf(U"ＢＥＳＴ"), FoldOf(U"best"));
  EXPECT_EQ(FoldOf(U"número"), FoldOf(U"numero"));
  EXPECT_EQ(FoldOf(U"avaliação"), FoldOf(U"avaliacao"));
  // Traditional characters.
  EXPECT_EQ(FoldOf(U"國家級"), FoldOf(U"国家级"));
  // Cyrillic and Greek letters, the signs of mathematics, digits for letters.
  EXPECT_EQ(FoldOf(U"bеst"), FoldOf(U"best"));
  EXPECT_EQ(FoldOf(U"𝐛𝐞𝐬𝐭"), FoldOf(U"best"));
  EXPECT_EQ(FoldOf(U"c0upon"), FoldOf(U"coupon"));
  EXPECT_EQ(FoldOf(U"g1ft"), FoldOf(U"gift"));
  // Kana for ideographs, compatibility forms.
  EXPECT_EQ(FoldOf(U"第ー"), FoldOf(U"第一"));
  EXPECT_EQ(FoldOf(U"㊣"), FoldOf(U"正"));
}

TEST(FoldTest, TellsOthersApart) {
  EXPECT_NE(FoldOf(U"best"), FoldOf(U"beat"));
  EXPECT_NE(FoldOf(U"最好"), FoldOf(U"最佳"));
  EXPECT_NE(FoldOf(U"5"), FoldOf(U"6"));
}

TEST(FoldTest, SaysWhatStandsBetweenLetters) {
  EXPECT_EQ(FoldCharacter(U'\u200B').gap, Gap::kNone);
  EXPECT_EQ(FoldCharacter(U'\u0301').gap, Gap::kNone);
  EXPECT_EQ(FoldCharacter(U'*').gap, Gap::kSign);
  EXPECT_EQ(FoldCharacter(U'😀').gap, Gap::kSign);
  EXPECT_EQ(FoldCharacter(0xFFFD).gap, Gap::kSign);
  EXPECT_EQ(FoldCharacter(U' ').gap, Gap::kBlank);
  EXPECT_EQ(FoldCharacter(U'\u3000').gap, Gap::kBlank);
  EXPECT_EQ(FoldCharacter(U'\n').gap, Gap::kBlank);
  EXPECT_EQ(FoldCharacter(U'。').gap, Gap::kBreak);
  EXPECT_TRUE(FoldCharacter(U'.').ends_sentence);
  EXPECT_FALSE(FoldCharacter(U'-').ends_sentence);
}

TEST(FoldTest, KnowsScriptsWithoutBlanks) {
  EXPECT_TRUE(FoldCharacter(U'最').ideographic);
  EXPECT_TRUE(FoldCharacter(U'ー').ideographic);
  EXPECT_FALSE(FoldCharacter(U'b').ideographic);
  EXPECT_FALSE(FoldCharacter(U'5').ideographic);
}

TEST(FoldTest, TakesAnyNumberForACodePoint) {
  for (const char32_t code : {char32_t{0x10FFFF}, char32_t{0x110000}, char32_t{0xFFFFFFFF},
                              char32_t{0xD800}, char32_t{0}}) {
    EXPECT_EQ(FoldCharacter(code).count, 0) << static_cast<uint32_t>(code);
  }
}

TEST(FoldTest, BoundsWhatACharacterBecomes) {
  EXPECT_EQ(FoldCharacter(U'㎏').count, 2);
  // A whole phrase in one character.
  EXPECT_EQ(FoldCharacter(0xFDFA).count, kMostSymbolsOfCharacter);
}

TEST(FoldTest, MakesItsTablesForAllThreadsOnce) {
  std::vector<std::thread> threads;
  std::vector<std::u32string> folded(4);
  for (std::u32string& result : folded) {
    threads.emplace_back([&result] { result = FoldOf(U"ﾃｽﾄ ԱԲԳ ابج ᚠᚡ 國家級"); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::u32string& result : folded) EXPECT_EQ(result, folded[0]);
  EXPECT_FALSE(folded[0].empty());
}

}  // namespace
}  // namespace shopdesk::wording
