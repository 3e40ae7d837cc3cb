#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/privacy/folded_text.h"

namespace shopdesk::privacy {

// Digits of one kind of writing with nothing between them that is seen.
struct DigitGroup {
  // The characters [begin, end).
  size_t begin;
  size_t end;
  // Which of the run's digits: [first, first + size).
  size_t first;
  size_t size;
  // What stands between the group before and this one: how many characters that are seen, which of
  // their kinds (a bit for each Sign), and the first of them, narrowed.
  int gap = 0;
  uint32_t gap_signs = 0;
  char32_t gap_code = 0;
  // A "+" stands before it, at this character.
  bool plus = false;
  size_t plus_at = 0;

  bool GapHas(Sign sign) const { return (gap_signs & 1U << static_cast<int>(sign)) != 0; }
  // Whether nothing but these kinds stands between.
  bool GapIsOnly(uint32_t signs) const { return (gap_signs & ~signs) == 0; }
};

constexpr uint32_t SignBit(Sign sign) { return 1U << static_cast<int>(sign); }

// Groups of digits that may be one number.
struct DigitRun {
  std::vector<DigitGroup> groups;
  std::string digits;

  absl::string_view Digits(size_t group) const {
    return absl::string_view(digits).substr(groups[group].first, groups[group].size);
  }
  // Of the groups [begin, end).
  absl::string_view Digits(size_t begin, size_t end) const {
    return absl::string_view(digits).substr(
        groups[begin].first, groups[end - 1].first + groups[end - 1].size - groups[begin].first);
  }
  // The value of a group of at most nine digits.
  int Value(size_t group) const;
};

// The run whose first digit is at `begin`.
DigitRun ReadRun(absl::Span<const FoldedChar> chars, const std::vector<bool>& barred, size_t begin);

}  // namespace shopdesk::privacy
