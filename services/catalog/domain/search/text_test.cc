#include "services/catalog/domain/search/text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::catalog::domain {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

TEST(TextTest, FoldsWhatMakesNoDifference) {
  EXPECT_EQ(Fold("Café ÑANDÚ São"), "cafe nandu sao");
  EXPECT_EQ(Fold("Cafe\xCC\x81"), "cafe");
  EXPECT_EQ(Fold("ＡＢＣ１２３"), "abc123");
  EXPECT_EQ(Fold("純棉毛巾禮盒"), "纯棉毛巾礼盒");
  EXPECT_EQ(Fold("Straße"), "strasse");
  EXPECT_EQ(Fold("が"), "が");
  EXPECT_EQ(Fold("plain ASCII"), "plain ascii");
}

TEST(TextTest, IndexesChineseByCharactersAndPairs) {
  EXPECT_THAT(IndexTokens("纯棉毛巾 xl"),
              ElementsAre("纯", "棉", "毛", "巾", "纯棉", "棉毛", "毛巾", "xl"));
  EXPECT_THAT(IndexTokens("100%棉a-b"), ElementsAre("100", "棉", "a", "b"));
  EXPECT_THAT(IndexTokens(" .,! "), IsEmpty());
}

TEST(TextTest, ABlankBetweenLettersAndDigitsMakesNoDifference) {
  EXPECT_THAT(IndexTokens("iphone15 x"), ElementsAre("iphone15", "iphone", "15", "x"));
  EXPECT_THAT(QueryTokens("iphone15"), ElementsAre("iphone", "15"));
  EXPECT_THAT(QueryTokens("a1b22"), ElementsAre("a", "1", "b", "22"));
  EXPECT_THAT(QueryTokens("5g手机"), ElementsAre("5", "g", "手机"));
  EXPECT_THAT(PartsOf("word"), ElementsAre("word"));
  EXPECT_THAT(PartsOf("2048"), ElementsAre("2048"));
}

TEST(TextTest, CutsChineseQueriesIntoWords) {
  EXPECT_THAT(QueryTokens("毛巾"), ElementsAre("毛巾"));
  EXPECT_THAT(QueryTokens("巾"), ElementsAre("巾"));
  // The pair that crosses two words is not asked for.
  EXPECT_THAT(QueryTokens("毛巾礼盒"), Not(Contains("巾礼")));
  EXPECT_THAT(IndexTokens("纯棉毛巾礼盒"), IsSupersetOf(QueryTokens("毛巾礼盒")));
}

TEST(TextTest, StripsHtml) {
  EXPECT_EQ(StripHtml("<p class=\"a\">soft&nbsp;towel</p> 5 < 6 & 7"), " soft towel  5 < 6 & 7");
  // What an entity writes is no tag.
  EXPECT_EQ(StripHtml("a &lt;b&gt; c"), "a <b> c");
}

TEST(TextTest, ReadsEntities) {
  EXPECT_EQ(ReadEntities("Tea &amp; caf&eacute; &#201;t&#xE9; &Ntilde;"), "Tea & café Été Ñ");
  EXPECT_EQ(ReadEntities("&quot;a&apos;b&lt;c&gt;"), "\"a'b<c>");
  EXPECT_EQ(ReadEntities("a&frac12;b"), "a b");
  // Seven bytes between "&" and ";" may be an entity; more are none.
  EXPECT_EQ(ReadEntities("a&1234567;b"), "a b");
  EXPECT_EQ(ReadEntities("a&12345678;b"), "a&12345678;b");
  for (const char* none : {"R&D", "&;", "&#;", "&#x;", "&#0;", "&#xD800;", "& b;"}) {
    EXPECT_EQ(ReadEntities(none), none);
  }
}

TEST(TextTest, LikeIdsAreTheSame) {
  for (const char* id : {"A-1", "a1", "Ａ－１", " a 1", "A–1", "a​1", "--a1"}) {
    EXPECT_EQ(LikenessOf(id), "a1") << id;
  }
  EXPECT_NE(LikenessOf("a1"), LikenessOf("a2"));
  EXPECT_EQ(LikenessOf("--"), "--");
}

}  // namespace
}  // namespace shopdesk::catalog::domain
