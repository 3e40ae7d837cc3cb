#include "services/catalog/domain/search.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/domain/text.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::ParseText;
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
}

TEST(SearchTest, TheBestFieldOfATokenCounts) {
  std::map<std::string, Field> fields;
  for (const Posting& posting : PostingsOf(ParseText<v1::Product>(R"pb(
         title: 'Cotton towel'
         brand: 'Acme'
         description: '<b>towel</b> soft'
         attributes { key: 'material' values: 'Cotton' }
         skus {
           sku_id: 'T-1'
           barcode: '96385074'
           option_values { option: 'c' value: 'Red' }
         }
       )pb"))) {
    fields[posting.token] = posting.field;
  }
  EXPECT_THAT(fields,
              IsSupersetOf(std::map<std::string, Field>{{"towel", Field::kTitle},
                                                        {"cotton", Field::kTitle},
                                                        {"acme", Field::kAttribute},
                                                        {"red", Field::kAttribute},
                                                        {"soft", Field::kDescription},
                                                        {"=material=cotton", Field::kAttribute},
                                                        {"#t-1", Field::kSku},
                                                        {"t", Field::kAttribute},
                                                        {"96385074", Field::kBarcode},
                                                        {"#96385074", Field::kBarcode}}));
  EXPECT_EQ(fields.count("b"), 0u);
}

TEST(SearchTest, TheLastWordOfAQueryIsAPrefix) {
  const std::vector<Term> terms = TermsOf("Red  TOWE");
  ASSERT_EQ(terms.size(), 4u);
  EXPECT_THAT(terms[0].tokens, ElementsAre("red"));
  EXPECT_FALSE(terms[0].prefix);
  EXPECT_THAT(terms[1].tokens, ElementsAre("towe"));
  EXPECT_TRUE(terms[1].prefix);
  EXPECT_TRUE(terms[2].optional);
  EXPECT_THAT(terms[2].tokens, ElementsAre("#red"));
  EXPECT_THAT(TermsOf("  "), IsEmpty());
}

TEST(SearchTest, ACodeWithoutLettersMustBeFoundWhole) {
  const std::vector<Term> terms = TermsOf("---");
  ASSERT_EQ(terms.size(), 1u);
  EXPECT_FALSE(terms[0].optional);
  EXPECT_THAT(terms[0].tokens, ElementsAre("#---"));
}

TEST(SearchTest, BetterFieldsAndRarerWordsScoreMore) {
  EXPECT_GT(TermScore(Field::kTitle, 10), TermScore(Field::kTitle, 500));
  EXPECT_GT(TermScore(Field::kSku, 10), TermScore(Field::kTitle, 10));
  EXPECT_GT(TermScore(Field::kTitle, 1000), TermScore(Field::kAttribute, 1000));
  EXPECT_GT(TermScore(Field::kDescription, int64_t{1} << 40), 0);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
