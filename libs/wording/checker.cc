#include "libs/wording/checker.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"

namespace shopdesk::wording {

extern const char kBaseTerms[];

namespace {

using type::v1::WordingCategory;
using type::v1::WordingHit;
using type::v1::WordingLevel;
using type::v1::WordingTerm;

// Characters of a hit that are told; what is put between a term's letters has no bound.
constexpr uint32_t kMostHitCharacters = 200;
// Exceptions found in one text that count.
constexpr size_t kMostExceptions = 10000;
constexpr int kLevels = WordingLevel::Value_ARRAYSIZE;

struct Found {
  uint32_t begin = 0;
  uint32_t end = 0;
  const WordingTerm* term = nullptr;
};

absl::StatusOr<WordingTerm> ReadTerm(const std::vector<absl::string_view>& cells) {
  WordingTerm term;
  WordingLevel::Value level;
  WordingCategory::Value category;
  if (!WordingLevel::Value_Parse(std::string(cells[2]), &level))
    return InvalidFieldError("level", absl::StrCat(cells[2], " is no level"));
  if (!WordingCategory::Value_Parse(std::string(cells[3]), &category))
    return InvalidFieldError("category", absl::StrCat(cells[3], " is no category"));
  if (Matcher::SymbolsOf(cells[1]) == 0) return InvalidFieldError("term", "has no letter or digit");
  term.set_language_code(std::string(cells[0]));
  term.set_text(std::string(cells[1]));
  term.set_level(level);
  term.set_category(category);
  term.set_replacement(std::string(cells[4]));
  for (const absl::string_view spelling : absl::StrSplit(cells[5], '|', absl::SkipEmpty()))
    term.add_spellings(std::string(spelling));
  return term;
}

// A list's patterns in the order in which the matcher has them, and what each is.
std::vector<std::string> PatternsOf(const TermList& list, std::vector<int>& terms_of) {
  std::vector<std::string> patterns;
  for (size_t i = 0; i < list.terms.size(); ++i) {
    patterns.push_back(list.terms[i].text());
    for (const std::string& spelling : list.terms[i].spellings()) patterns.push_back(spelling);
    terms_of.resize(patterns.size(), static_cast<int>(i));
  }
  patterns.insert(patterns.end(), list.exceptions.begin(), list.exceptions.end());
  terms_of.resize(patterns.size(), -1);
  return patterns;
}

bool ByPlace(const Found& a, const Found& b) {
  if (a.begin != b.begin) return a.begin < b.begin;
  if (a.end != b.end) return a.end > b.end;
  return a.term != nullptr && b.term != nullptr && a.term->level() < b.term->level();
}

// Those that no exception covers, nor another hit that is as grave.
std::vector<Found> Uncovered(std::vector<Found> hits, std::vector<Found> exceptions) {
  std::sort(hits.begin(), hits.end(), ByPlace);
  std::sort(exceptions.begin(), exceptions.end(), ByPlace);
  std::vector<Found> kept;
  // How far reaches what began before: exceptions, and hits by their level.
  uint32_t allowed = 0;
  std::array<uint32_t, kLevels> reached{};
  auto exception = exceptions.begin();
  for (const Found& hit : hits) {
    for (; exception != exceptions.end() && exception->begin <= hit.begin; ++exception) {
      allowed = std::max(allowed, exception->end);
    }
    if (allowed >= hit.end) continue;
    const auto as_grave = reached.begin() + hit.term->level() + 1;
    if (*std::max_element(reached.begin(), as_grave) >= hit.end) continue;
    reached[hit.term->level()] = hit.end;
    kept.push_back(hit);
  }
  return kept;
}

// The places of characters in a text: asked for in ascending order.
class Characters {
 public:
  explicit Characters(absl::string_view text) : text_(text) {}

  // The characters from `begin` to `end`, which is not before the last call's begin.
  std::string Between(uint32_t begin, uint32_t end) {
    byte_ = Skip(byte_, begin - at_);
    at_ = begin;
    return CleanText(text_.substr(byte_, Skip(byte_, end - begin) - byte_), text_.size());
  }

