#include "libs/privacy/digit_run.h"

#include <unicode/uchar.h>

namespace shopdesk::privacy {
namespace {

// Characters that are seen between two digits of one number: " - " and a bracket, a line break
// with blanks around it.
constexpr int kLongestGap = 4;

// Chinese numerals run into words ("周一", "一次"), so that they don't join other digits unseen.
bool IsHan(const FoldedChar& c) {
  return u_hasBinaryProperty(static_cast<UChar32>(c.code), UCHAR_IDEOGRAPHIC);
}

bool MayStandBetween(const FoldedChar& c) {
  switch (c.sign) {
    case Sign::kSpace:
    case Sign::kLine:
    case Sign::kDash:
    case Sign::kDot:
    case Sign::kOpen:
    case Sign::kClose:
    case Sign::kSlash:
    case Sign::kMark:
    case Sign::kIgnored:
      return true;
    default:
      return false;
  }
}

class Reader {
 public:
  Reader(absl::Span<const FoldedChar> chars, const std::vector<bool>& barred)
      : chars_(chars), barred_(barred) {}

  DigitRun Read(size_t begin) {
    DigitGroup group = {begin, begin, 0, 0};
    SetPlus(group);
    while (true) {
      ReadGroup(group);
      run_.groups.push_back(group);
      size_t next = group.end;
      group = {next, next, run_.digits.size(), 0};
      if (!ReadGap(next, group)) return std::move(run_);
      group.begin = group.end = next;
    }
  }

 private:
  bool Has(size_t i) const { return i < chars_.size() && !barred_[i]; }

  // A "+" right before the group, or with an opening bracket between.
  void SetPlus(DigitGroup& group) const {
    size_t i = group.begin;
    while (i > 0 && !barred_[i - 1] &&
           (chars_[i - 1].sign == Sign::kIgnored || chars_[i - 1].sign == Sign::kOpen)) {
      --i;
    }
    if (i == 0 || barred_[i - 1] || chars_[i - 1].sign != Sign::kPlus) return;
    group.plus = true;
    group.plus_at = i - 1;
  }

  void ReadGroup(DigitGroup& group) {
    const bool han = IsHan(chars_[group.begin]);
    for (size_t i = group.begin; Has(i); ++i) {
      const FoldedChar& c = chars_[i];
      if (c.sign != Sign::kIgnored) {
        if (c.sign != Sign::kDigit || IsHan(c) != han) break;
        run_.digits.push_back(static_cast<char>('0' + c.digit));
        ++group.size;
      }
      group.end = i + 1;
    }
  }

  // Moves `i` to the next group's first digit; false if this run has none.
  bool ReadGap(size_t& i, DigitGroup& group) {
    for (; Has(i) && group.gap <= kLongestGap; ++i) {
      const FoldedChar& c = chars_[i];
      if (c.sign == Sign::kDigit) return true;
      if (c.sign == Sign::kPlus) {
        // A sum has digits or a blank on both sides; a country code's has neither.
        const bool begins =
            i + 1 < chars_.size() && group.gap > 0 &&
            (chars_[i + 1].sign == Sign::kDigit || chars_[i + 1].sign == Sign::kOpen);
        if (!begins || group.plus) return false;
        group.plus = true;
        group.plus_at = i;
      } else if (!MayStandBetween(c)) {
        return false;
      }
      group.gap_signs |= SignBit(c.sign);
      if (c.sign == Sign::kIgnored) continue;
      if (group.gap == 0) group.gap_code = Narrow(c.code);
      ++group.gap;
    }
    return false;
  }

  const absl::Span<const FoldedChar> chars_;
  const std::vector<bool>& barred_;
  DigitRun run_;
};

}  // namespace

int DigitRun::Value(size_t group) const {
  int value = 0;
  for (char c : Digits(group)) value = value * 10 + (c - '0');
  return value;
}

DigitRun ReadRun(absl::Span<const FoldedChar> chars, const std::vector<bool>& barred,
                 size_t begin) {
  return Reader(chars, barred).Read(begin);
}

}  // namespace shopdesk::privacy
