#include "services/catalog/domain/text.h"

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

TEST(TextTest, CutsChineseQueriesIntoWords) {
  EXPECT_THAT(QueryTokens("毛巾"), ElementsAre("毛巾"));
  EXPECT_THAT(QueryTokens("巾"), ElementsAre("巾"));
  // The pair that crosses two words is not asked for.
  EXPECT_THAT(QueryTokens("毛巾礼盒"), Not(Contains("巾礼")));
  EXPECT_THAT(IndexTokens("纯棉毛巾礼盒"), IsSupersetOf(QueryTokens("毛巾礼盒")));
}

TEST(TextTest, StripsHtml) {
  EXPECT_EQ(StripHtml("<p class=\"a\">soft&nbsp;towel</p> 5 < 6 & 7"), " soft towel  5 < 6 & 7");
  // Eight bytes from "&" to ";" may be an entity; more are none.
  EXPECT_EQ(StripHtml("a&frac12;b"), "a b");
  EXPECT_EQ(StripHtml("a&1234567;b"), "a b");
  EXPECT_EQ(StripHtml("a&12345678;b"), "a&12345678;b");
}

}  // namespace
}  // namespace shopdesk::catalog::domain
