#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/wording/checker.h"

// What the base terms find in texts of people: in files that SHOPDESK_TEXTS names, with ":"
// between, a text a line or between tabs, HTML or not. Each term with how often and the first text
// is printed, to be judged by eye (docs/texts.md).
namespace shopdesk::wording {
namespace {

TEST(RealTextTest, PrintsWhatIsFound) {
  const char* files = std::getenv("SHOPDESK_TEXTS");
  if (files == nullptr) GTEST_SKIP() << "SHOPDESK_TEXTS names no files";
  const TextCheck check({&Checker::Base()}, {});
  int texts = 0;
  int with_hits = 0;
  std::map<std::string, std::pair<int, std::string>> terms;
  for (const absl::string_view file : absl::StrSplit(files, ':')) {
    std::ifstream in{std::string(file)};
    ASSERT_TRUE(in) << file;
    for (std::string line; std::getline(in, line);) {
      for (const absl::string_view text : absl::StrSplit(line, '\t', absl::SkipEmpty())) {
        ++texts;
        const TextHits hits = check.Check(text, true);
        with_hits += hits.hits.empty() ? 0 : 1;
        for (const type::v1::WordingHit& hit : hits.hits) {
          auto& [count, first] =
              terms[absl::StrCat(type::v1::WordingLevel::Value_Name(hit.level()), " ", hit.term())];
          if (count++ == 0)
            first = absl::StrCat(hit.text(), " @", hit.begin(), ": ", text.substr(0, 300));
        }
      }
    }
  }
  std::cout << with_hits << " of " << texts << " texts have hits\n";
  for (const auto& [term, found] : terms) {
    std::cout << term << " × " << found.first << ": " << found.second << "\n";
  }
  EXPECT_GT(texts, 0);
}

}  // namespace
}  // namespace shopdesk::wording
