#include "services/logistics/domain/notice/notice_text.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::logistics::domain {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using v1::Notice;

TEST(NoticeTextsTest, EveryKindInEveryLanguage) {
  std::set<std::string> texts;
  for (int kind = 1; kind <= Notice::Kind_MAX; ++kind) {
    for (const char* language : {"zh", "es", "en", "pt"}) {
      const NoticeText text = NoticeTextOf(static_cast<Notice::Kind>(kind), language);
      EXPECT_THAT(text.text, HasSubstr("{order}")) << kind << language;
      EXPECT_THAT(text.subject, Not(HasSubstr("{"))) << kind << language;
      EXPECT_TRUE(texts.insert(text.text).second) << kind << language;
    }
  }
  EXPECT_EQ(std::string(NoticeTextOf(Notice::KIND_UNSPECIFIED, "zh").text), "");
}

TEST(NoticeTextsTest, LanguagesFallBack) {
  EXPECT_EQ(NoticeLanguage("pt-BR", "en", "zh"), "pt");
  EXPECT_EQ(NoticeLanguage("", "EN_gb", "zh"), "en");
  EXPECT_EQ(NoticeLanguage("zh-Hant-TW", "en", "es"), "zh");
  EXPECT_EQ(NoticeLanguage("", "", "es"), "es");
  EXPECT_EQ(NoticeLanguage("", "", ""), "zh");
  // Who asks for French gets English rather than the shop's own language; so too Estonian.
  EXPECT_EQ(NoticeLanguage("fr", "", "zh"), "en");
  EXPECT_EQ(NoticeLanguage("est", "zh", "zh"), "en");
}

TEST(NoticeTextsTest, DatesAndMoneyAreWrittenAsTheLanguageDoes) {
  EXPECT_EQ(LocalVariable("date", "2024-03-08", "en"), "March 8, 2024");
  EXPECT_EQ(LocalVariable("date", "2024-03-08", "es"), "8 de marzo de 2024");
  EXPECT_EQ(LocalVariable("date", "2024-03-08", "zh"), "2024年3月8日");
  EXPECT_EQ(LocalVariable("date", "next week", "en"), "next week");
  EXPECT_EQ(LocalVariable("amount", "1234.50 CNY", "zh"), "¥1,234.50");
  EXPECT_THAT(LocalVariable("amount", "1234.50 BRL", "pt"), HasSubstr("1.234,50"));
  EXPECT_EQ(LocalVariable("amount", "a lot", "en"), "a lot");
  EXPECT_EQ(LocalVariable("amount", "5", "en"), "5");
  EXPECT_EQ(LocalVariable("until", "16:00", "en"), "16:00");
  EXPECT_EQ(LocalVariable("until", "2024-03-08 18:00", "zh"), "2024年3月8日 18:00");
  EXPECT_EQ(LocalVariable("until", "2024-03-08 18:00", "pt"), "8 de março de 2024 às 18:00");
}

}  // namespace
}  // namespace shopdesk::logistics::domain
