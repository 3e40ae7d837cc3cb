#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// A text as who looks for numbers and addresses in it reads it: each code point with what it means,
// whatever script or form it is written in, and where it stands.
namespace shopdesk::privacy {

// What a code point can be of a number or of a mail address.
enum class Sign : uint8_t {
  kOther,  // Ends a number: arithmetic, units, unassigned code points, bytes that are no text.
  kLetter,
  kDigit,  // Of any script, "一", "壹" and "①" among them.
  kSpace,
  kLine,  // Breaks a line.
  kDash,  // Any dash, underscore or middle dot.
  kDot,   // Any full stop.
  kOpen,  // An opening round bracket.
  kClose,
  kSlash,
  kMark,  // All other punctuation and pictures.
  kPlus,
  kAt,
  kStar,  // What masks are made of.
  kCurrency,
  kIgnored,  // Not seen: zero-width characters, marks on the character before.
};

struct FoldedChar {
  // Of the code point, 0 for a byte that is part of none.
  char32_t code = 0;
  // Where it starts in the text, and its size in bytes.
  uint32_t at = 0;
  uint8_t size = 1;
  // 0 to 9 for kDigit.
  int8_t digit = -1;
  Sign sign = Sign::kOther;
};

std::vector<FoldedChar> Fold(absl::string_view text);

// The ASCII character that a code point is a form of (full-width, small); itself for any other.
char32_t Narrow(char32_t code);

// Whether so many digits, or an "@", may be in the text: quicker than Fold, and never wrong about
// a text that has them.
bool MayHoldNumberOrMail(absl::string_view text, size_t digits);

}  // namespace shopdesk::privacy
