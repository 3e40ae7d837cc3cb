#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/wording/matcher.h"
#include "shopdesk/type/v1/wording.pb.h"

// What texts shouldn't say: lists of terms, and the texts held against them.
namespace shopdesk::wording {

// Terms, and phrases in which terms are allowed ("第一次").
struct TermList {
  std::vector<type::v1::WordingTerm> terms;
  std::vector<std::string> exceptions;
};

// The terms that hold for every shop, written by us from what advertising laws and platforms'
// rules name: libs/wording/data/terms.csv.
const TermList& BaseTerms();

// INVALID_ARGUMENT naming the line of a table as terms.csv.
absl::StatusOr<TermList> ReadTerms(absl::string_view csv);

// A list made ready. Immutable; thread-safe.
class Checker {
 public:
  explicit Checker(TermList list);

  // Of BaseTerms.
  static const Checker& Base();

  const TermList& list() const { return list_; }

 private:
  friend class TextCheck;

  TermList list_;
  // By pattern of the matcher: the term, or -1 for an exception.
  std::vector<int> terms_of_;
  Matcher matcher_;
};

// Hits of one level in one text that are told; the gravest of others still counts.
inline constexpr size_t kMostHitsOfLevel = 250;

struct TextHits {
  // In the order of the text, each with the field empty.
  std::vector<type::v1::WordingHit> hits;
  // Some were left out.
  bool more = false;
};

// Holds texts against several lists at once: an exception of one counts for the terms of all.
class TextCheck {
 public:
  // `off`: terms of the first list that don't count, by their texts.
  TextCheck(std::vector<const Checker*> checkers, absl::Span<const std::string> off);

  // Of places that lie within each other, the longer is told unless the shorter is graver.
  TextHits Check(absl::string_view text, bool html) const;

 private:
  std::vector<const Checker*> checkers_;
  std::vector<const Matcher*> matchers_;
  // By term of the first list.
  std::vector<bool> off_;
};

}  // namespace shopdesk::wording
