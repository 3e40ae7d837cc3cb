#include "services/logistics/domain/carrier/waybill.h"

#include <set>

#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;
using ::testing::HasSubstr;
using ::testing::Not;

WaybillRules Rules(const char* text) {
  return WaybillRules::Compile(ParseText<v1::Carrier>(text)).value();
}

TEST(WaybillTest, S10CheckDigit) {
  // The example of the standard.
  EXPECT_TRUE(IsS10("RA473124829GB"));
  EXPECT_TRUE(IsS10("EE123456785CN"));
  for (char digit = '0'; digit <= '9'; ++digit) {
    std::string number = "RA473124829GB";
    number[10] = digit;
    EXPECT_EQ(IsS10(number), digit == '9') << number;
  }
}

TEST(WaybillTest, S10RemaindersZeroAndOneHaveTheirOwnDigits) {
  // 11 - 0 = 11 stands as 5, 11 - 1 = 10 as 0.
  EXPECT_TRUE(IsS10("RR000000005CN"));
  EXPECT_FALSE(IsS10("RR000000000CN"));
  // Weighted sum 2·6 = 12, remainder 1.
  EXPECT_TRUE(IsS10("RR020000000CN"));
  EXPECT_FALSE(IsS10("RR020000005CN"));
}

TEST(WaybillTest, S10HasItsForm) {
  for (const char* number : {"", "RA47312482GB", "RA4731248299GB", "ra473124829GB", "RA473124829gb",
                             "R1473124829GB", "RA47312482XGB", "RA473124829G1", "RA 73124829GB"}) {
    EXPECT_FALSE(IsS10(number)) << number;
  }
}

TEST(WaybillTest, S10EndsInACountry) {
  EXPECT_TRUE(IsS10("RA473124829GB"));
  EXPECT_FALSE(IsS10("RA473124829XX"));
  EXPECT_FALSE(IsS10("RA473124829ZZ"));
}

TEST(WaybillTest, TheExpectedDigitIsNamed) {
  const WaybillRules rules = Rules(R"pb(
    waybill_rules { pattern: "[A-Z]{2}[0-9]{9}[A-Z]{2}" check: "s10" }
    waybill_rules { pattern: "SD[0-9]{13}" check: "luhn" }
  )pb");
  EXPECT_THAT(rules.Problem("EE123456784CN"), HasSubstr("digit 4 where UPU S10 expects 5"));
  EXPECT_THAT(rules.Problem("SD0000000000001"), HasSubstr("digit 1 where Luhn's rule expects 0"));
  EXPECT_THAT(rules.Problem("EE123456785XX"), HasSubstr("XX, which is no country"));
  EXPECT_EQ(rules.Problem("EE123456785CN"), "");
  EXPECT_EQ(rules.Problem("9"), "");
}

TEST(WaybillTest, Luhn) {
  EXPECT_TRUE(IsLuhn("79927398713"));
  EXPECT_TRUE(IsLuhn("SD-7992-7398-713"));
  EXPECT_FALSE(IsLuhn("79927398710"));
  EXPECT_FALSE(IsLuhn("97927398713"));
  EXPECT_FALSE(IsLuhn("7"));
  EXPECT_FALSE(IsLuhn("SD"));
}

TEST(WaybillTest, OwnNumbersAreUniqueAndChecked) {
  const WaybillRules rules = Rules("waybill_rules { pattern: 'SD[0-9]{13}' check: 'luhn' }");
  std::set<std::string> numbers;
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const std::string number = OwnWaybillNumber(seed * 7919);
    EXPECT_TRUE(rules.Accepts(number)) << number;
    EXPECT_TRUE(numbers.insert(number).second) << number;
  }
  EXPECT_EQ(OwnWaybillNumber(0), "SD0000000000000");
  EXPECT_EQ(OwnWaybillNumber(1'000'000'000'001), OwnWaybillNumber(1));
}

TEST(WaybillTest, OneRuleIsEnough) {
  const WaybillRules rules = Rules(R"pb(
    waybill_rules { pattern: "[A-Z]{2}[0-9]{9}CN" check: "s10" }
    waybill_rules { pattern: "9[0-9]{12}" check: "none" }
  )pb");
  EXPECT_TRUE(rules.Accepts("EE123456785CN"));
  EXPECT_FALSE(rules.Accepts("EE123456784CN"));
  EXPECT_TRUE(rules.Accepts("9876543210123"));
  // The whole number must match.
  EXPECT_FALSE(rules.Accepts("9876543210123X"));
  EXPECT_FALSE(rules.Accepts("X9876543210123"));
  EXPECT_FALSE(rules.Accepts(""));
  EXPECT_THAT(rules.Patterns(), HasSubstr("S10"));
}

TEST(WaybillTest, NoRuleTakesAnything) { EXPECT_TRUE(Rules("").Accepts("anything")); }

TEST(WaybillTest, BadRulesAreRefused) {
  for (const char* text : {"waybill_rules { pattern: '[' }", "waybill_rules { pattern: '' }",
                           "waybill_rules { pattern: 'a' check: 'mod97' }",
                           "waybill_rules { pattern: '((a{1,100}){1,100}){1,100}' }"}) {
    EXPECT_THAT(WaybillRules::Compile(ParseText<v1::Carrier>(text)), Not(IsOk())) << text;
  }
  EXPECT_THAT(WaybillRules::Compile(ParseText<v1::Carrier>("waybill_rules { pattern: '[' }")),
              HasReason("INVALID_ARGUMENT"));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
