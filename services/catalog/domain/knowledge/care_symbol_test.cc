#include "services/catalog/domain/knowledge/care_symbol.h"

#include <cstring>
#include <iterator>

#include "gtest/gtest.h"

namespace shopdesk::catalog::domain {
namespace {

using CareCode = v1::CareSymbol;

// Whether a treats the goods as gently as b in every respect.
bool AsGentleAs(const CareSymbolInfo& a, const CareSymbolInfo& b) {
  for (size_t i = 0; i < std::size(a.gentleness); ++i) {
    if (a.gentleness[i] < b.gentleness[i]) return false;
  }
  return true;
}

TEST(CareSymbolTest, EveryCodeHasItsProcessAndATextInEachLanguage) {
  const auto& codes = *CareCode::Value_descriptor();
  ASSERT_EQ(CareSymbols().size(), static_cast<size_t>(codes.value_count() - 1));
  for (int i = 1; i < codes.value_count(); ++i) {
    const CareSymbolInfo* info =
        FindCareSymbol(static_cast<CareCode::Value>(codes.value(i)->number()));
    ASSERT_NE(info, nullptr) << codes.value(i)->name();
    EXPECT_NE(info->process, v1::CareProcess::CARE_PROCESS_UNSPECIFIED);
    for (const char* text : info->texts) EXPECT_GT(std::strlen(text), 0u) << codes.value(i)->name();
  }
  EXPECT_EQ(FindCareSymbol(CareCode::CARE_SYMBOL_UNSPECIFIED), nullptr);
}

TEST(CareSymbolTest, NoTwoOfAProcessSayTheSame) {
  for (const CareSymbolInfo& a : CareSymbols()) {
    for (const CareSymbolInfo& b : CareSymbols()) {
      if (&a == &b || a.process != b.process) continue;
      EXPECT_FALSE(AsGentleAs(a, b) && AsGentleAs(b, a)) << a.symbol << " and " << b.symbol;
      for (size_t i = 0; i < std::size(a.texts); ++i) EXPECT_STRNE(a.texts[i], b.texts[i]);
    }
  }
}

TEST(CareSymbolTest, WhatDoesForTwoIsGentleEnoughForEachAndNoGentlerThanItMustBe) {
  for (const CareSymbolInfo& a : CareSymbols()) {
    for (const CareSymbolInfo& b : CareSymbols()) {
      if (a.process != b.process) continue;
      const CareSymbolInfo& both = *FindCareSymbol(GentlestOf(a.symbol, b.symbol));
      EXPECT_EQ(both.process, a.process);
      EXPECT_TRUE(AsGentleAs(both, a) && AsGentleAs(both, b));
      EXPECT_EQ(GentlestOf(b.symbol, a.symbol), both.symbol);
      for (const CareSymbolInfo& other : CareSymbols()) {
        if (other.process != a.process || other.symbol == both.symbol) continue;
        EXPECT_FALSE(AsGentleAs(other, a) && AsGentleAs(other, b) && AsGentleAs(both, other))
            << other.symbol << " does for " << a.symbol << " and " << b.symbol << ", too";
      }
    }
  }
}

TEST(CareSymbolTest, WhatDoesForTwo) {
  EXPECT_EQ(GentlestOf(CareCode::WASH_60_MILD, CareCode::WASH_50), CareCode::WASH_50_MILD);
  EXPECT_EQ(GentlestOf(CareCode::WASH_40, CareCode::HAND_WASH), CareCode::HAND_WASH);
  EXPECT_EQ(GentlestOf(CareCode::WASH_30, CareCode::DO_NOT_WASH), CareCode::DO_NOT_WASH);
  EXPECT_EQ(GentlestOf(CareCode::LINE_DRY_SHADE, CareCode::FLAT_DRY), CareCode::FLAT_DRY_SHADE);
  EXPECT_EQ(GentlestOf(CareCode::DRY_CLEAN_P_MILD, CareCode::DRY_CLEAN_F),
            CareCode::DRY_CLEAN_F_MILD);
  EXPECT_EQ(GentlestOf(CareCode::IRON_HIGH, CareCode::IRON_LOW), CareCode::IRON_LOW);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
