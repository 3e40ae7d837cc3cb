#include "libs/wording/matcher.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/base/attributes.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "libs/base/html.h"
#include "libs/base/utf8.h"

namespace shopdesk::wording {
namespace {

constexpr char32_t kCodePointCount = 0x110000;
constexpr char32_t kBlockSize = 256;
constexpr char32_t kNoCharacter = 0xFFFD;
// Children that are looked through one by one.
constexpr uint32_t kFewChildren = 8;
// Children from which on a row is by number, and the longest: the letters and digits of an
// alphabet.
constexpr uint32_t kFewestInRow = 3;
constexpr uint32_t kLongestRow = 64;
// A "<" that nothing closes within so many bytes is a sign.
constexpr size_t kLongestTag = 2000;

// Tags in a line of text; all others stand between two blocks.
constexpr absl::string_view kInlineTags[] = {"a",   "abbr", "b",   "big",   "code", "em", "font",
                                             "i",   "mark", "s",   "small", "span", "u",  "strong",
                                             "sub", "sup",  "wbr", "ins",   "del",  "q"};

struct Character {
  char32_t code = 0;
  size_t bytes = 1;
};

Character Decode(absl::string_view text) {
  const auto byte = [&](size_t i) -> char32_t { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return {byte(0), 1};
  const size_t size = CodePointSize(text);
  if (size == 0) return {kNoCharacter, 1};
  char32_t code = byte(0) & (0x7fU >> size);
  for (size_t i = 1; i < size; ++i) code = code << 6 | (byte(i) & 0x3f);
  return {code, size};
}

uint32_t CharactersIn(absl::string_view text) {
  uint32_t count = 0;
  while (!text.empty()) {
    text.remove_prefix(Decode(text).bytes);
    ++count;
  }
  return count;
}

// Bytes of the tag that the text begins with, 0 if with none.
size_t TagAt(absl::string_view text) {
  const size_t end = text.substr(0, kLongestTag).find('>');
  return end == absl::string_view::npos ? 0 : end + 1;
}

Gap GapOfTag(absl::string_view tag) {
  absl::string_view name = tag.substr(1);
  if (!name.empty() && name[0] == '/') name.remove_prefix(1);
  const auto end = std::find_if_not(name.begin(), name.end(), absl::ascii_isalnum);
  name = name.substr(0, end - name.begin());
  for (const absl::string_view known : kInlineTags) {
    if (absl::EqualsIgnoreCase(name, known)) return Gap::kNone;
  }
  return Gap::kBreak;
}

}  // namespace

// A text on its way through the automata.
class Scan {
 public:
  Scan(absl::Span<const Matcher* const> matchers,
       absl::FunctionRef<void(size_t, const Match&)> found)
      : matchers_(matchers), found_(found), states_(matchers.size(), 0) {}

  void Run(absl::string_view text, bool html) {
    while (!text.empty()) text.remove_prefix(html ? TakeHtml(text) : Take(text));
    Settle(/*word_goes_on=*/false);
  }

 private:
  // A letter or digit that was read. As many are kept as a pattern may have, and one before.
  struct Place {
    uint32_t at = 0;
    // Characters of the original: more than one of an entity.
    uint32_t width = 1;
    Gap gap = Gap::kBreak;
    // Of its character's symbols.
    bool first = true;
    bool last = true;
    bool ideographic = false;
    // A word can begin with it.
    bool begins = true;
  };
  static constexpr size_t kKept = 128;
  static_assert(kKept > kMostSymbols);

  struct Waiting {
    size_t matcher;
    Match match;
    // It counts only if the word ends with it.
    bool word;
  };

  size_t Take(absl::string_view text) {
    if (idle_) {
      size_t letters = 0;
      while (letters < text.size() &&
             absl::ascii_isalnum(static_cast<unsigned char>(text[letters])))
        ++letters;
      at_ += static_cast<uint32_t>(letters);
      if (letters > 0) return letters;
    }
    const Character character = Decode(text);
    Read(character.code, 1);
    return character.bytes;
  }

  size_t TakeHtml(absl::string_view text) {
    if (text[0] == '<') {
      const size_t size = TagAt(text);
      if (size > 0) {
        idle_ = false;
        gap_ = std::max(gap_, GapOfTag(text.substr(0, size)));
        at_ += CharactersIn(text.substr(0, size));
        return size;
      }
    }
    if (text[0] == '&') {
      const HtmlEntity entity = EntityAt(text);
      if (entity.bytes > 0) {
        Read(Decode(entity.text).code, static_cast<uint32_t>(entity.bytes));
        return entity.bytes;
      }
    }
    return Take(text);
  }

