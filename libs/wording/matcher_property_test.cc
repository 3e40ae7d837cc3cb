#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/utf8.h"
#include "libs/wording/checker.h"
#include "libs/wording/matcher.h"

// What holds of any text. The seed is printed, and of a failure the text; RC_PARAMS="seed=…
// max_success=…" runs the same cases again, or more of them.
namespace shopdesk::wording {
namespace {

using rc::gen::elementOf;
using rc::gen::inRange;

std::vector<std::string> PointsOf(absl::string_view text) {
  std::vector<std::string> points;
  while (!text.empty()) {
    const size_t size = std::max<size_t>(CodePointSize(text), 1);
    points.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return points;
}

// Signs that no spelling needs.
std::string AnySigns() {
  static const std::vector<std::string> kSigns = {"*",      "-",      "_",      "·", "~", "😀",
                                                  "\u200B", "\u00AD", "\u0301", "|", "/", "+"};
  std::string signs;
  for (int n = *inRange(1, 4); n > 0; --n) signs.append(*elementOf(kSigns));
  return signs;
}

const type::v1::WordingTerm& AnyTerm() {
  const auto& terms = BaseTerms().terms;
  return terms[*inRange<size_t>(0, terms.size())];
}

// Begin and end of the matches of one pattern.
std::vector<std::pair<uint32_t, uint32_t>> Places(const std::string& pattern,
                                                  const std::string& text) {
  const Matcher matcher({pattern});
  const Matcher* const matchers[] = {&matcher};
  std::vector<std::pair<uint32_t, uint32_t>> places;
  FindAll(text, false, matchers,
          [&](size_t, const Match& match) { places.emplace_back(match.begin, match.end); });
  return places;
}

RC_GTEST_PROP(MatcherProperty, SignsBetweenLettersHideNothing, ()) {
  const std::string term = AnyTerm().text();
  const std::vector<std::string> points = PointsOf(term);
  std::string text = "。";
  uint32_t characters = 1;
  for (size_t i = 0; i < points.size(); ++i) {
    text.append(points[i]);
    ++characters;
    if (i + 1 == points.size() || *inRange(0, 2) == 0) continue;
    const std::string signs = AnySigns();
    text.append(signs);
    characters += static_cast<uint32_t>(PointsOf(signs).size());
  }
  RC_LOG() << term << " in \"" << text << "\"\n";
  const auto places = Places(term, absl::StrCat(text, "。"));
  RC_ASSERT(places.size() == 1U);
  RC_ASSERT(places[0] == std::make_pair(1U, characters));
}

RC_GTEST_PROP(MatcherProperty, NothingIsFoundWithoutTheTermsLetters, ()) {
  const std::string term = AnyTerm().text();
  // Letters that no term of the list is written with.
  static const std::vector<std::string> kOthers = {"龘", "Ж", "ю", "ش", "ก", "。", " ", "*", "㍿"};
  std::string text;
  for (int n = *inRange(0, 200); n > 0; --n) text.append(*elementOf(kOthers));
  RC_ASSERT(Places(term, text).empty());
}

// Any bytes: what is found is a piece of the text in which the term is found again.
RC_GTEST_PROP(MatcherProperty, PlacesAreOfTheOriginal, ()) {
  const std::string term = AnyTerm().text();
  std::string text;
  for (int n = *inRange(0, 30); n > 0; --n) {
    switch (*inRange(0, 4)) {
      case 0:
        text.append(term);
        break;
      case 1:
        text.append(AnySigns());
        break;
      case 2:
        text.push_back(static_cast<char>(*inRange(0, 256)));
        break;
      default:
        text.append(*elementOf(PointsOf(term)));
    }
  }
  const std::vector<std::string> points = PointsOf(text);
  for (const auto& [begin, end] : Places(term, text)) {
    RC_ASSERT(begin < end);
    RC_ASSERT(end <= points.size());
    std::string piece;
    for (uint32_t i = begin; i < end; ++i) piece.append(points[i]);
    RC_ASSERT(!Places(term, piece).empty());
  }
}

}  // namespace
}  // namespace shopdesk::wording
