#include "libs/privacy/folded_text.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "libs/base/utf8.h"

namespace shopdesk::privacy {
namespace {

char32_t Decode(absl::string_view point) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(point[i]); };
  if (point.size() == 1) return byte(0);
  char32_t code = byte(0) & (0x7fU >> point.size());
  for (size_t i = 1; i < point.size(); ++i) code = code << 6 | (byte(i) & 0x3f);
  return code;
}

// The value of a code point that stands for one decimal digit; -1 of any other. Numbers of two
// digits in one character would become longer when written out, and are no way to write phones.
int DigitOf(char32_t code) {
  if (code < 0x80) return absl::ascii_isdigit(static_cast<unsigned char>(code)) ? code - '0' : -1;
  // Written for the Chinese zero where a font or a keyboard lacks it.
  if (code == U'○') return 0;
  const double value = u_getNumericValue(static_cast<UChar32>(code));
  for (int digit = 0; digit <= 9; ++digit) {
    if (value == digit) return digit;
  }
  return -1;
}

Sign SignOfPunctuation(char32_t code) {
  switch (Narrow(code)) {
    case U'.':
    case U'。':
    case U'｡':
      return Sign::kDot;
    case U'(':
      return Sign::kOpen;
    case U')':
      return Sign::kClose;
    case U'/':
      return Sign::kSlash;
    case U'@':
      return Sign::kAt;
    case U'*':
      return code == U'*' ? Sign::kStar : Sign::kOther;
    case U'%':
    case U'‰':
    case U'"':
    case U'\'':
    case U'′':
    case U'″':
      return Sign::kOther;
    case U'·':
    case U'•':
    case U'‧':
    case U'․':
    case U'・':
    case U'･':
      return Sign::kDash;
    default:
      return Sign::kMark;
  }
}

Sign SignOfSymbol(char32_t code) {
  switch (Narrow(code)) {
    case U'+':
      return Sign::kPlus;
    case U'−':
    case U'∙':
    case U'⋅':
      return Sign::kDash;
    case U'⁄':
    case U'∕':
      return Sign::kSlash;
    case U'|':
    case U'~':
      return Sign::kMark;
    default:
      return Sign::kOther;
  }
}

Sign SignOf(char32_t code) {
  const auto point = static_cast<UChar32>(code);
  switch (u_charType(point)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
      return u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ? Sign::kIgnored
                                                                            : Sign::kLetter;
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_FORMAT_CHAR:
      return Sign::kIgnored;
    case U_SPACE_SEPARATOR:
      return Sign::kSpace;
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return Sign::kLine;
    case U_CONTROL_CHAR:
      if (code == '\t') return Sign::kSpace;
      return (code >= '\n' && code <= '\r') || code == 0x85 ? Sign::kLine : Sign::kIgnored;
    case U_DASH_PUNCTUATION:
    case U_CONNECTOR_PUNCTUATION:
      return Sign::kDash;
    case U_CURRENCY_SYMBOL:
      return Sign::kCurrency;
    case U_MATH_SYMBOL:
      return SignOfSymbol(code);
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
      return SignOfPunctuation(code);
    case U_MODIFIER_SYMBOL:
      return Sign::kMark;
    case U_OTHER_SYMBOL:
      return code == U'°' || code == U'℃' || code == U'℉' ? Sign::kOther : Sign::kMark;
    default:
      return Sign::kOther;
  }
}

struct Meaning {
  Sign sign;
  int8_t digit;
};

Meaning MeaningOf(char32_t code) {
  const int digit = DigitOf(code);
  return {digit >= 0 ? Sign::kDigit : SignOf(code), static_cast<int8_t>(digit)};
}

Meaning LookUp(char32_t code) {
  static const auto& kAscii = *new auto([] {
    std::array<Meaning, 0x80> table;
    for (char32_t c = 0; c < table.size(); ++c) table[c] = MeaningOf(c);
    return table;
  }());
  return code < kAscii.size() ? kAscii[code] : MeaningOf(code);
}

}  // namespace

char32_t Narrow(char32_t code) {
  if (code >= U'！' && code <= U'～') return code - U'！' + U'!';
  switch (code) {
    case U'﹒':
      return U'.';
    case U'﹙':
      return U'(';
    case U'﹚':
      return U')';
    case U'﹢':
      return U'+';
    case U'﹫':
      return U'@';
    default:
      return code;
  }
}

std::vector<FoldedChar> Fold(absl::string_view text) {
  std::vector<FoldedChar> chars;
  chars.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const size_t size = CodePointSize(text.substr(at));
    FoldedChar c;
    c.at = static_cast<uint32_t>(at);
    if (size > 0) {
      c.code = Decode(text.substr(at, size));
      c.size = static_cast<uint8_t>(size);
      const Meaning meaning = LookUp(c.code);
      c.sign = meaning.sign;
      c.digit = meaning.digit;
    }
    chars.push_back(c);
    at += c.size;
  }
  return chars;
}

bool MayHoldNumberOrMail(absl::string_view text, size_t digits) {
  size_t found = 0;
  for (size_t at = 0; at < text.size() && found < digits;) {
    const char c = text[at];
    if (c == '@') return true;
    if (static_cast<unsigned char>(c) < 0x80) {
      found += absl::ascii_isdigit(static_cast<unsigned char>(c)) ? 1 : 0;
      ++at;
      continue;
    }
    const size_t size = CodePointSize(text.substr(at));
    if (size > 0) {
      const char32_t code = Decode(text.substr(at, size));
      if (Narrow(code) == U'@') return true;
      found += DigitOf(code) >= 0 ? 1 : 0;
    }
    at += std::max<size_t>(size, 1);
  }
  return found >= digits;
}

}  // namespace shopdesk::privacy
