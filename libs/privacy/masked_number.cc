#include "libs/privacy/masked_number.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace shopdesk::privacy {
namespace {

// Fewer digits than these don't show head and tail, which would be most of them.
constexpr size_t kLongNumber = 10;

// How many of the digits of an international number are the country code (ITU-T E.164).
size_t CountryCodeSize(absl::string_view digits) {
  static constexpr absl::string_view kTwoDigits[] = {
      "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
      "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
      "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98"};
  if (digits.empty() || digits[0] == '1' || digits[0] == '7')
    return std::min<size_t>(1, digits.size());
  const absl::string_view two = digits.substr(0, 2);
  return std::min<size_t>(
      std::find(std::begin(kTwoDigits), std::end(kTwoDigits), two) != std::end(kTwoDigits) ? 2 : 3,
      digits.size());
}

// `shows_head`: of a long number the first digits too.
std::string MaskDigits(absl::string_view number, bool shows_head) {
  std::string masked;
  if (absl::ConsumePrefix(&number, "+")) {
    const size_t size = CountryCodeSize(number);
    absl::StrAppend(&masked, "+", number.substr(0, size));
    number.remove_prefix(size);
  }
  if (number.size() >= kLongNumber && shows_head) {
    absl::StrAppend(&masked, number.substr(0, 3), "****", number.substr(number.size() - 4));
  } else if (number.size() >= kLongRun) {
    absl::StrAppend(&masked, "****", number.substr(number.size() - 2));
  } else {
    masked.append("****");
  }
  return masked;
}

}  // namespace

std::string MaskNumber(absl::string_view number) { return MaskDigits(number, true); }

std::string MaskNumber(absl::string_view number, size_t room) {
  std::string masked = MaskDigits(number, true);
  return masked.size() <= room ? masked : MaskDigits(number, false);
}

bool IsMaskedNumber(absl::string_view text) {
  const size_t stars = text.find("****");
  if (stars == absl::string_view::npos) return false;
  absl::string_view head = text.substr(0, stars);
  const absl::string_view tail = text.substr(stars + 4);
  const bool international = absl::ConsumePrefix(&head, "+");
  for (char c : absl::StrCat(head, tail)) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  const size_t country = international ? CountryCodeSize(head) : 0;
  const size_t shown = head.size() - country;
  return (shown == 3 && tail.size() == 4) || (shown == 0 && (tail.empty() || tail.size() == 2));
}

}  // namespace shopdesk::privacy
