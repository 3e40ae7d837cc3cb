#include "services/orders/domain/receiver/address.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "libs/base/province.h"
#include "libs/base/utf8.h"

namespace shopdesk::orders::domain {
namespace {

// In everyday and in formal writing; −1: no digit.
int DigitOf(UChar32 c) {
  constexpr UChar32 kDigits[2][10] = {
      {u'〇', u'一', u'二', u'三', u'四', u'五', u'六', u'七', u'八', u'九'},
      {u'零', u'壹', u'贰', u'叁', u'肆', u'伍', u'陆', u'柒', u'捌', u'玖'}};
  for (const auto& digits : kDigits) {
    const auto* found = std::find(std::begin(digits), std::end(digits), c);
    if (found != std::end(digits)) return static_cast<int>(found - digits);
  }
  return -1;
}

// 0: no unit of tens.
int UnitOf(UChar32 c) {
  if (c == u'十' || c == u'拾') return 10;
  if (c == u'百' || c == u'佰') return 100;
  return c == u'千' || c == u'仟' ? 1000 : 0;
}

bool IsNumeral(UChar32 c) { return DigitOf(c) >= 0 || UnitOf(c) > 0; }

// What a numeral with units says: 一百零五 is 105, 三百五 is 350; −1: it is none (五一十).
int ValueOf(absl::Span<const UChar32> numeral) {
  int value = 0;
  int digit = -1;
  int last_unit = 10000;
  bool after_zero = false;
  for (const UChar32 c : numeral) {
    if (const int next = DigitOf(c); next >= 0) {
      if (digit > 0) return -1;
      after_zero = after_zero || digit == 0 || next == 0;
      digit = next;
      continue;
    }
    const int unit = UnitOf(c);
    if (unit >= last_unit || digit == 0 || (digit < 0 && unit > 10)) return -1;
    value += std::max(digit, 1) * unit;
    last_unit = unit;
    digit = -1;
    after_zero = false;
  }
  if (digit <= 0) return value;
  return value + digit * (after_zero ? 1 : last_unit / 10);
}

void AppendNumeral(absl::Span<const UChar32> numeral, std::string& folded) {
  const bool units =
      std::any_of(numeral.begin(), numeral.end(), [](UChar32 c) { return UnitOf(c) > 0; });
  if (const int value = units ? ValueOf(numeral) : -1; value >= 0) {
    absl::StrAppend(&folded, value);
    return;
  }
  for (const UChar32 c : numeral) {
    if (DigitOf(c) >= 0) {
      absl::StrAppend(&folded, DigitOf(c));
    } else {
      icu::UnicodeString(c).toUTF8String(folded);
    }
  }
}

bool EndsInDigit(absl::string_view text) {
  return !text.empty() && absl::ascii_isdigit(text.back());
}

// The words for kinds of places, the longer before those that they end in.
constexpr absl::string_view kProvinceKinds[] = {
    "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市"};
constexpr absl::string_view kCityKinds[] = {"自治州", "地区", "市", "盟"};
constexpr absl::string_view kDistrictKinds[] = {"自治县", "自治旗", "新区", "区", "县", "市", "旗"};

bool ConsumeKind(absl::string_view& text) {
  const absl::Span<const absl::string_view> kKinds[] = {kProvinceKinds, kCityKinds, kDistrictKinds};
  for (const auto kinds : kKinds) {
    for (const absl::string_view kind : kinds) {
      if (absl::ConsumePrefix(&text, kind)) return true;
    }
  }
  return false;
}

// A county and a city of one name in the same prefecture.
constexpr absl::string_view kTwins[] = {"临夏", "伊宁", "和田"};

// Without the word for its kind, unless less than two characters would be left (开县, 郊区).
std::string Short(absl::string_view place, absl::Span<const absl::string_view> kinds) {
  for (const absl::string_view kind : kinds) {
    if (!absl::EndsWith(place, kind)) continue;
    const absl::string_view name = absl::StripSuffix(place, kind);
    if (CountCharacters(name) < 2) break;
    return std::string(name);
  }
  return std::string(place);
}

std::string ShortDistrict(const std::string& district) {
  std::string name = Short(district, kDistrictKinds);
  const bool twin = std::find(std::begin(kTwins), std::end(kTwins), name) != std::end(kTwins);
  return twin ? district : name;
}

bool IsDivisionCode(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

std::string NameOf(const std::string& province) {
  const absl::string_view name = ProvinceName(province);
  return name.empty() ? Short(province, kProvinceKinds) : FoldAddress(name);
}

std::string ProvinceOf(absl::string_view area) {
  const std::string code = ProvinceCode(area);
  if (!code.empty()) return code;
  const std::string folded = FoldAddress(area);
  return IsDivisionCode(folded) ? folded.substr(0, 2) : folded;
}

// What stands in the field of the city or district of a municipality, or of the districts of a
// city, that says nothing more than the field above.
bool IsTheAboveItself(absl::string_view text) {
  return text.empty() || text == "市辖区" || text == "县" ||
         (IsDivisionCode(text) && absl::EndsWith(text, "01"));
}

// Takes the names of the place off the front of the street, where somebody wrote them again. They
// count as such only if the last is followed by the word for a kind of place: 上海路 in Shanghai is
// a road.
std::string WithoutPlace(const std::string& street, const Place& place) {
  absl::string_view rest = street;
  absl::string_view accepted = street;
  for (const std::string& name :
       {NameOf(place.province), place.city, Short(place.district, kDistrictKinds)}) {
    if (name.empty() || !absl::ConsumePrefix(&rest, name)) continue;
    if (ConsumeKind(rest)) accepted = rest;
  }
  return std::string(accepted.empty() ? street : accepted);
}

}  // namespace

std::string FoldAddress(absl::string_view text) {
  const icu::UnicodeString characters = icu::UnicodeString::fromUTF8(FoldCharacters(text));
  std::string folded;
  bool gap = false;
  for (int32_t at = 0; at < characters.length();) {
    std::vector<UChar32> numeral;
    UChar32 c = characters.char32At(at);
    for (; IsNumeral(c) && at < characters.length(); c = characters.char32At(at)) {
      numeral.push_back(c);
      at += U16_LENGTH(c);
    }
    std::string next;
    if (!numeral.empty()) {
      AppendNumeral(numeral, next);
    } else {
      at += U16_LENGTH(c);
      if (!u_isalnum(c)) {
        gap = true;
        continue;
      }
      icu::UnicodeString(c).toUTF8String(next);
    }
    if (gap && EndsInDigit(folded) && absl::ascii_isdigit(next.front())) folded += '-';
    folded += next;
    gap = false;
  }
  return folded;
}

Place PlaceOf(const type::v1::PostalAddress& address) {
  Place place;
  place.province = ProvinceOf(address.administrative_area());
  const std::string city = FoldAddress(address.locality());
  place.city = Short(city, kCityKinds);
  const std::string of_city = ProvinceOf(address.locality());
  if (place.province.empty() && IsMunicipality(of_city)) place.province = of_city;
  if (IsMunicipality(place.province) && (IsTheAboveItself(city) || IsDivisionCode(city))) {
    place.city = NameOf(place.province);
  }
  const std::string district = FoldAddress(address.district());
  if (!IsTheAboveItself(district)) place.district = ShortDistrict(district);
  return place;
}

std::string AddressIndexValue(const type::v1::PostalAddress& address) {
  const std::string street = FoldAddress(address.street());
  if (address.region_code() != "CN") {
    return absl::StrCat(address.region_code(), "|", FoldAddress(address.administrative_area()), "|",
                        FoldAddress(address.locality()), "|", FoldAddress(address.district()), "|",
                        street);
  }
  const Place place = PlaceOf(address);
  return absl::StrCat("CN|", place.province, "|", place.city, "|", place.district, "|",
                      WithoutPlace(street, place));
}

}  // namespace shopdesk::orders::domain
