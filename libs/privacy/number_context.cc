#include "libs/privacy/number_context.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace shopdesk::privacy {
namespace {

constexpr char32_t kUnits[] = U"元块塊角折码碼件片寸米升克斤只個个毫厘公度瓦％%‰×";
constexpr absl::string_view kLetterUnits[] = {"cm",  "g",  "gb", "kg", "km", "l",  "lb",
                                              "m",   "mb", "ml", "mm", "oz", "tb", "w",
                                              "mah", "x",  "hz", "k",  "rmb"};
constexpr size_t kLongestUnit = 3;
// Words before a phone number. Shops sell 手机 and phones, so that a word that means the thing
// alone isn't one of them.
constexpr absl::string_view kPhoneWords[] = {"电话", "電話", "手机号", "手機號", "手机号码", "座机",
                                             "致电", "tel",  "phone",  "mobile", "whatsapp"};
constexpr size_t kLongestPhoneWord = 12;

char32_t CodeAt(absl::Span<const FoldedChar> chars, size_t i) {
  return i < chars.size() ? Narrow(chars[i].code) : 0;
}

bool IsAsciiLetter(char32_t code) {
  return code < 0x80 && absl::ascii_isalpha(static_cast<unsigned char>(code));
}

}  // namespace

bool IsAmount(absl::Span<const FoldedChar> chars, size_t begin, size_t end) {
  if (begin > 0 && chars[begin - 1].sign == Sign::kSpace) --begin;
  if (begin > 0 && chars[begin - 1].sign == Sign::kCurrency) return true;
  if (end < chars.size() && chars[end].sign == Sign::kSpace) ++end;
  if (end >= chars.size()) return false;
  const absl::Span<const char32_t> units(kUnits, std::size(kUnits) - 1);
  if (std::find(units.begin(), units.end(), chars[end].code) != units.end()) return true;
  std::string word;
  for (size_t i = end; word.size() <= kLongestUnit && IsAsciiLetter(CodeAt(chars, i)); ++i) {
    word.push_back(absl::ascii_tolower(static_cast<unsigned char>(CodeAt(chars, i))));
  }
  return std::find(std::begin(kLetterUnits), std::end(kLetterUnits), word) !=
         std::end(kLetterUnits);
}

bool IsCalledPhone(absl::string_view text, absl::Span<const FoldedChar> chars, size_t begin) {
  constexpr size_t kFarthest = 4;
  size_t end = begin;
  while (end > 0 && begin - end < kFarthest &&
         (chars[end - 1].sign == Sign::kSpace || chars[end - 1].sign == Sign::kMark ||
          chars[end - 1].sign == Sign::kDot || chars[end - 1].sign == Sign::kOpen)) {
    --end;
  }
  if (end == 0) return false;
  const size_t stop = chars[end - 1].at + chars[end - 1].size;
  const size_t start = stop - std::min(stop, kLongestPhoneWord);
  const std::string before = absl::AsciiStrToLower(text.substr(start, stop - start));
  return std::any_of(std::begin(kPhoneWords), std::end(kPhoneWords), [&](absl::string_view word) {
    if (!absl::EndsWith(before, word)) return false;
    if (!absl::ascii_isalpha(static_cast<unsigned char>(word[0]))) return true;
    const size_t at = before.size() - word.size();
    return at == 0 || !absl::ascii_isalpha(static_cast<unsigned char>(before[at - 1]));
  });
}

bool IsResourceId(absl::Span<const FoldedChar> chars, size_t begin) {
  return begin >= 3 && chars[begin - 1].code == U'/' && chars[begin - 2].code == U's' &&
         IsAsciiLetter(chars[begin - 3].code);
}

size_t OwnIdSize(absl::Span<const FoldedChar> chars, size_t at) {
  constexpr absl::string_view kForm = "hhhhhhhh-hhhh-Vhhh-hhhh-hhhhhhhhhhhh";
  if (at + kForm.size() > chars.size()) return 0;
  const auto is_hex = [&](size_t i) {
    const char32_t code = chars[i].code;
    return (code >= U'0' && code <= U'9') || (code >= U'a' && code <= U'f');
  };
  if (at > 0 && (is_hex(at - 1) || IsAsciiLetter(chars[at - 1].code))) return 0;
  for (size_t i = 0; i < kForm.size(); ++i) {
    const char32_t code = chars[at + i].code;
    const bool fits = kForm[i] == 'h'   ? is_hex(at + i)
                      : kForm[i] == 'V' ? code == U'7' || code == U'8'
                                        : code == U'-';
    if (!fits) return 0;
  }
  const size_t end = at + kForm.size();
  return end < chars.size() && is_hex(end) ? 0 : kForm.size();
}

}  // namespace shopdesk::privacy