  // As FoldCharacter; the pages of most texts are few.
  const Folded& Fold(char32_t code) {
    const char32_t page = code >> 8;
    if (page >= pages_.size()) return FoldCharacter(code);
    if (pages_[page] == nullptr) pages_[page] = &FoldPageOf(page);
    return (*pages_[page])[code & 0xff];
  }

  // A character that takes `width` of the original.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Read(char32_t code, uint32_t width) {
    const Folded& folded = Fold(code);
    const uint32_t at = at_;
    at_ += width;
    if (folded.count == 0) {
      const bool ended = sentence_may_end_ && folded.gap == Gap::kBlank;
      gap_ = std::max(gap_, ended ? Gap::kBreak : folded.gap);
      if (folded.gap == Gap::kNone) return;
      sentence_may_end_ = folded.ends_sentence;
      idle_ = false;
      return;
    }
    const bool goes_on = gap_ == Gap::kNone && !folded.ideographic;
    if (!waiting_.empty()) Settle(goes_on);
    const bool word_begins = !goes_on || last_ideographic_;
    if (gap_ > (folded.ideographic && last_ideographic_ ? Gap::kBlank : Gap::kSign)) {
      last_apart_ = read_;
    }
    last_ideographic_ = folded.ideographic;
    sentence_may_end_ = false;
    for (uint8_t i = 0; i < folded.count; ++i) {
      places_[read_ % kKept] = {.at = at,
                                .width = width,
                                .gap = gap_,
                                .first = i == 0,
                                .last = i + 1 == folded.count,
                                .ideographic = folded.ideographic,
                                .begins = word_begins && i == 0};
      if (word_begins && i == 0) last_begin_ = read_;
      ++read_;
      gap_ = Gap::kNone;
      for (size_t m = 0; m < matchers_.size(); ++m) Step(m, folded.symbols[i]);
    }
    idle_ = !folded.ideographic &&
            std::all_of(states_.begin(), states_.end(), [](uint32_t state) { return state == 0; });
  }

  // What begins within a word is no pattern: the automaton waits for the next one.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Step(size_t m, Symbol symbol) {
    const Matcher& matcher = *matchers_[m];
    const uint32_t number = matcher.Number(symbol);
    uint32_t state = number == 0 ? 0 : states_[m];
    while (number != 0) {
      if (state == 0) {
        if (PlaceOf(read_ - 1).begins) state = matcher.root_[number];
        break;
      }
      const uint32_t child = matcher.Child(state, number);
      if (child != 0) {
        state = child;
        break;
      }
      do {
        const Matcher::State& here = matcher.states_[state];
        const uint64_t begin = read_ - 1 - here.fail_depth;
        state = begin > last_begin_ ? 0 : here.fail;
        if (state == 0 || PlaceOf(begin).begins) break;
      } while (true);
    }
    states_[m] = state;
    if (matcher.states_[state].output != 0) TellOf(m, state);
  }

  void TellOf(size_t m, uint32_t state) {
    const Matcher& matcher = *matchers_[m];
    const std::vector<Matcher::State>& states = matcher.states_;
    for (uint32_t out = states[state].output; out != 0; out = states[states[out].fail].output) {
      for (int32_t p = matcher.first_pattern_of_[out]; p >= 0; p = matcher.patterns_[p].next) {
        TryPattern(m, matcher.patterns_[p]);
      }
    }
  }

  const Place& PlaceOf(uint64_t index) const { return places_[index % kKept]; }

  // A pattern's letters were read; is it there?
  void TryPattern(size_t m, const Matcher::Pattern& pattern) {
    const uint64_t begin = read_ - pattern.size;
    const Place& first = PlaceOf(begin);
    const Place& last = PlaceOf(read_ - 1);
    if (!first.begins || !last.last || !GapsFit(pattern, begin)) return;
    waiting_.push_back({m, {pattern.id, first.at, last.at + last.width}, pattern.word_ends});
  }

  bool GapsFit(const Matcher::Pattern& pattern, uint64_t begin) const {
    if (last_apart_ <= begin) return true;
    bool all_gaps = pattern.size >= 3;
    bool fit = true;
    for (size_t i = 1; i < pattern.size; ++i) {
      const Place& place = PlaceOf(begin + i);
      if (!place.first) continue;
      all_gaps = all_gaps && place.gap != Gap::kNone;
      const bool blanks_allowed =
          pattern.gaps[i] || (place.ideographic && PlaceOf(begin + i - 1).ideographic);
      fit = fit && place.gap <= (blanks_allowed ? Gap::kBlank : Gap::kSign);
    }
    return fit || all_gaps;
  }

