#include "tools/shopdesk/currency.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::IsOk;
using shopdesk::testing::IsOkAndHolds;
using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;

TEST(CurrencyTest, OnlyCodesOfIso4217) {
  for (const char* code : {"CNY", "EUR", "GBP", "USD", "JPY", "KWD", "BRL", "MXN", "HKD", "TWD"})
    EXPECT_THAT(CheckCurrency(code), IsOk());
  for (const char* code : {"", "XQZ", "¥", "DEM", "CNYX"})
    EXPECT_THAT(CheckCurrency(code), StatusIs(absl::StatusCode::kInvalidArgument)) << code;
}

TEST(CurrencyTest, SaysWhichCodeIsMeant) {
  EXPECT_THAT(std::string(CheckCurrency("RMB").message()), HasSubstr("use CNY"));
  EXPECT_THAT(std::string(CheckCurrency("rmb").message()), HasSubstr("use CNY"));
  EXPECT_THAT(std::string(CheckCurrency("eur").message()), HasSubstr("use EUR"));
}

TEST(CurrencyTest, ReadsWithTheCurrencysDecimals) {
  EXPECT_THAT(ParseMajor("19.9", "CNY"), IsOkAndHolds(1990));
  EXPECT_THAT(ParseMajor("19.900", "CNY"), IsOkAndHolds(1990));
  EXPECT_THAT(ParseMajor("1200", "JPY"), IsOkAndHolds(1200));
  EXPECT_THAT(ParseMajor("1200.00", "JPY"), IsOkAndHolds(1200));
  EXPECT_THAT(ParseMajor("1.234", "KWD"), IsOkAndHolds(1234));
  for (const char* text : {"", "cheap", "-1", "1,5", "$5"})
    EXPECT_THAT(ParseMajor(text, "CNY"), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  EXPECT_THAT(std::string(ParseMajor("19.999", "CNY").status().message()),
              HasSubstr("at most 2 decimals in CNY"));
  EXPECT_THAT(ParseMajor("0.5", "JPY"), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::cli
