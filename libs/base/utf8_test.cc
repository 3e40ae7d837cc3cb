#include "libs/base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace shopdesk {
namespace {

TEST(CodePointSizeTest, OfWellFormedText) {
  EXPECT_EQ(CodePointSize("a"), 1u);
  EXPECT_EQ(CodePointSize(absl::string_view("\0", 1)), 1u);
  EXPECT_EQ(CodePointSize("\x7f"), 1u);
  EXPECT_EQ(CodePointSize("\xc2\x80"), 2u);
  EXPECT_EQ(CodePointSize("é!"), 2u);
  EXPECT_EQ(CodePointSize("\xe0\xa0\x80"), 3u);
  EXPECT_EQ(CodePointSize("价格"), 3u);
  EXPECT_EQ(CodePointSize("\xef\xbf\xbf"), 3u);
  EXPECT_EQ(CodePointSize("\xf0\x90\x80\x80"), 4u);
  EXPECT_EQ(CodePointSize("😀"), 4u);
  EXPECT_EQ(CodePointSize("\xf4\x8f\xbf\xbf"), 4u);
}

TEST(CodePointSizeTest, IsZeroForAnythingElse) {
  for (const char* text :
       {"", "\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x20", "\xe0\x9f\xbf", "\xe4\xbb",
        "\xe4\xbb\x20", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    EXPECT_EQ(CodePointSize(text), 0u) << text;
  }
}

TEST(CountCharactersTest, CountsCodePoints) {
  EXPECT_EQ(CountCharacters(""), 0u);
  EXPECT_EQ(CountCharacters("a é 价 😀"), 7u);
  EXPECT_EQ(CountCharacters("\xff价\x80"), 2u) << "a byte that goes on begins no character";
}

TEST(IsUtf8Test, LooksAtAllOfIt) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("a é 价 😀"));
  EXPECT_FALSE(IsUtf8("a é 价 \xf0\x9f\x98"));
  EXPECT_FALSE(IsUtf8("\xff then more"));
}

TEST(CleanTextTest, CutsBetweenCodePointsAndReplacesTheRest) {
  EXPECT_EQ(CleanText("价格", 6), "价格");
  EXPECT_EQ(CleanText("价格", 5), "价");
  EXPECT_EQ(CleanText("价格", 2), "");
  EXPECT_EQ(CleanText(std::string("a\0b\xff", 4) + "c", 10), "a?b?c");
  EXPECT_EQ(CleanText("abc", 0), "");
}

}  // namespace
}  // namespace shopdesk
