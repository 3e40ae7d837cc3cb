#include "libs/privacy/number_finder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/privacy/digit_run.h"
#include "libs/privacy/masked_number.h"
#include "libs/privacy/number_context.h"
#include "libs/privacy/number_shape.h"
#include "phonenumbers/phonenumberutil.h"

namespace shopdesk::privacy {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// The longest number with a country code, and what a caller in China dials before it.
constexpr size_t kMostDigits = 17;
// Numbers of a text that libphonenumber is asked about, each of which takes some 10 µs. Whoever
// writes more than a person does gets all that could be a number masked.
constexpr int kMostQuestions = 200;
// An amount with more digits isn't one of a shop.
constexpr size_t kLongestAmount = 9;
constexpr size_t kLongestExtension = 5;

// Whose texts these are: a number without a country code is read as one of mainland China.
constexpr char kRegion[] = "CN";

bool IsValidPhone(const std::string& number) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  return util.Parse(number, kRegion, &parsed) == PhoneNumberUtil::NO_PARSING_ERROR &&
         util.IsValidNumber(parsed);
}

// How many digits a number has that starts like this; nothing: no number starts so.
struct Length {
  size_t least = 1;
  size_t most = 0;
};
Length LengthOf(absl::string_view start, bool international) {
  if (international) return {8, 16};
  if (absl::StartsWith(start, "00")) return {9, kMostDigits};
  // With an area code, or a mobile number as it was dialled from other cities.
  if (start[0] == '0') return {10, 12};
  return {};
}

// 400-820-8820, 4008 208 820: what the callee pays for.
bool IsServiceNumber(const DigitRun& run, size_t begin, size_t end) {
  return end - begin == 3 && run.groups[begin].size <= 4 && run.Digits(begin, end).size() == 10 &&
         (absl::StartsWith(run.Digits(begin), "400") || absl::StartsWith(run.Digits(begin), "800"));
}

// Decides about the groups of one run. Each group is asked about a bounded number of times.
class Judge {
 public:
  Judge(absl::string_view text, absl::Span<const FoldedChar> chars, const DigitRun& run,
        int& questions)
      : text_(text),
        chars_(chars),
        run_(run),
        questions_(questions),
        verdicts_(run.groups.size(), Verdict::kOpen) {}

  void Run(std::vector<NumberSpan>& found) {
    KeepDatesAndTimes();
    FindLists();
    MaskMobiles();
    MaskValidPhones();
    KeepLists();
    ForOpen(0, Size(), [&](size_t begin, size_t end) { MaskByShape(begin, end); });
    for (size_t i = 0; i < Size(); ++i) {
      if (ends_.empty() || verdicts_[i] != Verdict::kNumber) continue;
      const size_t end = ends_[i];
      const DigitGroup& first = run_.groups[i];
      found.push_back({first.plus ? first.plus_at : first.begin, run_.groups[end - 1].end,
                       absl::StrCat(first.plus ? "+" : "", run_.Digits(i, end))});
      i = end - 1;
    }
  }

 private:
  enum class Verdict : uint8_t { kOpen, kKept, kNumber };

  size_t Size() const { return run_.groups.size(); }
  bool IsOpen(size_t i) const { return i < Size() && verdicts_[i] == Verdict::kOpen; }
  size_t Total(size_t begin, size_t end) const { return run_.Digits(begin, end).size(); }

  void Keep(size_t begin, size_t end) {
    std::fill(verdicts_.begin() + begin, verdicts_.begin() + end, Verdict::kKept);
  }
  void Mask(size_t begin, size_t end) {
    ends_.resize(Size());
    std::fill(verdicts_.begin() + begin, verdicts_.begin() + end, Verdict::kNumber);
    ends_[begin] = end;
  }

  // Calls `act` for the open groups of [begin, end) that stand together.
  template <class Act>
  void ForOpen(size_t begin, size_t end, Act act) {
    while (begin < end) {
      size_t last = begin;
      while (last < end && IsOpen(last)) ++last;
      if (last > begin) act(begin, last);
      begin = last + 1;
    }
  }

  void KeepDatesAndTimes() {
    for (size_t i = 0; i < Size();) {
      size_t groups = DateGroups(run_, i);
      if (groups == 0) groups = TimeGroups(run_, i);
      Keep(i, i + groups);
      i += std::max<size_t>(groups, 1);
    }
  }

