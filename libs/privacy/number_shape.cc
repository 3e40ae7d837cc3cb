#include "libs/privacy/number_shape.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace shopdesk::privacy {
namespace {

constexpr size_t kChineseMobile = 11;
// A card has at least three groups of four and a rest.
constexpr size_t kCardGroups = 4;
// Digits of a whole phone number with its area code; beginning with a 0, as few as these are one.
constexpr size_t kWithAreaCode = 9;

bool IsBetween(int value, int least, int most) { return value >= least && value <= most; }

// Whether exactly this stands between the group and the one before.
bool GapIs(const DigitGroup& group, char32_t code) {
  return group.gap == 1 && group.gap_code == code;
}

bool IsDay(const DigitRun& run, size_t group) {
  return run.groups[group].size <= 2 && IsBetween(run.Value(group), 1, 31);
}
bool IsMonth(const DigitRun& run, size_t group) {
  return run.groups[group].size <= 2 && IsBetween(run.Value(group), 1, 12);
}
bool IsYear(const DigitRun& run, size_t group) {
  return run.groups[group].size == 4 && IsBetween(run.Value(group), 1900, 2099);
}

bool HasLeadingZero(const DigitRun& run, size_t group) { return run.Digits(group)[0] == '0'; }

// Whether the values only grow, or only fall.
bool IsMonotone(const DigitRun& run, size_t begin, size_t end) {
  bool grows = true;
  bool falls = true;
  for (size_t i = begin + 1; i < end; ++i) {
    grows = grows && run.Value(i) >= run.Value(i - 1);
    falls = falls && run.Value(i) <= run.Value(i - 1);
  }
  return grows || falls;
}

// How prices, capacities and years end.
bool EndsLikePrice(const DigitRun& run, size_t group) {
  return IsYear(run, group) || absl::StrContains("0589", run.Digits(group).substr(3, 1));
}

// Sizes of all groups but the last, or of all, are equal.
bool IsEven(const DigitRun& run, size_t begin, size_t end) {
  const size_t size = run.groups[begin].size;
  return std::all_of(run.groups.begin() + begin, run.groups.begin() + end,
                     [&](const DigitGroup& group) { return group.size == size; });
}

// With a dash between, a local number, or a range of prices. With a blank, two prices, rooms or
// models.
bool IsPair(const DigitRun& run, size_t begin) {
  const size_t first = run.groups[begin].size;
  const DigitGroup& second = run.groups[begin + 1];
  if (!second.GapHas(Sign::kDash) || second.size != 4 || (first != 3 && first != 4)) return false;
  return !EndsLikePrice(run, begin + 1) || (first == 4 && !EndsLikePrice(run, begin));
}

// 6222 0202 0011 2233 445.
bool IsCard(const DigitRun& run, size_t begin, size_t end) {
  return end - begin >= kCardGroups && run.groups[begin].size == 4 &&
         run.groups[end - 1].size <= 4 && IsEven(run, begin, end - 1) &&
         !IsMonotone(run, begin, end);
}

// 212 555 0123, 138 1234 5678, 1 212 555 0123: groups of three or four, the last of four.
bool IsSpacedPhone(const DigitRun& run, size_t begin, size_t end) {
  if (run.groups[end - 1].size != 4) return false;
  for (size_t i = begin; i + 1 < end; ++i) {
    const size_t size = run.groups[i].size;
    if (size > 4 || (size < 3 && i > begin)) return false;
  }
  return !IsEven(run, begin, end);
}

// What has dashes, dots or brackets between its groups is a number, unless it reads as a list.
bool IsDashedNumber(const DigitRun& run, size_t begin, size_t end) {
  const auto is_short = [](const DigitGroup& group) { return group.size <= 3; };
  const auto first = run.groups.begin() + begin;
  const auto last = run.groups.begin() + end;
  const bool short_groups = std::all_of(first, last, is_short);
  if (short_groups && (IsEven(run, begin, end) || IsMonotone(run, begin, end))) return false;
  // An order's number with those of its lines.
  const bool tail_of_lines =
      std::all_of(first + 1, last, [](const auto& g) { return g.size <= 2; });
  return !(first->size >= 5 && tail_of_lines);
}

}  // namespace

