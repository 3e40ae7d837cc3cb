#include "libs/base/text.h"

#include <gtest/gtest.h>

namespace shopdesk {
namespace {

TEST(TextTest, KnowsWhatCantBeSeen) {
  for (const char* blank :
       {"", " ", "\t\r\n", "\u3000", "\u00a0", "\u200b", " \u200d\ufeff", "\u3164", "\u202e "}) {
    EXPECT_TRUE(IsBlank(blank)) << blank;
  }
  for (const char* text : {"a", " 一 ", "\u200b1", ".", "👍", "\xff"})
    EXPECT_FALSE(IsBlank(text)) << text;
}

TEST(TextTest, TakesTheIdsThatPeopleUse) {
  for (const char* id : {"A1", "a-b", "--", "杯子 红色", "85123A", "x/y", "ÅÄÖ", "🎁"}) {
    EXPECT_EQ(IdProblem(id), "") << id;
  }
}

TEST(TextTest, RefusesIdsThatLookLikeOthers) {
  EXPECT_EQ(IdProblem("-"), "not be \"-\", which stands for any");
  for (const char* id : {" a", "a ", "\u3000a", "a\u00a0", "a\n", "\ta"})
    EXPECT_NE(IdProblem(id), "") << id;
  EXPECT_EQ(IdProblem("a\u3000"), "not begin or end with white space");
  for (const char* id : {"a\u200bb", "a\x01",
                         "\ufeff"
                         "a",
                         "a\u00ad"
                         "b",
                         "a\u2060",
                         "a\u0085"
                         "b"}) {
    EXPECT_EQ(IdProblem(id), "not hold characters that can't be seen") << id;
  }
}

}  // namespace
}  // namespace shopdesk