  // Notes the lists, and where each of their groups' ends.
  void FindLists() {
    list_ends_.resize(Size());
    for (size_t i = 0; i < Size();) {
      const size_t groups = ListGroups(run_, i);
      std::fill_n(list_ends_.begin() + i, groups, i + groups);
      i += std::max<size_t>(groups, 1);
    }
  }
  bool IsInList(size_t begin, size_t end) const { return list_ends_[begin] >= end; }
  // What a number took isn't one any more.
  void KeepLists() {
    for (size_t i = 0; i < Size(); ++i) {
      if (IsOpen(i) && list_ends_[i] > 0) verdicts_[i] = Verdict::kKept;
    }
  }

  // Amounts in a row, with a dot in each and more between them: 199.00 299.00 5 元.
  bool AreAmounts(size_t begin, size_t end) const {
    constexpr uint32_t kBetween = SignBit(Sign::kSpace) | SignBit(Sign::kLine) |
                                  SignBit(Sign::kDot) | SignBit(Sign::kMark) | SignBit(Sign::kDash);
    bool has_dot = false;
    for (size_t i = begin + 1; i < end; ++i) {
      const DigitGroup& group = run_.groups[i];
      if (!group.GapIsOnly(kBetween) || group.gap_code == U'_') return false;
      if (!group.GapHas(Sign::kDot)) continue;
      if (group.size > 2 || (i + 1 < end && run_.groups[i + 1].GapHas(Sign::kDot))) {
        return false;
      }
      has_dot = true;
    }
    return has_dot && IsAmount(chars_, run_.groups[begin].begin, run_.groups[end - 1].end);
  }

  void MaskMobiles() {
    for (size_t i = 0; i < Size(); ++i) {
      if (run_.groups[i].plus && !absl::StartsWith(run_.Digits(i, Size()), "86")) continue;
      for (size_t end = i; IsOpen(end) && (end == i || !run_.groups[end].plus);) {
        ++end;
        if (Total(i, end) > kMostDigits) break;
        if (!IsChineseMobile(run_.Digits(i, end))) continue;
        if (IsInList(i, end) || AreAmounts(i, end)) continue;
        Mask(i, WithExtension(end));
        break;
      }
    }
  }

  // After the extension of a number that ends there, if a dash joins one to it.
  size_t WithExtension(size_t end) const {
    const bool has = IsOpen(end) && JoinsByDash(end) && run_.groups[end].size <= kLongestExtension;
    return has ? end + 1 : end;
  }

  bool IsPhone(absl::string_view digits, bool international) {
    if (!international && IsChineseLandline(digits)) return true;
    return --questions_ >= 0 && IsValidPhone(absl::StrCat(international ? "+" : "", digits));
  }

  // The longest number that libphonenumber knows, from each group that one may start with.
  void MaskValidPhones() {
    for (size_t i = 0; i < Size(); ++i) {
      if (!IsOpen(i)) continue;
      const bool plus = run_.groups[i].plus;
      const Length length = LengthOf(run_.Digits(i, Size()), plus);
      size_t valid = 0;
      for (size_t end = i; IsOpen(end) && (end == i || !run_.groups[end].plus);) {
        ++end;
        const absl::string_view digits = run_.Digits(i, end);
        if (digits.size() > length.most) break;
        if (digits.size() < length.least || IsInList(i, end)) continue;
        if (IsPhone(digits, plus)) valid = end;
      }
      if (valid > 0) Mask(i, WithExtension(valid));
    }
  }

  // Whether the group may belong to one number with the group before, which nobody knows to be
  // valid: no line between them, nor more than a bracket and a dash.
  bool Joins(size_t i) const {
    constexpr uint32_t kJoining = SignBit(Sign::kSpace) | SignBit(Sign::kDash) |
                                  SignBit(Sign::kDot) | SignBit(Sign::kClose) |
                                  SignBit(Sign::kSlash) | SignBit(Sign::kIgnored);
    constexpr int kLongestGap = 3;
    const DigitGroup& group = run_.groups[i];
    if (group.plus || group.gap > kLongestGap || !group.GapIsOnly(kJoining)) return false;
    return !group.GapHas(Sign::kDot) || (group.size >= 3 && run_.groups[i - 1].size >= 3);
  }
  bool JoinsByDash(size_t i) const {
    return Joins(i) && run_.groups[i].GapHas(Sign::kDash) && !run_.groups[i].GapHas(Sign::kSpace);
  }

