#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/wording/fold.h"

// Many patterns found in a text at once, however they are written (fold.h) and whatever is put
// between their letters: an Aho-Corasick automaton over folded letters and digits (docs/adr/0034
// has what it was measured against).
namespace shopdesk::wording {

// Letters and digits, folded, that a pattern has at most.
inline constexpr size_t kMostSymbols = 100;

// A place in a text where a pattern stands.
struct Match {
  // Of those that the matcher was made of.
  uint32_t pattern = 0;
  // The first character of it and the one after its last, counted in characters of the text as it
  // was given; a byte that is part of no character counts as one.
  uint32_t begin = 0;
  uint32_t end = 0;
};

namespace internal {

// A pattern's letters, as they are read.
struct FoldedPattern {
  std::vector<Symbol> symbols;
  // By symbol: whether there is a gap before it.
  std::vector<bool> gaps;
  // It ends with a letter of a script that is written with blanks.
  bool word_ends = false;
};

}  // namespace internal

// Immutable; thread-safe.
class Matcher {
 public:
  // One that has no letter or digit, or more than kMostSymbols, never matches.
  explicit Matcher(absl::Span<const std::string> patterns);

  // How many letters and digits a pattern has when it is folded.
  static size_t SymbolsOf(absl::string_view pattern);

 private:
  friend class Scan;

  struct Pattern {
    uint32_t id = 0;
    uint8_t size = 0;
    // A word must end where it does.
    bool word_ends = false;
    // By symbol: whether the pattern itself has a gap before it.
    std::vector<bool> gaps;
    // The next pattern that ends in the same state; -1: none.
    int32_t next = -1;
  };

  // A place in the tree of all patterns, which stands in the memory before what is below it: most
  // of what a text asks for next lies beside it.
  struct State {
    // 0: it has no child. kOnlyChild and the number that leads to its only child, which is the
    // state behind it. Else where the row of its children stands in rows_.
    uint32_t children = 0;
    // Where to go on when no child fits, nearer to the root; and the nearest state on that way,
    // itself among them, where a pattern ends; 0: none.
    uint32_t fail = 0;
    uint32_t output = 0;
    // How far `fail` is from the root.
    uint32_t fail_depth = 0;
  };
  static constexpr uint32_t kOnlyChild = uint32_t{1} << 31;
  // The numbers that lead to a state's children, and these, in the order of the numbers.
  using Children = std::vector<std::pair<uint32_t, uint32_t>>;

  void NumberSymbols(absl::Span<const internal::FoldedPattern> patterns);
  void Keep(size_t id, internal::FoldedPattern pattern, uint32_t state);
  // Makes the tree of patterns that are sorted by their numbers; tells the children of each state.
  std::vector<Children> PlantTree(absl::Span<internal::FoldedPattern> patterns,
                                  absl::Span<const std::vector<uint32_t>> spelled,
                                  absl::Span<const size_t> order);
  void Link(absl::Span<const Children> tree);
  uint32_t PutRow(const Children& children);
  // What a symbol is called here; 0: it is in no pattern.
  uint32_t Number(Symbol symbol) const;
  // The state below `state`, 0 if there is none.
  uint32_t Child(uint32_t state, uint32_t number) const;
  uint32_t Next(uint32_t state, uint32_t number) const;

  // Numbers of symbols by code point and in its order, in blocks; block 0 has none.
  std::vector<uint32_t> block_of_;
  std::vector<uint32_t> numbers_;
  uint32_t symbols_ = 0;

  // In the order of what leads to them; and by state the first pattern that ends there, -1: none.
  std::vector<State> states_;
  std::vector<int32_t> first_pattern_of_;
  // The root's children by number.
  std::vector<uint32_t> root_;
  // Each row: the number that it begins with, how many there are, and the children by number, 0
  // where there is none. Or, of children whose numbers are far from each other: how many there are,
  // 0, their numbers in order, and the children in the same.
  std::vector<uint32_t> rows_;
  std::vector<Pattern> patterns_;
};

// Calls `found(i, match)` for every place where a pattern of matchers[i] stands, in the order of
// their ends. Between the letters of a pattern may stand whatever can't be seen and any sign; where
// the pattern has a blank anything or nothing but the end of a sentence; between ideographs blanks;
// and anything if something stands between all of its letters, which are three at least. A pattern
// that begins or ends with a letter of a script that is written with blanks begins or ends with the
// word. `html`: tags are not read, entities are. What it takes grows with the text's length and
// with how many patterns end at one place, and with nothing else that a text can do.
void FindAll(absl::string_view text, bool html, absl::Span<const Matcher* const> matchers,
             absl::FunctionRef<void(size_t, const Match&)> found);

}  // namespace shopdesk::wording
