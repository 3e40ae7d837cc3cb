#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/wording/checker.h"

// What the base terms find in texts of people: in what agents and cards say every day, where it is
// nothing, or in files that SHOPDESK_TEXTS names, with ":" between, a text a line or between tabs,
// HTML or not. Each term with how often and the first text is printed, to be judged by eye
// (docs/texts.md).
namespace shopdesk::wording {
namespace {

constexpr absl::string_view kEverydayTexts[] = {
    "亲，第一次使用前请用温水清洗，最后晾干即可。",
    "最近下单的顾客较多，我们会在48小时内发货。",
    "这款毛毯含羊毛60%，不能机洗，建议干洗。",
    "Please wash it by hand before the first use; the last step is to dry it flat.",
    "The best time to reach you is in the afternoon, isn't it?",
    "La primera talla le queda pequeña; la última que tenemos es la 42.",
    "O primeiro pedido chegou ontem e o último sai amanhã.",
    "<p>容量：<b>350ml</b></p><p>材质：304不锈钢</p>"};

std::vector<std::string> Texts() {
  const char* files = std::getenv("SHOPDESK_TEXTS");
  std::vector<std::string> texts;
  if (files == nullptr) {
    for (const absl::string_view text : kEverydayTexts) texts.emplace_back(text);
  }
  for (const absl::string_view file :
       absl::StrSplit(files == nullptr ? "" : files, ':', absl::SkipEmpty())) {
    std::ifstream in{std::string(file)};
    EXPECT_TRUE(in) << file;
    for (std::string line; std::getline(in, line);) {
      for (const absl::string_view text : absl::StrSplit(line, '\t', absl::SkipEmpty()))
        texts.emplace_back(text);
    }
  }
  return texts;
}

TEST(RealTextTest, FindsNothingInWhatIsSaidEveryDay) {
  const TextCheck check({&Checker::Base()}, {});
  int with_hits = 0;
  std::map<std::string, std::pair<int, std::string>> terms;
  const std::vector<std::string> texts = Texts();
  for (const std::string& text : texts) {
    const TextHits hits = check.Check(text, true);
    with_hits += hits.hits.empty() ? 0 : 1;
    for (const type::v1::WordingHit& hit : hits.hits) {
      auto& [count, first] =
          terms[absl::StrCat(type::v1::WordingLevel::Value_Name(hit.level()), " ", hit.term())];
      if (count++ == 0)
        first = absl::StrCat(hit.text(), " @", hit.begin(), ": ", text.substr(0, 300));
    }
  }
  std::cout << with_hits << " of " << texts.size() << " texts have hits\n";
  for (const auto& [term, found] : terms) {
    std::cout << term << " × " << found.first << ": " << found.second << "\n";
  }
  ASSERT_FALSE(texts.empty());
  if (std::getenv("SHOPDESK_TEXTS") == nullptr) EXPECT_EQ(with_hits, 0);
}

}  // namespace
}  // namespace shopdesk::wording