  void MaskByShape(size_t begin, size_t end) {
    while (begin < end) {
      size_t last = begin + 1;
      while (last < end && Joins(last)) ++last;
      MaskLong(begin, last);
      ForOpen(begin, last, [&](size_t from, size_t to) { MaskGrouped(from, to); });
      begin = last;
    }
  }

  // Long runs of digits without anything between them, with an area code and an extension that a
  // dash joins to them.
  void MaskLong(size_t begin, size_t end) {
    constexpr size_t kLongestCode = 4;
    for (size_t i = begin; i < end;) {
      size_t from = i;
      size_t to = i + 1;
      while (to < end && run_.groups[to].gap == 0) ++to;
      i = to;
      if (Total(from, to) < kLongRun || IsKeptLong(from, to)) continue;
      if (from > begin && IsOpen(from - 1) && JoinsByDash(from) &&
          run_.groups[from - 1].size <= kLongestCode) {
        --from;
      }
      i = std::min(WithExtension(to), end);
      Mask(from, i);
    }
  }

  bool IsKeptLong(size_t begin, size_t end) {
    const absl::string_view digits = run_.Digits(begin, end);
    const size_t first = run_.groups[begin].begin;
    const bool kept =
        (digits.size() <= kLongestAmount && IsAmount(chars_, first, run_.groups[end - 1].end)) ||
        ((IsCompactDate(digits) || IsExclamation(digits)) &&
         !IsCalledPhone(text_, chars_, first)) ||
        (digits[0] != '0' && !run_.groups[begin].plus && IsResourceId(chars_, first));
    if (kept) Keep(begin, end);
    return kept;
  }

  // A quantity before or after a number isn't part of it: 212 555 1234 2.
  void TrimQuantities(size_t& begin, size_t& end) const {
    const auto is_quantity = [&](size_t i) { return run_.groups[i].size <= 2; };
    const auto has_blank = [&](size_t i) {
      return run_.groups[i].gap > 0 && run_.groups[i].GapIsOnly(SignBit(Sign::kSpace));
    };
    size_t from = begin;
    size_t to = end;
    while (to - from > 2 && has_blank(to - 1) && is_quantity(to - 1)) --to;
    while (to - from > 2 && has_blank(from + 1) && is_quantity(from)) {
      if (run_.Digits(from)[0] == '0' || run_.groups[from].plus) break;
      ++from;
    }
    // All groups of two digits are a notation of its own: 06 23 14 56 78.
    if (is_quantity(from) && is_quantity(to - 1)) return;
    begin = from;
    end = to;
  }

  // Groups of fewer digits each.
  void MaskGrouped(size_t begin, size_t end) {
    TrimQuantities(begin, end);
    if (end - begin < 2 || Total(begin, end) < kLongRun) return;
    const size_t first = run_.groups[begin].begin;
    const bool is_number =
        questions_ < 0 || run_.groups[begin].plus || IsCalledPhone(text_, chars_, first) ||
        (!IsAmount(chars_, first, run_.groups[end - 1].end) &&
         (IsServiceNumber(run_, begin, end) || IsGroupedNumber(run_, begin, end)));
    if (is_number) Mask(begin, end);
  }

  const absl::string_view text_;
  const absl::Span<const FoldedChar> chars_;
  const DigitRun& run_;
  int& questions_;
  std::vector<Verdict> verdicts_;
  // Of each group of a list: the group after its last. 0: in none.
  std::vector<size_t> list_ends_;
  // Of each number's first group: the group after its last.
  std::vector<size_t> ends_;
};

}  // namespace

std::vector<NumberSpan> FindNumbers(absl::string_view text, absl::Span<const FoldedChar> chars,
                                    const std::vector<bool>& barred) {
  std::vector<NumberSpan> found;
  int questions = kMostQuestions;
  for (size_t i = 0; i < chars.size();) {
    if (barred[i] || chars[i].sign != Sign::kDigit) {
      ++i;
      continue;
    }
    const DigitRun run = ReadRun(chars, barred, i);
    i = run.groups.back().end;
    if (run.digits.size() >= kLongRun) Judge(text, chars, run, questions).Run(found);
  }
  return found;
}

}  // namespace shopdesk::privacy
