#include "libs/base/html.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/types/optional.h"

namespace shopdesk {
namespace {

// Bytes of an entity before its ";": what is longer is an "&" in a text.
constexpr size_t kMaxEntityBytes = 8;
// HTML's names of the letters from U+00C0 to U+00FF, in that order.
constexpr absl::string_view kLatinNames[] = {
    "Agrave", "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig", "Ccedil",
    "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc", "Iuml",
    "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",  "times",
    "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN", "szlig",
    "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig", "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc", "iuml",
    "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",  "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn", "yuml"};
constexpr UChar32 kFirstLatin = 0xC0;

std::string Utf8Of(UChar32 c) {
  std::string utf8;
  icu::UnicodeString(c).toUTF8String(utf8);
  return utf8;
}

// The code point of "#233" or "#xE9"; negative if it is none.
UChar32 NumberedCharacter(absl::string_view entity) {
  uint32_t code = 0;
  const bool read = absl::StartsWithIgnoreCase(entity, "#x")
                        ? absl::SimpleHexAtoi(entity.substr(2), &code)
                        : absl::SimpleAtoi(entity.substr(1), &code);
  const bool character = read && code > 0 && code <= UCHAR_MAX_VALUE && !U_IS_SURROGATE(code);
  return character ? static_cast<UChar32>(code) : -1;
}

// What stands for the entity of that name; nullopt if there is none.
absl::optional<std::string> CharacterOf(absl::string_view entity) {
  if (absl::StartsWith(entity, "#")) {
    const UChar32 c = NumberedCharacter(entity);
    if (c < 0) return absl::nullopt;
    return Utf8Of(c);
  }
  static constexpr std::pair<absl::string_view, absl::string_view> kSigns[] = {
      {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}};
  for (const auto& [name, sign] : kSigns) {
    if (entity == name) return std::string(sign);
  }
  const auto latin = std::find(std::begin(kLatinNames), std::end(kLatinNames), entity);
  if (latin != std::end(kLatinNames)) {
    const UChar32 c = kFirstLatin + static_cast<UChar32>(latin - std::begin(kLatinNames));
    return Utf8Of(c);
  }
  const bool is_name =
      !entity.empty() && std::all_of(entity.begin(), entity.end(), absl::ascii_isalnum);
  return is_name ? absl::optional<std::string>(" ") : absl::nullopt;
}

}  // namespace

HtmlEntity EntityAt(absl::string_view text) {
  if (text.empty() || text[0] != '&') return {};
  // No further than an entity may reach: a text of ampersands would be read over and over.
  const size_t end = text.substr(0, kMaxEntityBytes + 1).find(';');
  if (end == absl::string_view::npos) return {};
  absl::optional<std::string> character = CharacterOf(text.substr(1, end - 1));
  if (!character.has_value()) return {};
  return {end + 1, *std::move(character)};
}

}  // namespace shopdesk
