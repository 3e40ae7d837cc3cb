#include "services/catalog/domain/knowledge/told_text.h"

#include <string>

#include "gtest/gtest.h"

namespace shopdesk::catalog::domain {
namespace {

TEST(ToldTextTest, WhoAsksForNothingGetsChineseAndForWhatThereIsNotEnglish) {
  EXPECT_EQ(TextLanguage(""), "zh");
  EXPECT_EQ(TextLanguage("pt_BR"), "pt");
  EXPECT_EQ(TextLanguage("de"), "en");
  EXPECT_EQ(TextColumn("es"), 2u);
}

TEST(ToldTextTest, TheTextIsInTheLanguageOrEnglishOrTheFirst) {
  google::protobuf::RepeatedPtrField<v1::CareText> texts;
  const auto add = [&](const char* language) { texts.Add()->set_language_code(language); };
  add("ja");
  EXPECT_EQ(ChooseText(texts, "pt").language_code(), "ja");
  add("en");
  EXPECT_EQ(ChooseText(texts, "pt").language_code(), "en");
  add("pt-BR");
  EXPECT_EQ(ChooseText(texts, "pt").language_code(), "pt-BR");
}

}  // namespace
}  // namespace shopdesk::catalog::domain
