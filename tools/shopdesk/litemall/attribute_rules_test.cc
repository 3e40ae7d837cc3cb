#include "tools/shopdesk/litemall/attribute_rules.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::AttributeDefinition;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AttributeRulesTest : public ::testing::Test {
 protected:
  absl::StatusOr<AttributeRules> Read(const std::string& rows) {
    return ReadAttributeRules(WriteTestFile(
        "attributes.csv",
        absl::StrCat("attribute,key,display_name,type,unit,cut,words,units,pattern,materials\n",
                     rows)));
  }
  // The rule of the attribute "a".
  AttributeRule RuleOf(const std::string& row) {
    absl::StatusOr<AttributeRules> rules = Read(row);
    EXPECT_OK(rules);
    return rules.ok() ? (*rules)["a"] : AttributeRule();
  }
  std::string ErrorOf(const std::string& rows) {
    const absl::Status status = Read(rows).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    return std::string(status.message());
  }
};

TEST_F(AttributeRulesTest, AChoiceHasTheValuesOfItsWordsOnceEach) {
  const AttributeRule rule = RuleOf("a,grade,Grade,CHOICE,,,best=first;top=first;fair=second,,,\n");
  EXPECT_THAT(rule.definition, EqualsProto(R"pb(
                key: "grade"
                display_name: "Grade"
                value_type: CHOICE
                allowed_values: "first"
                allowed_values: "second"
              )pb"));
  EXPECT_THAT(ReadValues(rule, "top"), ElementsAre("first"));
  EXPECT_THAT(ReadValues(rule, "good"), IsEmpty()) << "no word of the rule";
}

TEST_F(AttributeRulesTest, WordsOfATextAreNoListOfAllowedValues) {
  const AttributeRule rule = RuleOf("a,made,Made in,TEXT,,,PRC=China,,,\n");
  EXPECT_THAT(rule.definition.allowed_values(), IsEmpty());
  EXPECT_THAT(ReadValues(rule, "PRC"), ElementsAre("China"));
}

TEST_F(AttributeRulesTest, AWordMayHaveAnEqualsSign) {
  EXPECT_THAT(ReadValues(RuleOf("a,k,K,TEXT,,,1=1=one,,,\n"), "1=1"), ElementsAre("one"));
}

TEST_F(AttributeRulesTest, NumbersBecomeTheRulesUnit) {
  const AttributeRule rule = RuleOf("a,weight,Weight,MEASURE,g,,,g=1;KG=1000;斤=500,,\n");
  EXPECT_EQ(rule.definition.unit(), "g");
  EXPECT_THAT(ReadValues(rule, "1.5 kg"), ElementsAre("1500"));
  EXPECT_THAT(ReadValues(rule, "1.5Kg"), ElementsAre("1500"));
  EXPECT_THAT(ReadValues(rule, "0.25斤"), ElementsAre("125"));
  EXPECT_THAT(ReadValues(rule, "0.1g"), ElementsAre("0.1"));
  for (const char* wrong : {"5", "kg", "5 lb", "1.2.3 g", "-5 g", "about 5 g"}) {
    EXPECT_THAT(ReadValues(rule, wrong), IsEmpty()) << wrong;
  }
}

TEST_F(AttributeRulesTest, ATextIsCutAtEachCharacter) {
  const AttributeRule rule = RuleOf("a,color,Color,TEXT,,/、\\n,,,,\n");
  EXPECT_THAT(ReadValues(rule, "red / 蓝、green\nred//"), ElementsAre("red", "蓝", "green"))
      << "trimmed, each once, nothing empty";
  EXPECT_THAT(ReadValues(rule, " / "), IsEmpty());
}

TEST_F(AttributeRulesTest, OneValueThatDoesNotFitLeavesNoneOfThem) {
  const AttributeRule rule = RuleOf("a,color,Color,TEXT,,/,,,[a-z]+,\n");
  EXPECT_THAT(ReadValues(rule, "red/blue"), ElementsAre("red", "blue"));
  EXPECT_THAT(ReadValues(rule, "red/38"), IsEmpty());
}

TEST_F(AttributeRulesTest, APatternIsOfTheWholeValueAlsoOverLines) {
  const AttributeRule rule = RuleOf("a,notes,Notes,TEXT,,,,,x.*y,true\n");
  EXPECT_TRUE(rule.materials);
  EXPECT_THAT(ReadValues(rule, "x\ny"), ElementsAre("x\ny"));
  EXPECT_THAT(ReadValues(rule, "axy"), IsEmpty());
}

TEST_F(AttributeRulesTest, ErrorsNameLineColumnAndWhatIsAllowed) {
  EXPECT_THAT(ErrorOf("a,k,K,NUMBER,,,,,,\n"),
              HasSubstr("line 2, column type: must be TEXT, INTEGER, MEASURE, BOOLEAN or CHOICE, "
                        "got \"NUMBER\""));
  EXPECT_THAT(ErrorOf("b,k,K,TEXT,,,,,,\na,k,K,TEXT,,,word,,,\n"),
              HasSubstr("line 3, column words: must be word=value, separated by ;"));
  EXPECT_THAT(ErrorOf("a,k,K,TEXT,,,,g=none,,\n"), HasSubstr("column units: must say how many"));
  EXPECT_THAT(ErrorOf("a,k,K,TEXT,,,,g=0,,\n"), HasSubstr("column units: must say how many"));
  EXPECT_THAT(ErrorOf("a,k,K,TEXT,,,,,(,\n"), HasSubstr("column pattern: must be a regular"));
  EXPECT_THAT(ErrorOf("a,k,K,TEXT,,,,,,maybe\n"), HasSubstr("column materials: must be true"));
  EXPECT_THAT(ErrorOf("a,k,K,TEXT,,,,,,\na,l,L,TEXT,,,,,,\n"),
              HasSubstr("line 3, column attribute: must not be given twice, got \"a\""));
}

}  // namespace
}  // namespace shopdesk::cli
