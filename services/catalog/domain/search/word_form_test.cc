#include "services/catalog/domain/search/word_form.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/domain/search/text.h"

namespace shopdesk::catalog::domain {
namespace {

using ::testing::IsEmpty;

bool AreForms(absl::string_view a, absl::string_view b) {
  const std::vector<std::string> one = StemsOf(Fold(a));
  const std::vector<std::string> other = StemsOf(Fold(b));
  return std::any_of(one.begin(), one.end(), [&](const std::string& stem) {
    return std::find(other.begin(), other.end(), stem) != other.end();
  });
}

TEST(WordFormTest, FormsOfAWordHaveAStemInCommon) {
  const std::pair<const char*, const char*> forms[] = {{"bag", "bags"},
                                                       {"box", "boxes"},
                                                       {"dish", "dishes"},
                                                       {"silla", "sillas"},
                                                       {"camión", "camiones"},
                                                       {"rojo", "rojos"},
                                                       {"rojas", "rojo"},
                                                       {"cojín", "cojines"},
                                                       {"cadeira", "cadeiras"},
                                                       {"vermelho", "vermelhas"},
                                                       {"botão", "botões"},
                                                       {"pão", "pães"},
                                                       {"lençol", "lençóis"},
                                                       {"papel", "papéis"},
                                                       {"animal", "animais"},
                                                       {"coleção", "coleções"},
                                                       {"colección", "colecciones"},
                                                       {"lápiz", "lápices"},
                                                       {"running", "runs"},
                                                       {"luz", "luzes"}};
  for (const auto& [a, b] : forms) EXPECT_TRUE(AreForms(a, b)) << a << " " << b;
  const std::pair<const char*, const char*> others[] = {
      {"bag", "bagel"}, {"silla", "sillon"}, {"towel", "tower"}, {"taza", "tapa"}};
  for (const auto& [a, b] : others) EXPECT_FALSE(AreForms(a, b)) << a << " " << b;
}

TEST(WordFormTest, CodesChineseAndShortWordsHaveNoForms) {
  for (const char* word : {"", "a", "xs", "毛巾", "5g", "t15s", "кот", "#bags"}) {
    EXPECT_THAT(StemsOf(word), IsEmpty()) << word;
  }
}

TEST(WordFormTest, OneLetterIsASlipTwoAreNot) {
  for (const char* slip : {"towl", "towell", "tovel", "towle", "otwel", "owel", "stowel"}) {
    EXPECT_TRUE(IsOneSlip(slip, "towel")) << slip;
    EXPECT_TRUE(IsOneSlip("towel", slip)) << slip;
  }
  for (const char* other : {"towel", "tow", "towelss", "tovle", "ewolt", "lowes", ""}) {
    EXPECT_FALSE(IsOneSlip(other, "towel")) << other;
    EXPECT_FALSE(IsOneSlip("towel", other)) << other;
  }
}

}  // namespace
}  // namespace shopdesk::catalog::domain