size_t DateGroups(const DigitRun& run, size_t at) {
  if (at + 3 > run.groups.size()) return 0;
  const DigitGroup& second = run.groups[at + 1];
  const char32_t code = second.gap_code;
  if (code != U'-' && code != U'.' && code != U'/') return 0;
  if (!GapIs(second, code) || !GapIs(run.groups[at + 2], code)) return 0;
  // The middle of a longer number.
  if (at > 0 && GapIs(run.groups[at], code)) return 0;
  const bool year_first = IsYear(run, at) && IsMonth(run, at + 1) && IsDay(run, at + 2);
  const bool year_last = IsYear(run, at + 2) && ((IsDay(run, at) && IsMonth(run, at + 1)) ||
                                                 (IsMonth(run, at) && IsDay(run, at + 1)));
  if (!year_first && !year_last) return 0;
  if (at + 3 < run.groups.size() && GapIs(run.groups[at + 3], code)) return 0;
  return 3 + TimeGroups(run, at + 3);
}

size_t TimeGroups(const DigitRun& run, size_t at) {
  const auto size = [&](size_t i) { return i < run.groups.size() ? run.groups[i].size : 0; };
  const auto follows = [&](size_t i) {
    return size(i) == 2 && GapIs(run.groups[i], U':') && run.Value(i) <= 59;
  };
  const auto goes_on = [&](size_t i) {
    return i < run.groups.size() && GapIs(run.groups[i], U':');
  };
  if (size(at) == 0 || size(at) > 2 || run.Value(at) > 24 || goes_on(at) || !follows(at + 1)) {
    return 0;
  }
  if (!goes_on(at + 2)) return 2;
  if (!follows(at + 2) || goes_on(at + 3)) return 0;
  const bool fraction = size(at + 3) > 0 && GapIs(run.groups[at + 3], U'.');
  return fraction ? 4 : 3;
}

size_t ListGroups(const DigitRun& run, size_t at) {
  constexpr size_t kFewest = 4;
  constexpr size_t kLongestElement = 4;
  size_t end = at;
  int step = 0;
  for (; end < run.groups.size(); ++end) {
    const DigitGroup& group = run.groups[end];
    const bool starts = group.size <= kLongestElement && !group.plus && !HasLeadingZero(run, end);
    if (!starts || (end > at && group.gap == 0)) break;
    if (end == at) continue;
    const int difference = run.Value(end) - run.Value(end - 1);
    if (end == at + 1) step = difference;
    if (difference != step || step == 0) break;
  }
  return end - at >= kFewest ? end - at : 0;
}

bool IsChineseMobile(absl::string_view digits) {
  if (digits.size() > kChineseMobile) {
    absl::ConsumePrefix(&digits, "00");
    absl::ConsumePrefix(&digits, "86");
  }
  return digits.size() == kChineseMobile && digits[0] == '1' && digits[1] >= '3';
}

bool IsChineseLandline(absl::string_view digits) {
  if (digits.size() < 11 || digits.size() > 12 || digits[0] != '0') return false;
  // Of Beijing and of the largest cities, the area codes are short and the numbers long.
  const bool large = digits[1] == '2' || (digits[1] == '1' && digits[2] == '0');
  if (large ? digits.size() != 11 : digits[1] < '3') return false;
  const char first = digits[large ? 3 : 4];
  return first >= '2' && first <= '9';
}

bool IsCompactDate(absl::string_view digits) {
  if (digits.size() != 8) return false;
  const auto number = [&](size_t at, size_t size) {
    int value = 0;
    for (char c : digits.substr(at, size)) value = value * 10 + (c - '0');
    return value;
  };
  return IsBetween(number(0, 4), 1990, 2039) && IsBetween(number(4, 2), 1, 12) &&
         IsBetween(number(6, 2), 1, 31);
}

bool IsExclamation(absl::string_view digits) {
  return digits.find_first_not_of(digits[0]) == absl::string_view::npos;
}

bool IsGroupedNumber(const DigitRun& run, size_t begin, size_t end) {
  const size_t total = run.Digits(begin, end).size();
  if (HasLeadingZero(run, begin) && total >= kWithAreaCode && run.groups[begin].size <= 5) {
    return true;
  }
  uint32_t signs = 0;
  for (size_t i = begin; i < end; ++i) {
    const size_t size = run.groups[i].size;
    if (HasLeadingZero(run, i) && (size == 3 || size == 4)) return true;
    if (i > begin) signs |= run.groups[i].gap_signs;
  }
  if (end - begin == 2) return IsPair(run, begin);
  if ((signs & (SignBit(Sign::kDash) | SignBit(Sign::kDot) | SignBit(Sign::kClose))) != 0) {
    return IsDashedNumber(run, begin, end);
  }
  return IsSpacedPhone(run, begin, end) || IsCard(run, begin, end);
}

}  // namespace shopdesk::privacy
