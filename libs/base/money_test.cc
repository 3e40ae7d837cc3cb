#include "libs/base/money.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <random>

#include "absl/strings/str_split.h"
#include "libs/base/error.h"

namespace shopdesk {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

TEST(MoneyTest, AddsAndSubtracts) {
  EXPECT_EQ(Add(MakeMoney("GBP", 120), MakeMoney("GBP", -20))->minor(), 100);
  EXPECT_EQ(Subtract(MakeMoney("GBP", 120), MakeMoney("GBP", 130))->minor(), -10);
  EXPECT_EQ(Add(MakeMoney("GBP", 1), MakeMoney("GBP", 1))->currency_code(), "GBP");
  EXPECT_EQ(Subtract(MakeMoney("GBP", -1), MakeMoney("GBP", kMax))->minor(), kMin);
}

TEST(MoneyTest, RefusesTwoCurrencies) {
  for (const absl::Status& status : {Add(MakeMoney("GBP", 1), MakeMoney("EUR", 1)).status(),
                                     Subtract(MakeMoney("GBP", 1), MakeMoney("", 1)).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(MoneyTest, RefusesWhatDoesNotFit) {
  for (const absl::Status& status :
       {Add(MakeMoney("GBP", kMax), MakeMoney("GBP", 1)).status(),
        Add(MakeMoney("GBP", kMin), MakeMoney("GBP", -1)).status(),
        Subtract(MakeMoney("GBP", kMin), MakeMoney("GBP", 1)).status(),
        Subtract(MakeMoney("GBP", 0), MakeMoney("GBP", kMin)).status(),
        Multiply(MakeMoney("GBP", kMax / 2 + 1), 2).status(),
        Multiply(MakeMoney("GBP", kMin), -1).status(),
        MultiplyRatio(MakeMoney("GBP", kMax), 3, 2).status(), CheckedAdd(kMax, 1).status(),
        CheckedMultiply(kMin, -1).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(ReasonOf(status), "AMOUNT_OUT_OF_RANGE");
  }
  EXPECT_EQ(*CheckedAdd(kMax, kMin), -1);
  EXPECT_EQ(*CheckedMultiply(-3, 5), -15);
}

struct RatioCase {
  int64_t minor, numerator, denominator, result;
};
class MultiplyRatioTest : public ::testing::TestWithParam<RatioCase> {};

TEST_P(MultiplyRatioTest, RoundsHalfAwayFromZero) {
  const RatioCase& c = GetParam();
  EXPECT_EQ(MultiplyRatio(MakeMoney("GBP", c.minor), c.numerator, c.denominator)->minor(),
            c.result);
  EXPECT_EQ(MultiplyRatio(MakeMoney("GBP", -c.minor), c.numerator, c.denominator)->minor(),
            -c.result);
  EXPECT_EQ(MultiplyRatio(MakeMoney("GBP", c.minor), -c.numerator, c.denominator)->minor(),
            -c.result);
}

INSTANTIATE_TEST_SUITE_P(
    All, MultiplyRatioTest,
    ::testing::Values(RatioCase{100, 1, 3, 33}, RatioCase{200, 1, 3, 67}, RatioCase{1, 1, 2, 1},
                      RatioCase{1, 49, 100, 0}, RatioCase{1, 50, 100, 1}, RatioCase{3, 1, 2, 2},
                      RatioCase{7, 1, 1, 7}, RatioCase{7, 0, 5, 0}, RatioCase{5, 1, 10, 1},
                      RatioCase{4, 1, 10, 0}, RatioCase{14, 1, 4, 4}, RatioCase{13, 1, 4, 3},
                      RatioCase{8, 1, 5, 2}, RatioCase{7, 1, 5, 1},
                      RatioCase{kMax, kMax, kMax, kMax}, RatioCase{kMax, 1, kMax, 1},
                      RatioCase{kMax / 2, 1, kMax, 0}));

TEST(MultiplyRatioTest, TheDenominatorMustBePositive) {
  EXPECT_FALSE(MultiplyRatio(MakeMoney("GBP", 1), 1, 0).ok());
  EXPECT_FALSE(MultiplyRatio(MakeMoney("GBP", 1), 1, -2).ok());
}

TEST(AllocateTest, GivesTheLeftCentsToTheLargestRemainders) {
  EXPECT_THAT(*Allocate(100, {1, 1, 1}), ElementsAre(34, 33, 33));
  EXPECT_THAT(*Allocate(101, {1, 1, 1}), ElementsAre(34, 34, 33));
  EXPECT_THAT(*Allocate(100, {1, 2, 3}), ElementsAre(17, 33, 50));
  EXPECT_THAT(*Allocate(10, {0, 3, 0, 4}), ElementsAre(0, 4, 0, 6));
  EXPECT_THAT(*Allocate(1, {1, 1, 98}), ElementsAre(0, 0, 1));
  EXPECT_THAT(*Allocate(-100, {1, 1, 1}), ElementsAre(-34, -33, -33));
  EXPECT_THAT(*Allocate(0, {5, 7}), ElementsAre(0, 0));
  EXPECT_THAT(*Allocate(7, {5}), ElementsAre(7));
}

TEST(AllocateTest, KeepsTheSumAtTheEdges) {
  EXPECT_THAT(*Allocate(kMax, {1}), ElementsAre(kMax));
  EXPECT_THAT(*Allocate(kMin, {1}), ElementsAre(kMin));
  EXPECT_THAT(*Allocate(kMin, {kMax, 0}), ElementsAre(kMin, 0));
  EXPECT_THAT(*Allocate(kMax, {kMax, kMax}), ElementsAre(kMax / 2 + 1, kMax / 2));
}

TEST(AllocateTest, RefusesWeightsThatDivideNothing) {
  EXPECT_FALSE(Allocate(1, {}).ok());
  EXPECT_FALSE(Allocate(1, {0, 0}).ok());
  EXPECT_FALSE(Allocate(1, {2, -1}).ok());
}

TEST(AllocateTest, AlwaysSumsUpWithinOneOfTheExactShare) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::vector<int64_t> weights(1 + random() % 9);
    for (int64_t& weight : weights) weight = static_cast<int64_t>(random() % 1000);
    weights[random() % weights.size()] += 1;
    const int64_t total = static_cast<int64_t>(random() % 2000001) - 1000000;
    const std::vector<int64_t> parts = *Allocate(total, weights);
    ASSERT_EQ(std::accumulate(parts.begin(), parts.end(), int64_t{0}), total);
    const int64_t sum = std::accumulate(weights.begin(), weights.end(), int64_t{0});
    for (size_t i = 0; i < parts.size(); ++i) {
      ASSERT_LT(std::abs(parts[i] * sum - total * weights[i]), sum);
      ASSERT_TRUE(weights[i] != 0 || parts[i] == 0);
    }
  }
}

TEST(FormatMoneyTest, KnowsTheDecimalsOfCurrencies) {
  EXPECT_EQ(DecimalsOf("GBP"), 2);
  EXPECT_EQ(DecimalsOf("JPY"), 0);
  EXPECT_EQ(DecimalsOf("KWD"), 3);
  EXPECT_EQ(DecimalsOf("X"), 2);
  EXPECT_EQ(FormatMoney(MakeMoney("JPY", 1234)), "1234 JPY");
  EXPECT_EQ(FormatMoney(MakeMoney("JPY", 0)), "0 JPY");
  EXPECT_EQ(FormatMoney(MakeMoney("KWD", -5)), "-0.005 KWD");
  EXPECT_EQ(FormatMoney(MakeMoney("KWD", 1234)), "1.234 KWD");
  for (const char* code : {"CNY", "USD", "EUR", "GBP", "INR", "JPY", "KWD", "TWD"})
    EXPECT_TRUE(IsCurrency(code));
  for (const char* code : {"RMB", "cny", "", "XYZ", "DEM"}) EXPECT_FALSE(IsCurrency(code)) << code;
}

// All of ISO 4217's list one that are money of a country, by their minor units.
TEST(FormatMoneyTest, EveryCurrencyHasIsosDecimals) {
  const std::pair<int, const char*> kTable[] = {
      {0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"},
      {2,
       "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN "
       "BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
       "GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR "
       "LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD "
       "PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SOS SRD SSP STN SYP "
       "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS WST XCD YER ZAR ZMW"},
      {3, "BHD IQD JOD KWD LYD OMR TND"}};
  for (const auto& [decimals, codes] : kTable) {
    for (const absl::string_view code : absl::StrSplit(codes, ' ')) {
      EXPECT_TRUE(IsCurrency(code)) << code;
      EXPECT_EQ(DecimalsOf(code), decimals) << code;
    }
  }
  EXPECT_EQ(FormatMoney(MakeMoney("RSD", 19950)), "199.50 RSD");
  EXPECT_EQ(FormatMoney(MakeMoney("IQD", 1250)), "1.250 IQD");
}

TEST(FormatMoneyTest, ShowsTwoDecimalsAndTheCurrency) {
  EXPECT_EQ(FormatMoney(MakeMoney("GBP", 1234)), "12.34 GBP");
  EXPECT_EQ(FormatMoney(MakeMoney("CNY", 5)), "0.05 CNY");
  EXPECT_EQ(FormatMoney(MakeMoney("CNY", -5)), "-0.05 CNY");
  EXPECT_EQ(FormatMoney(MakeMoney("CNY", 0)), "0.00 CNY");
  EXPECT_EQ(FormatMoney(MakeMoney("X", kMin)), "-92233720368547758.08 X");
}

struct ParseCase {
  const char* text;
  int decimals;
  int64_t minor;
};
class ParseMinorTest : public ::testing::TestWithParam<ParseCase> {};

TEST_P(ParseMinorTest, RoundsHalfUp) {
  const absl::StatusOr<int64_t> minor = ParseMinor(GetParam().text, GetParam().decimals);
  ASSERT_TRUE(minor.ok()) << minor.status();
  EXPECT_EQ(*minor, GetParam().minor);
}

INSTANTIATE_TEST_SUITE_P(
    All, ParseMinorTest,
    ::testing::Values(
        ParseCase{"12.34", 2, 1234}, ParseCase{"12", 2, 1200}, ParseCase{"12.3", 2, 1230},
        ParseCase{"12.345", 2, 1235}, ParseCase{"12.344999", 2, 1234}, ParseCase{"0.995", 2, 100},
        ParseCase{"9.999", 2, 1000}, ParseCase{".5", 2, 50}, ParseCase{"5.", 2, 500},
        ParseCase{"0", 2, 0}, ParseCase{"-0.005", 2, -1}, ParseCase{"-12.344", 2, -1234},
        ParseCase{"00012.30", 2, 1230}, ParseCase{"2.5", 0, 3}, ParseCase{"2.49", 0, 2},
        ParseCase{"1.5", 3, 1500}, ParseCase{"0.001", 2, 0},
        ParseCase{"92233720368547758.07", 2, kMax}, ParseCase{"92233720368547758.074", 2, kMax},
        ParseCase{"-92233720368547758.08", 2, kMin}, ParseCase{"-9223372036854775808", 0, kMin}));

TEST(ParseMinorTest, RefusesWhatIsNoDecimalNumber) {
  for (const char* text : {"", "-", ".", "-.", "1e3", "+1", " 1", "1 ", "1,000", "1.2.3", "0x10",
                           "NaN", "inf", "--1", "１２"}) {
    const absl::Status status = ParseMinor(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << "\"" << text << "\"";
  }
}

TEST(ParseMinorTest, RefusesWhatDoesNotFit) {
  for (const char* text : {"92233720368547758.08", "92233720368547758.075", "-92233720368547758.09",
                           "99999999999999999999999999999999999999999999999999999999999999999999",
                           "92233720368547759"}) {
    EXPECT_EQ(ParseMinor(text).status().code(), absl::StatusCode::kOutOfRange) << text;
  }
}

}  // namespace
}  // namespace shopdesk