  // Tells of the matches that ended with the last letter, now that it is known what follows it.
  void Settle(bool word_goes_on) {
    for (const Waiting& waiting : waiting_) {
      if (!waiting.word || !word_goes_on) found_(waiting.matcher, waiting.match);
    }
    waiting_.clear();
  }

  const absl::Span<const Matcher* const> matchers_;
  const absl::FunctionRef<void(size_t, const Match&)> found_;
  std::vector<uint32_t> states_;
  std::array<Place, kKept> places_;
  uint64_t read_ = 0;
  // The last of them with which a word can begin.
  uint64_t last_begin_ = 0;
  // The last of them before which stands what only some patterns have there.
  uint64_t last_apart_ = 0;
  uint32_t at_ = 0;
  Gap gap_ = Gap::kBreak;
  bool sentence_may_end_ = false;
  bool last_ideographic_ = false;
  // Nothing has begun that the rest of the word could be part of.
  bool idle_ = false;
  // Matches that end with the last letter.
  std::vector<Waiting> waiting_;
  std::array<const FoldPage*, 256> pages_{};
};

namespace {

internal::FoldedPattern FoldPattern(absl::string_view text) {
  internal::FoldedPattern pattern;
  Gap gap = Gap::kNone;
  while (!text.empty()) {
    const Character character = Decode(text);
    text.remove_prefix(character.bytes);
    const Folded& folded = FoldCharacter(character.code);
    if (folded.count == 0) {
      gap = std::max(gap, folded.gap);
      continue;
    }
    pattern.word_ends = !folded.ideographic;
    for (size_t i = 0; i < folded.count; ++i) {
      pattern.gaps.push_back(std::exchange(gap, Gap::kNone) != Gap::kNone);
      pattern.symbols.push_back(folded.symbols[i]);
    }
  }
  return pattern;
}

}  // namespace

Matcher::Matcher(absl::Span<const std::string> patterns)
    : block_of_(kCodePointCount / kBlockSize, 0), numbers_(kBlockSize, 0) {
  std::vector<internal::FoldedPattern> folded;
  for (const std::string& text : patterns) folded.push_back(FoldPattern(text));
  NumberSymbols(folded);
  std::vector<std::vector<uint32_t>> spelled(folded.size());
  std::vector<size_t> order;
  for (size_t i = 0; i < folded.size(); ++i) {
    for (const Symbol symbol : folded[i].symbols) spelled[i].push_back(Number(symbol));
    if (!spelled[i].empty() && spelled[i].size() <= kMostSymbols) order.push_back(i);
  }
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return spelled[a] < spelled[b]; });
  const std::vector<Children> tree = PlantTree(absl::MakeSpan(folded), spelled, order);
  root_.assign(symbols_ + 1, 0);
  for (const auto& [number, child] : tree[0]) root_[number] = child;
  // Place 0 says that there is none.
  rows_.push_back(0);
  for (uint32_t state = 1; state < states_.size(); ++state) {
    const Children& children = tree[state];
    if (children.size() == 1) states_[state].children = kOnlyChild | children[0].first;
    if (children.size() > 1) states_[state].children = PutRow(children);
  }
  Link(tree);
}

std::vector<Matcher::Children> Matcher::PlantTree(absl::Span<internal::FoldedPattern> patterns,
                                                  absl::Span<const std::vector<uint32_t>> spelled,
                                                  absl::Span<const size_t> order) {
  std::vector<Children> tree(1);
  states_.emplace_back();
  first_pattern_of_.push_back(-1);
  // The states that lead to the pattern before, and its numbers.
  std::vector<uint32_t> path = {0};
  absl::Span<const uint32_t> before;
  for (const size_t id : order) {
    const std::vector<uint32_t>& numbers = spelled[id];
    const auto differs =
        std::mismatch(before.begin(), before.end(), numbers.begin(), numbers.end()).second;
    path.resize(differs - numbers.begin() + 1);
    for (auto number = differs; number != numbers.end(); ++number) {
      const auto state = static_cast<uint32_t>(states_.size());
      tree[path.back()].emplace_back(*number, state);
      tree.emplace_back();
      states_.emplace_back();
      first_pattern_of_.push_back(-1);
      path.push_back(state);
    }
    Keep(id, std::move(patterns[id]), path.back());
    before = numbers;
  }
  return tree;
}

