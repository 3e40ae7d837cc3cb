#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

// Phone numbers and mail addresses as people write them, for tests. All take a source of numbers
// that answers one of [from, to].
namespace shopdesk::privacy {

using AnyInt = absl::FunctionRef<int(int from, int to)>;

// So many digits.
std::string AnyDigits(int count, AnyInt any);

// The digits of a number that exists: of a mobile or a landline in China, or of a mobile in one of
// ten other countries with "+" and the country's code.
std::string AnyPhone(AnyInt any);

std::string AnySeparator(AnyInt any);

// Its digits in one script, sometimes in many, with separators of one kind, sometimes of many.
std::string AnyNotation(absl::string_view phone, AnyInt any);

// A mail address, the part before the "@" and all of it: of several scripts, with full-width signs,
// blanks around the "@".
struct Mail {
  std::string local;
  std::string written;
};
Mail AnyMail(AnyInt any);

// The digits of a text in sequence, a star for every star.
std::string DigitsOf(absl::string_view text);

// Whether a text still shows seven digits of a phone in sequence, however they are written.
bool Shows(absl::string_view text, absl::string_view phone);

}  // namespace shopdesk::privacy
