#include "libs/privacy/testing/notation.h"

#include <iterator>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/privacy/folded_text.h"
#include "libs/privacy/masked_number.h"
#include "phonenumbers/phonenumberutil.h"

namespace shopdesk::privacy {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

template <class Values>
const auto& Pick(const Values& values, AnyInt any) {
  return values[any(0, static_cast<int>(std::size(values)) - 1)];
}

// The digits 0 to 9 of the scripts and forms that a phone number may be written in.
const std::vector<std::vector<std::string>>& Scripts() {
  static const auto& kScripts = *new auto([] {
    std::vector<std::vector<std::string>> scripts;
    for (const char* digits :
         {"0 1 2 3 4 5 6 7 8 9", "０ １ ２ ３ ４ ５ ６ ７ ８ ９", "٠ ١ ٢ ٣ ٤ ٥ ٦ ٧ ٨ ٩",
          "۰ ۱ ۲ ۳ ۴ ۵ ۶ ۷ ۸ ۹", "० १ २ ३ ४ ५ ६ ७ ८ ९", "〇 一 二 三 四 五 六 七 八 九",
          "零 壹 贰 叁 肆 伍 陆 柒 捌 玖", "⓪ ① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨"}) {
      scripts.push_back(absl::StrSplit(digits, ' '));
    }
    return scripts;
  }());
  return kScripts;
}

// A mobile number abroad that exists; "" if there is none like the one tried.
std::string TryForeignPhone(AnyInt any) {
  constexpr const char* kRegions[] = {"US", "GB", "FR", "DE", "JP", "HK", "RU", "BR", "ES", "AU"};
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber phone;
  util.GetExampleNumberForType(Pick(kRegions, any), PhoneNumberUtil::MOBILE, &phone);
  phone.set_national_number(phone.national_number() / 10000 * 10000 + any(0, 9999));
  if (!util.IsValidNumber(phone)) return "";
  std::string number;
  util.Format(phone, PhoneNumberUtil::E164, &number);
  return number;
}

}  // namespace

std::string AnyDigits(int count, AnyInt any) {
  std::string digits;
  while (count-- > 0) digits.push_back(static_cast<char>('0' + any(0, 9)));
  return digits;
}

std::string AnyPhone(AnyInt any) {
  constexpr const char* kLandlines[] = {"0106", "0215", "0208", "05718", "07558", "05126"};
  constexpr const char* kCodes[] = {"+86", "86", "0086"};
  const std::string mobile = absl::StrCat("1", any(3, 9), AnyDigits(9, any));
  switch (any(0, 4)) {
    case 0:
    case 1:
      return mobile;
    case 2:
      return absl::StrCat(Pick(kCodes, any), mobile);
    case 3:
      return absl::StrCat(Pick(kLandlines, any), AnyDigits(7, any));
    default:
      const std::string foreign = TryForeignPhone(any);
      return foreign.empty() ? mobile : foreign;
  }
}

std::string AnySeparator(AnyInt any) {
  constexpr const char* kSeparators[] = {
      " ",  "-",  " - ",  "–",    "—",      "−",      ".",      "/",      "_",      "·",
      "•",  "\n", "\r\n", " \n ", "\u200b", "\u2060", "\ufeff", "\u00a0", "\u3000", "\u2028",
      "，", "、", ",",    "|",    "~",      ") (",    "😀",      "\t"};
  return Pick(kSeparators, any);
}

std::string AnyNotation(absl::string_view phone, AnyInt any) {
  const auto& digits = Pick(Scripts(), any);
  const bool mixed = any(1, 8) == 8;
  const bool varied = any(1, 4) == 4;
  const std::string separator = AnySeparator(any);
  const int group = any(1, 5);
  std::string text;
  bool after_digit = false;
  for (char c : phone) {
    if (c == '+') {
      absl::StrAppend(&text, any(1, 2) == 1 ? "+" : "＋");
      continue;
    }
    if (after_digit && any(1, group) == 1) {
      absl::StrAppend(&text, varied ? AnySeparator(any) : separator);
    }
    absl::StrAppend(&text, (mixed ? Pick(Scripts(), any) : digits)[c - '0']);
    after_digit = true;
  }
  return text;
}

Mail AnyMail(AnyInt any) {
  constexpr const char* kLocals[] = {"zhang.wei", "li_na",    "bob",       "josé",
                                     "почта",     "jürgen.m", "δοκιμή",    "张小三",
                                     "user%",     "a+b",      "wang-fang", "13812345678"};
  constexpr const char* kDomains[] = {
      "example.com", "qq.com",       "correo.es", "пример.рф",     "例子.中国",
      "mail.co.uk",  "example．com", "126.com",   "παράδειγμα.gr", "xn--fsqu00a.xn--fiqs8s"};
  constexpr const char* kAts[] = {"@", "@", "@", "＠", "﹫", " @ ", "@ ", " @"};
  Mail mail;
  mail.local = absl::StrCat(Pick(kLocals, any), any(0, 1) == 0 ? "" : "88");
  mail.written = absl::StrCat(mail.local, Pick(kAts, any), Pick(kDomains, any));
  return mail;
}

std::string DigitsOf(absl::string_view text) {
  std::string digits;
  for (const FoldedChar& c : Fold(text)) {
    if (c.digit >= 0) digits.push_back(static_cast<char>('0' + c.digit));
    if (c.sign == Sign::kStar) digits.push_back('*');
  }
  return digits;
}

bool Shows(absl::string_view text, absl::string_view phone) {
  const std::string left = DigitsOf(text);
  const std::string digits = DigitsOf(phone);
  for (size_t i = 0; i + kLongRun <= digits.size(); ++i) {
    if (absl::StrContains(left, digits.substr(i, kLongRun))) return true;
  }
  return false;
}

}  // namespace shopdesk::privacy
