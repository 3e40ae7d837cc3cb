#include "libs/base/province.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>

#include <algorithm>
#include <iterator>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "libs/base/simplify.h"

namespace shopdesk {
namespace {

// The signs of voiced kana are letters, not accents.
const icu::Transliterator* WithoutAccents() {
  static const icu::Transliterator* const kWithoutAccents = [] {
    UErrorCode error = U_ZERO_ERROR;
    return icu::Transliterator::createInstance("NFD; [[:Mn:]-[\\u3099\\u309A]] Remove; NFC",
                                               UTRANS_FORWARD, error);
  }();
  return kWithoutAccents;
}

// What may have an accent; a text without any of it has none.
const icu::UnicodeSet& Accented() {
  static const icu::UnicodeSet& kAccented = [&]() -> const icu::UnicodeSet& {
    UErrorCode error = U_ZERO_ERROR;
    auto& set = *new icu::UnicodeSet(u"[[:Mn:][:^ccc=0:][:NFD_Quick_Check=No:]]", error);
    return *set.freeze();
  }();
  return kAccented;
}

struct Province {
  absl::string_view code;
  absl::string_view name;
};

constexpr Province kProvinces[] = {
    {"11", "北京"}, {"12", "天津"}, {"13", "河北"},   {"14", "山西"}, {"15", "内蒙古"},
    {"21", "辽宁"}, {"22", "吉林"}, {"23", "黑龙江"}, {"31", "上海"}, {"32", "江苏"},
    {"33", "浙江"}, {"34", "安徽"}, {"35", "福建"},   {"36", "江西"}, {"37", "山东"},
    {"41", "河南"}, {"42", "湖北"}, {"43", "湖南"},   {"44", "广东"}, {"45", "广西"},
    {"46", "海南"}, {"50", "重庆"}, {"51", "四川"},   {"52", "贵州"}, {"53", "云南"},
    {"54", "西藏"}, {"61", "陕西"}, {"62", "甘肃"},   {"63", "青海"}, {"64", "宁夏"},
    {"65", "新疆"}, {"71", "台湾"}, {"81", "香港"},   {"82", "澳门"},
};
constexpr absl::string_view kMunicipalities[] = {"11", "12", "31", "50"};
// The words for kinds of provinces, the longer before those that they end in.
constexpr absl::string_view kKinds[] = {"维吾尔自治区", "壮族自治区", "回族自治区", "自治区",
                                        "特别行政区",   "省",         "市"};
// What stands for "all of it" behind the digits of a province.
constexpr absl::string_view kWholeProvince = "0000";

const absl::flat_hash_map<absl::string_view, absl::string_view>& CodesByName() {
  static const auto& kCodes = *[] {
    auto* codes = new absl::flat_hash_map<absl::string_view, absl::string_view>();
    for (const Province& province : kProvinces) codes->emplace(province.name, province.code);
    return codes;
  }();
  return kCodes;
}

// Only what is written: no blanks, no punctuation.
std::string Letters(absl::string_view text) {
  const icu::UnicodeString folded = icu::UnicodeString::fromUTF8(FoldCharacters(text));
  std::string letters;
  for (int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1)) {
    const UChar32 c = folded.char32At(at);
    if (u_isalnum(c)) icu::UnicodeString(c).toUTF8String(letters);
  }
  return letters;
}

}  // namespace

std::string FoldCharacters(absl::string_view text) {
  // Most of what is compared has nothing else to fold.
  if (std::all_of(text.begin(), text.end(), absl::ascii_isascii)) {
    return absl::AsciiStrToLower(text);
  }
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString folded = icu::Normalizer2::getNFKCCasefoldInstance(error)->normalize(
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), text.size())), error);
  if (!Accented().containsNone(folded) && WithoutAccents() != nullptr) {
    WithoutAccents()->transliterate(folded);
  }
  SimplifyHan(folded);
  std::string utf8;
  folded.toUTF8String(utf8);
  return utf8;
}

std::string ProvinceCode(absl::string_view area) {
  const std::string letters = Letters(area);
  absl::string_view name = letters;
  if (!ProvinceName(absl::StripSuffix(name, kWholeProvince)).empty()) {
    return std::string(absl::StripSuffix(name, kWholeProvince));
  }
  for (const absl::string_view kind : kKinds) {
    if (absl::ConsumeSuffix(&name, kind)) break;
  }
  const auto found = CodesByName().find(name);
  return found == CodesByName().end() ? std::string() : std::string(found->second);
}

absl::string_view ProvinceName(absl::string_view code) {
  const auto* found = std::find_if(std::begin(kProvinces), std::end(kProvinces),
                                   [&](const Province& province) { return province.code == code; });
  return found == std::end(kProvinces) ? absl::string_view() : found->name;
}

bool IsMunicipality(absl::string_view code) {
  return std::find(std::begin(kMunicipalities), std::end(kMunicipalities), code) !=
         std::end(kMunicipalities);
}

}  // namespace shopdesk