 private:
  size_t Skip(size_t byte, uint32_t count) const {
    for (; count > 0 && byte < text_.size(); --count) {
      byte += std::max<size_t>(CodePointSize(text_.substr(byte)), 1);
    }
    return byte;
  }

  absl::string_view text_;
  size_t byte_ = 0;
  uint32_t at_ = 0;
};

WordingHit MakeHit(const Found& found, Characters& characters) {
  WordingHit hit;
  hit.set_begin(static_cast<int32_t>(found.begin));
  hit.set_end(static_cast<int32_t>(found.end));
  hit.set_text(
      characters.Between(found.begin, std::min(found.end, found.begin + kMostHitCharacters)));
  hit.set_term(found.term->text());
  hit.set_level(found.term->level());
  hit.set_category(found.term->category());
  hit.set_replacement(found.term->replacement());
  return hit;
}

}  // namespace

absl::StatusOr<TermList> ReadTerms(absl::string_view csv) {
  TermList list;
  int line = 0;
  for (const absl::string_view row : absl::StrSplit(csv, '\n', absl::SkipEmpty())) {
    if (++line == 1) continue;
    const std::vector<absl::string_view> cells = absl::StrSplit(row, ',');
    if (cells.size() != 7)
      return InvalidFieldError("terms", absl::StrCat("line ", line, " has not 7 cells"));
    absl::StatusOr<WordingTerm> term = ReadTerm(cells);
    if (!term.ok()) {
      return InvalidFieldError("terms", absl::StrCat("line ", line, ": ", term.status().message()));
    }
    list.terms.push_back(*std::move(term));
    for (const absl::string_view exception : absl::StrSplit(cells[6], '|', absl::SkipEmpty())) {
      list.exceptions.emplace_back(exception);
    }
  }
  return list;
}

const TermList& BaseTerms() { return Checker::Base().list(); }

Checker::Checker(TermList list) : list_(std::move(list)), matcher_(PatternsOf(list_, terms_of_)) {}

const Checker& Checker::Base() {
  static const Checker& base = *new Checker(*ReadTerms(kBaseTerms));
  return base;
}

TextCheck::TextCheck(std::vector<const Checker*> checkers, absl::Span<const std::string> off)
    : checkers_(std::move(checkers)) {
  const absl::flat_hash_set<absl::string_view> texts(off.begin(), off.end());
  for (const Checker* checker : checkers_) matchers_.push_back(&checker->matcher_);
  if (checkers_.empty()) return;
  for (const WordingTerm& term : checkers_[0]->list_.terms) {
    off_.push_back(texts.contains(term.text()));
  }
}

TextHits TextCheck::Check(absl::string_view text, bool html) const {
  std::vector<Found> hits;
  std::vector<Found> exceptions;
  std::array<size_t, kLevels> counts{};
  TextHits result;
  FindAll(text, html, matchers_, [&](size_t list, const Match& match) {
    const Checker& checker = *checkers_[list];
    const int index = checker.terms_of_[match.pattern];
    if (index < 0) {
      if (exceptions.size() < kMostExceptions) exceptions.push_back({match.begin, match.end});
      return;
    }
    if (list == 0 && off_[index]) return;
    const WordingTerm& term = checker.list_.terms[index];
    // As many as exceptions could cover, and those that are told.
    if (counts[term.level()]++ >= kMostExceptions + kMostHitsOfLevel) {
      result.more = true;
      return;
    }
    hits.push_back({match.begin, match.end, &term});
  });
  Characters characters(text);
  std::array<size_t, kLevels> told{};
  for (const Found& found : Uncovered(std::move(hits), std::move(exceptions))) {
    if (told[found.term->level()]++ < kMostHitsOfLevel) {
      result.hits.push_back(MakeHit(found, characters));
    } else {
      result.more = true;
    }
  }
  return result;
}

}  // namespace shopdesk::wording
