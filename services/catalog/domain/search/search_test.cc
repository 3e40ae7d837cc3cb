#include "services/catalog/domain/search/search.h"

#include <map>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

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
                                                        {"#t1", Field::kSku},
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
  EXPECT_EQ(terms[1].typed, "TOWE");
  EXPECT_TRUE(terms[1].prefix);
  EXPECT_TRUE(terms[2].optional);
  EXPECT_THAT(terms[2].tokens, ElementsAre("#red"));
  EXPECT_EQ(terms[2].typed, "");
  EXPECT_THAT(TermsOf("  "), IsEmpty());
}

TEST(SearchTest, PunctuationDoesntCountBesideWords) {
  for (const char* query : {"A & B", "a - b", "a &amp; b", "🎁 a b"}) {
    std::vector<std::string> required;
    for (const Term& term : TermsOf(query)) {
      if (!term.optional) required.push_back(term.tokens[0]);
    }
    EXPECT_THAT(required, ElementsAre("a", "b")) << query;
  }
}

TEST(SearchTest, TheLastWordMayBeBegunAcrossABorder) {
  const std::vector<Term> terms = TermsOf("iphone1");
  ASSERT_EQ(terms.size(), 4u);
  EXPECT_THAT(terms[0].tokens, ElementsAre("iphone"));
  EXPECT_THAT(terms[1].tokens, ElementsAre("1", "iphone1"));
  EXPECT_TRUE(terms[1].prefix);
  EXPECT_THAT(terms[2].tokens, ElementsAre("iphone1"));
  EXPECT_TRUE(terms[2].optional);
  EXPECT_THAT(terms[3].tokens, ElementsAre("#iphone1"));
}

TEST(SearchTest, ACodeWithoutLettersMustBeFoundWhole) {
  const std::vector<Term> terms = TermsOf("---");
  ASSERT_EQ(terms.size(), 1u);
  EXPECT_FALSE(terms[0].optional);
  EXPECT_THAT(terms[0].tokens, ElementsAre("#---"));
}

TEST(SearchTest, BetterFieldsAndRarerWordsScoreMore) {
  EXPECT_GT(TermScore(Field::kTitle, true, 10), TermScore(Field::kTitle, true, 500));
  EXPECT_GT(TermScore(Field::kTitle, true, 10), TermScore(Field::kTitle, false, 10));
  EXPECT_GT(TermScore(Field::kSku, true, 10), TermScore(Field::kTitle, true, 10));
  EXPECT_GT(TermScore(Field::kTitle, false, 1000), TermScore(Field::kAttribute, true, 1000));
  EXPECT_GT(TermScore(Field::kDescription, false, int64_t{1} << 40), 0);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