size_t Matcher::SymbolsOf(absl::string_view pattern) { return FoldPattern(pattern).symbols.size(); }

void Matcher::NumberSymbols(absl::Span<const internal::FoldedPattern> patterns) {
  std::vector<Symbol> symbols;
  for (const internal::FoldedPattern& pattern : patterns) {
    symbols.insert(symbols.end(), pattern.symbols.begin(), pattern.symbols.end());
  }
  std::sort(symbols.begin(), symbols.end());
  symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
  for (const Symbol symbol : symbols) {
    uint32_t& block = block_of_[symbol / kBlockSize];
    if (block == 0) {
      block = static_cast<uint32_t>(numbers_.size() / kBlockSize);
      numbers_.resize(numbers_.size() + kBlockSize, 0);
    }
    numbers_[block * kBlockSize + symbol % kBlockSize] = ++symbols_;
  }
}

void Matcher::Keep(size_t id, internal::FoldedPattern pattern, uint32_t state) {
  patterns_.push_back({.id = static_cast<uint32_t>(id),
                       .size = static_cast<uint8_t>(pattern.symbols.size()),
                       .word_ends = pattern.word_ends,
                       .gaps = std::move(pattern.gaps),
                       .next = first_pattern_of_[state]});
  first_pattern_of_[state] = static_cast<int32_t>(patterns_.size()) - 1;
}

uint32_t Matcher::Number(Symbol symbol) const {
  return numbers_[block_of_[symbol / kBlockSize] * kBlockSize + symbol % kBlockSize];
}

uint32_t Matcher::Child(uint32_t state, uint32_t number) const {
  if (state == 0) return root_[number];
  const uint32_t children = states_[state].children;
  if (children >= kOnlyChild) return children == (kOnlyChild | number) ? state + 1 : 0;
  if (children == 0) return 0;
  const uint32_t* row = &rows_[children];
  const uint32_t* numbers = row + 2;
  if (row[1] > 0) {
    const uint32_t column = number - row[0];
    return column < row[1] ? numbers[column] : 0;
  }
  uint32_t begin = 0;
  uint32_t end = row[0];
  while (end - begin > kFewChildren) {
    const uint32_t middle = begin + (end - begin) / 2;
    (numbers[middle] <= number ? begin : end) = middle;
  }
  for (; begin < end; ++begin) {
    if (numbers[begin] == number) return numbers[row[0] + begin];
  }
  return 0;
}

uint32_t Matcher::Next(uint32_t state, uint32_t number) const {
  if (number == 0) return 0;
  for (;;) {
    const uint32_t child = Child(state, number);
    if (child != 0 || state == 0) return child;
    state = states_[state].fail;
  }
}

// What a state fails to is nearer to the root, and so linked before it.
void Matcher::Link(absl::Span<const Children> tree) {
  std::vector<uint32_t> depths(states_.size(), 0);
  std::vector<uint32_t> level = {0};
  while (!level.empty()) {
    std::vector<uint32_t> below;
    for (const uint32_t state : level) {
      State& here = states_[state];
      here.output = first_pattern_of_[state] >= 0 ? state : states_[here.fail].output;
      for (const auto& [number, child] : tree[state]) {
        depths[child] = depths[state] + 1;
        states_[child].fail = state == 0 ? 0 : Next(here.fail, number);
        states_[child].fail_depth = depths[states_[child].fail];
        below.push_back(child);
      }
    }
    level = std::move(below);
  }
}

uint32_t Matcher::PutRow(const Children& children) {
  const auto row = static_cast<uint32_t>(rows_.size());
  const uint32_t low = children.front().first;
  const uint32_t size = children.back().first - low + 1;
  if (children.size() >= kFewestInRow && size <= kLongestRow) {
    rows_.resize(row + 2 + size, 0);
    rows_[row] = low;
    rows_[row + 1] = size;
    for (const auto& [number, child] : children) rows_[row + 2 + number - low] = child;
    return row;
  }
  rows_.insert(rows_.end(), {static_cast<uint32_t>(children.size()), 0});
  for (const auto& child : children) rows_.push_back(child.first);
  for (const auto& child : children) rows_.push_back(child.second);
  return row;
}

void FindAll(absl::string_view text, bool html, absl::Span<const Matcher* const> matchers,
             absl::FunctionRef<void(size_t, const Match&)> found) {
  Scan(matchers, found).Run(text, html);
}

}  // namespace shopdesk::wording
