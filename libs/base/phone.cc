#include "libs/base/phone.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "libs/base/status_macros.h"
#include "phonenumbers/phonenumberutil.h"

namespace shopdesk {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr int kChina = 86;
// Digits of a mobile number, of the shortest and of the longest landline with its area code.
constexpr size_t kChineseMobile = 11;
constexpr size_t kShortestLandline = 9;
constexpr size_t kLongestLandline = 11;
constexpr size_t kLongestExtension = 6;

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

// How people and platforms in China write an extension, as libphonenumber reads it.
std::string WithExtension(absl::string_view phone) {
  for (absl::string_view marker : {"转", "轉", "分机", "分機"}) {
    const size_t at = phone.find(marker);
    if (at == absl::string_view::npos) continue;
    return absl::StrCat(phone.substr(0, at),
                        ";ext=", absl::StripAsciiWhitespace(phone.substr(at + marker.size())));
  }
  return std::string(phone);
}

// The same with what follows its last dash as an extension; "" if that can't be one.
std::string WithDashedExtension(absl::string_view phone) {
  const size_t dash = phone.rfind('-');
  if (dash == absl::string_view::npos) return "";
  const absl::string_view extension = phone.substr(dash + 1);
  if (!IsDigits(extension) || extension.size() > kLongestExtension) return "";
  return absl::StrCat(phone.substr(0, dash), ";ext=", extension);
}

enum class Existence { kNone, kPossible, kKnown };

// In China a number may be so many lengths that a mobile number with a digit too few would be as
// long as a landline; so those are told apart by how they begin.
bool IsPossibleInChina(const std::string& national, absl::string_view written) {
  if (national[0] == '1' && national.size() == kChineseMobile) return true;
  const bool has_area_code = written.find('0') != absl::string_view::npos &&
                             written.find_first_of("0123456789") == written.find('0');
  return has_area_code && national.size() >= kShortestLandline &&
         national.size() <= kLongestLandline && national[0] != '1';
}

Existence Read(const std::string& written, const std::string& region_code, PhoneNumber& number) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  if (written.empty() ||
      util.Parse(written, region_code, &number) != PhoneNumberUtil::NO_PARSING_ERROR) {
    return Existence::kNone;
  }
  if (util.IsValidNumber(number)) return Existence::kKnown;
  if (util.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE) {
    return Existence::kNone;
  }
  std::string national;
  util.GetNationalSignificantNumber(number, &national);
  const bool possible = number.country_code() != kChina || IsPossibleInChina(national, written);
  return possible ? Existence::kPossible : Existence::kNone;
}

Phone MakePhone(const PhoneNumber& number, Existence existence) {
  Phone phone = {"", existence == Existence::kKnown};
  PhoneNumberUtil::GetInstance()->Format(number, PhoneNumberUtil::E164, &phone.number);
  if (number.has_extension() && !number.extension().empty()) {
    absl::StrAppend(&phone.number, ";ext=", number.extension());
  }
  return phone;
}

// How nearly all numbers are written that come here: "13812345678" or "+8613812345678". These
// ranges are mobile numbers throughout: libphonenumber says the same, at far greater cost.
absl::optional<Phone> ReadChineseMobile(absl::string_view phone, absl::string_view region_code) {
  absl::string_view national = phone;
  if (!absl::ConsumePrefix(&national, "+86") && region_code != "CN") return absl::nullopt;
  if (national.size() != kChineseMobile || !IsDigits(national) || national[0] != '1') {
    return absl::nullopt;
  }
  const bool mobile =
      national[1] == '3' || national[1] == '8' || (national[1] == '5' && national[2] != '4');
  if (!mobile) return absl::nullopt;
  return Phone{absl::StrCat("+86", national), true};
}

std::string WhatIsTaken(absl::string_view region_code) {
  return absl::StrCat("must be a phone number as they are in ", region_code,
                      ", or with a country code");
}

}  // namespace

absl::StatusOr<Phone> ParsePhone(absl::string_view phone, absl::string_view region_code,
                                 absl::string_view field) {
  if (absl::optional<Phone> mobile = ReadChineseMobile(phone, region_code); mobile.has_value()) {
    return *std::move(mobile);
  }
  const std::string region(region_code);
  const std::string written = WithExtension(phone);
  PhoneNumber whole;
  const Existence as_whole = Read(written, region, whole);
  if (as_whole == Existence::kKnown) return MakePhone(whole, as_whole);
  PhoneNumber stem;
  const Existence as_stem = Read(WithDashedExtension(written), region, stem);
  if (as_stem == Existence::kKnown) return MakePhone(stem, as_stem);
  if (as_whole != Existence::kNone) return MakePhone(whole, as_whole);
  if (as_stem != Existence::kNone) return MakePhone(stem, as_stem);
  return InvalidFieldError(field, WhatIsTaken(region_code));
}

absl::StatusOr<std::string> NormalizePhone(absl::string_view phone, absl::string_view region_code,
                                           absl::string_view field) {
  ASSIGN_OR_RETURN(Phone parsed, ParsePhone(phone, region_code, field));
  return std::move(parsed.number);
}

std::string PhoneIndexValue(absl::string_view normalized_phone) {
  return std::string(normalized_phone.substr(0, normalized_phone.find(';')));
}

void NormalizeReceiverPhone(type::v1::Receiver& receiver, absl::string_view field,
                            Violations& violations) {
  const std::string& region = receiver.address().region_code();
  absl::StatusOr<Phone> phone = ParsePhone(receiver.phone(), region, field);
  if (!phone.ok()) return violations.Add(field, WhatIsTaken(region));
  receiver.set_phone(std::move(phone->number));
  receiver.set_phone_unverified(!phone->verified);
}

void CheckBusinessPhone(absl::string_view phone, absl::string_view field, Violations& violations) {
  constexpr int kFewest = 3;
  constexpr int kMost = 24;
  if (phone.empty()) return;
  const std::string written = WithExtension(phone);
  absl::string_view number = written;
  const size_t extension = number.find(";ext=");
  const bool extended = extension != absl::string_view::npos;
  bool usual = !extended || IsDigits(number.substr(extension + 5));
  number = number.substr(0, extension);
  int digits = 0;
  for (char c : number) {
    const bool digit = absl::ascii_isdigit(static_cast<unsigned char>(c));
    digits += digit ? 1 : 0;
    usual = usual && (digit || absl::StrContains(" +-()./,", c));
  }
  if (!usual || digits < kFewest || digits > kMost) {
    violations.Add(field, "must be a phone number as a business prints it, of 3 to 24 digits");
  }
}

}  // namespace shopdesk
