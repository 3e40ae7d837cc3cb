#include "services/logistics/domain/carrier/waybill.h"

#include <unicode/locid.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/error.h"
#include "libs/base/id.h"

namespace shopdesk::logistics::domain {
namespace {

// UPU S10: two letters, the serial number, its check digit, two letters of the country.
constexpr size_t kS10Size = 13;
constexpr size_t kS10Serial = 2;
constexpr size_t kS10SerialDigits = 8;
constexpr size_t kS10Check = kS10Serial + kS10SerialDigits;
constexpr int kS10Weights[] = {8, 6, 4, 2, 3, 5, 9, 7};
// Bytes: RE2's budget for one pattern: a rule is data, and a monstrous one must not take the
// memory.
constexpr int64_t kPatternBytes = 64 << 10;
// Numbers of the shop's own series: twelve digits, so that two made by chance differ.
constexpr uint64_t kOwnNumbers = 1'000'000'000'000;

re2::StringPiece Piece(absl::string_view text) { return {text.data(), text.size()}; }

int S10CheckDigit(absl::string_view serial) {
  int sum = 0;
  for (size_t i = 0; i < kS10SerialDigits; ++i) sum += (serial[i] - '0') * kS10Weights[i];
  const int digit = 11 - sum % 11;
  if (digit == 10) return 0;
  if (digit == 11) return 5;
  return digit;
}

bool HasS10Form(absl::string_view number) {
  if (number.size() != kS10Size) return false;
  for (size_t i = 0; i < kS10Size; ++i) {
    const bool digit = i >= kS10Serial && i <= kS10Check;
    if (digit ? !absl::ascii_isdigit(number[i]) : !absl::ascii_isupper(number[i])) return false;
  }
  return true;
}

bool IsCountry(absl::string_view code) {
  for (const char* const* known = icu::Locale::getISOCountries(); *known != nullptr; ++known) {
    if (code == *known) return true;
  }
  return false;
}

// What is wrong by S10, for people; empty: nothing.
std::string S10Problem(absl::string_view number) {
  if (!HasS10Form(number)) return "must be two letters, nine digits and two letters of a country";
  const int expected = S10CheckDigit(number.substr(kS10Serial, kS10SerialDigits));
  if (number[kS10Check] - '0' != expected) {
    return absl::StrCat("has the check digit ", number.substr(kS10Check, 1),
                        " where UPU S10 expects ", expected);
  }
  const absl::string_view country = number.substr(kS10Check + 1);
  return IsCountry(country) ? "" : absl::StrCat("ends in ", country, ", which is no country");
}

std::string LuhnProblem(absl::string_view number) {
  std::string digits;
  for (char c : number) {
    if (absl::ascii_isdigit(c)) digits.push_back(c);
  }
  if (digits.size() < 2) return "must have two digits at least";
  const char last = digits.back();
  digits.pop_back();
  const int expected = LuhnDigit(digits);
  if (last - '0' == expected) return "";
  return absl::StrCat("has the check digit ", std::string(1, last), " where Luhn's rule expects ",
                      expected);
}

}  // namespace

bool IsS10(absl::string_view number) { return S10Problem(number).empty(); }

bool IsLuhn(absl::string_view number) { return LuhnProblem(number).empty(); }

absl::StatusOr<WaybillRules> WaybillRules::Compile(const v1::Carrier& carrier) {
  WaybillRules compiled;
  for (int i = 0; i < carrier.waybill_rules_size(); ++i) {
    const v1::WaybillRule& rule = carrier.waybill_rules(i);
    const std::string at = absl::StrCat("waybill_rules[", i, "]");
    re2::RE2::Options options(re2::RE2::Quiet);
    options.set_max_mem(kPatternBytes);
    auto pattern = std::make_unique<re2::RE2>(rule.pattern(), options);
    if (rule.pattern().empty() || !pattern->ok()) {
      return InvalidFieldError(at + ".pattern",
                               absl::StrCat("is no RE2 pattern: ", pattern->error()));
    }
    Check check = Check::kNone;
    if (rule.check() == "s10") {
      check = Check::kS10;
    } else if (rule.check() == "luhn") {
      check = Check::kLuhn;
    } else if (!rule.check().empty() && rule.check() != "none") {
      return InvalidFieldError(at + ".check", "must be none, s10 or luhn");
    }
    compiled.rules_.push_back({std::move(pattern), check});
  }
  return compiled;
}

std::string WaybillRules::ProblemOf(const Rule& rule, absl::string_view number) {
  switch (rule.check) {
    case Check::kS10:
      return S10Problem(number);
    case Check::kLuhn:
      return LuhnProblem(number);
    default:
      return "";
  }
}

bool WaybillRules::Accepts(absl::string_view number) const {
  if (rules_.empty()) return true;
  return std::any_of(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    return re2::RE2::FullMatch(Piece(number), *rule.pattern) && ProblemOf(rule, number).empty();
  });
}

std::string WaybillRules::Problem(absl::string_view number) const {
  if (Accepts(number)) return "";
  for (const Rule& rule : rules_) {
    if (re2::RE2::FullMatch(Piece(number), *rule.pattern)) return ProblemOf(rule, number);
  }
  return "";
}

std::string WaybillRules::Patterns() const {
  std::string text;
  for (const Rule& rule : rules_) {
    if (!text.empty()) text += " or ";
    text += rule.pattern->pattern();
    if (rule.check == Check::kS10) text += " with a UPU S10 check digit";
    if (rule.check == Check::kLuhn) text += " with a Luhn check digit";
  }
  return text;
}

std::string OwnWaybillNumber(uint64_t seed) {
  const std::string digits = absl::StrFormat("%012d", seed % kOwnNumbers);
  return absl::StrCat("SD", digits, LuhnDigit(digits));
}

}  // namespace shopdesk::logistics::domain
