#include "services/logistics/domain/notice_text.h"

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
  EXPECT_EQ(NoticeLanguage("fr", "", "es"), "es");
  // Estonian is not Spanish.
  EXPECT_EQ(NoticeLanguage("est", "fr", ""), "zh");
}

}  // namespace
}  // namespace shopdesk::logistics::domain
