#include "libs/base/language.h"

#include <gtest/gtest.h>

#include "libs/base/money.h"

namespace shopdesk {
namespace {

TEST(LanguageTest, MatchesTagsInAnySpelling) {
  constexpr absl::string_view kOurs[] = {"zh", "en", "es", "pt"};
  const struct {
    const char* asked;
    const char* found;
  } kCases[] = {{"EN", "en"},         {"en-GB", "en"},      {"pt_BR", "pt"}, {"pt-PT", "pt"},
                {"es-419", "es"},     {"zh-Hans-CN", "zh"}, {"zh_TW", "zh"}, {"zh-Hant", "zh"},
                {"ZH_hans_cn", "zh"}, {"fr", ""},           {"", ""},        {"-", ""},
                {"not a tag", ""},    {"und", ""}};
  for (const auto& [asked, found] : kCases) EXPECT_EQ(MatchLanguage(asked, kOurs), found) << asked;
}

TEST(LanguageTest, WritesMoneyAsTheLanguageDoes) {
  EXPECT_EQ(MoneyIn("en", MakeMoney("USD", 123450)), "$1,234.50");
  EXPECT_EQ(MoneyIn("zh", MakeMoney("CNY", 123450)), "¥1,234.50");
  EXPECT_EQ(MoneyIn("es", MakeMoney("EUR", 1234550)), "12.345,50\u00a0€");
  EXPECT_EQ(MoneyIn("pt", MakeMoney("BRL", -100)), "-R$\u00a01,00");
  EXPECT_EQ(MoneyIn("en", MakeMoney("JPY", 1234)), "¥1,234");
  EXPECT_EQ(MoneyIn("en", MakeMoney("KWD", 1234)), "KWD\u00a01.234");
  // Custom would round it.
  EXPECT_EQ(MoneyIn("en", MakeMoney("RSD", 19950)), "RSD\u00a0199.50");
}

TEST(LanguageTest, WritesTimesInTheZone) {
  const absl::Time time =
      absl::FromCivil(absl::CivilSecond(2024, 3, 4, 18, 30, 0), absl::UTCTimeZone());
  absl::TimeZone shanghai;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &shanghai));
  EXPECT_EQ(TimeIn("en", time, absl::UTCTimeZone()), "March 4, 2024 at 6:30\u202fPM");
  EXPECT_EQ(TimeIn("zh", time, shanghai), "2024年3月5日 02:30");
  EXPECT_EQ(DateIn("zh", time, shanghai), "2024年3月5日");
  EXPECT_EQ(DateIn("es", time, shanghai), "5 de marzo de 2024");
  EXPECT_EQ(DateIn("pt", time, absl::UTCTimeZone()), "4 de março de 2024");
}

}  // namespace
}  // namespace shopdesk
