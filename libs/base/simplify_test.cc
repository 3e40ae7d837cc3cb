#include "libs/base/simplify.h"

#include <gtest/gtest.h>
#include <unicode/translit.h>

#include <memory>
#include <random>

namespace shopdesk {
namespace {

TEST(Simplify, WritesTraditionalCharactersAsSimplifiedOnes) {
  icu::UnicodeString text = u"臺灣省 龍井 ABC 杭州";
  SimplifyHan(text);
  EXPECT_EQ(text, u"台湾省 龙井 ABC 杭州");
}

// Texts that are passed over would have stayed as they are.
TEST(Simplify, IsWhatTheRulesSayOfAnyText) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> rules(
      icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, error));
  ASSERT_NE(rules, nullptr);
  std::mt19937 random(7);
  for (UChar32 c = 0x2E80; c < 0x30000; c += 1 + static_cast<UChar32>(random() % 2)) {
    if (U_IS_SURROGATE(c)) continue;
    icu::UnicodeString expected = icu::UnicodeString(u"一").append(c).append(u"a里");
    icu::UnicodeString text = expected;
    rules->transliterate(expected);
    SimplifyHan(text);
    ASSERT_EQ(text, expected) << c;
  }
}

}  // namespace
}  // namespace shopdesk
