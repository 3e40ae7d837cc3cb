#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/privacy/folded_text.h"
#include "libs/privacy/masked_number.h"
#include "libs/privacy/text_mask.h"
#include "phonenumbers/phonenumberutil.h"

// What holds of any text. The seed is printed, and of a failure the text, made as small as still
// fails; RC_PARAMS="seed=… max_success=…" runs the same cases again, or more of them.
namespace shopdesk::privacy {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using rc::gen::arbitrary;
using rc::gen::element;
using rc::gen::elementOf;
using rc::gen::inRange;

template <class T>
T Pick(std::initializer_list<T> of) {
  return *elementOf(std::vector<T>(of));
}
int Number(int from, int to) { return *inRange(from, to + 1); }
bool OneIn(int n) { return Number(1, n) == 1; }

std::string Digits(int count) {
  std::string digits;
  while (count-- > 0) digits.push_back(static_cast<char>('0' + Number(0, 9)));
  return digits;
}

// The digits that a caller dials, with a leading "+" if it is an international number.
std::string AnyPhone() {
  switch (Number(0, 5)) {
    case 0:
      return absl::StrCat("1", Number(3, 9), Digits(9));
    case 1:
      return absl::StrCat(Pick<const char*>({"+86", "86", "0086"}), "1", Number(3, 9), Digits(9));
    case 2:
      return absl::StrCat(Pick<const char*>({"010", "021", "020"}), Number(6, 8), Digits(7));
    case 3:
      return absl::StrCat(Pick<const char*>({"0571", "0755", "0512"}), Number(8, 8), Digits(7));
    default: {
      const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
      PhoneNumber example;
      RC_PRE(util.GetExampleNumberForType(
          Pick<const char*>({"US", "GB", "FR", "DE", "JP", "HK", "RU", "BR", "ES", "AU"}),
          PhoneNumberUtil::MOBILE, &example));
      // Others of the same length, as long as they exist.
      example.set_national_number(example.national_number() / 10000 * 10000 + Number(0, 9999));
      RC_PRE(util.IsValidNumber(example));
      std::string number;
      util.Format(example, PhoneNumberUtil::E164, &number);
      return number;
    }
  }
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

std::string AnySeparator() {
  return Pick<const char*>({" ",      "-",      " - ",    "–",      "—",      "−",      ".",
                            "/",      "_",      "·",      "•",      "\n",     "\r\n",   " \n ",
                            "\u200b", "\u2060", "\ufeff", "\u00a0", "\u3000", "\u2028", "，",
                            "、",     ",",      "|",      "~",      ") (",    "😀",      "\t"});
}

// A phone in a notation of somebody's: a separator, of one kind or of many, where he likes.
std::string AnyNotation(const std::string& phone) {
  const auto& digits = *elementOf(Scripts());
  const bool mixed = OneIn(8);
  const bool varied = OneIn(4);
  const std::string separator = AnySeparator();
  const int group = Number(1, 5);
  std::string text;
  bool after_digit = false;
  for (char c : phone) {
    if (c == '+') {
      absl::StrAppend(&text, Pick<const char*>({"+", "＋"}));
      continue;
    }
    if (after_digit && OneIn(group)) absl::StrAppend(&text, varied ? AnySeparator() : separator);
    absl::StrAppend(&text, (mixed ? *elementOf(Scripts()) : digits)[c - '0']);
    after_digit = true;
  }
  return text;
}

// Words of a chat, none with a digit.
std::string AnyWords() {
  std::string words;
  for (int n = Number(0, 4); n > 0; --n) {
    absl::StrAppend(&words,
                    Pick<const char*>({"亲", "你好，", "请打", "call me ", "（急）", "地址：杭州。",
                                       "when? ", "…", "@客服 ", "*", "**", "é", "\n", "😀"}));
  }
  return words;
}

// The digits of a text in sequence; a star is between what a mask hides.
std::string DigitsOf(const std::string& text) {
  std::string digits;
  for (const FoldedChar& c : Fold(text)) {
    if (c.digit >= 0) digits.push_back(static_cast<char>('0' + c.digit));
    if (c.sign == Sign::kStar) digits.push_back('*');
  }
  return digits;
}

RC_GTEST_PROP(TextMaskProperty, NoPhoneSurvives, ()) {
  const std::string phone = AnyPhone();
  const std::string text =
      absl::StrCat(AnyWords(), "电话：", AnyNotation(phone), " 。", AnyWords());
  RC_LOG() << phone << " in \"" << text << "\"\n";
  const std::string masked = MaskText(text);
  RC_LOG() << "masked: \"" << masked << "\"\n";
  const std::string left = DigitsOf(masked);
  const std::string digits = DigitsOf(phone);
  for (size_t i = 0; i + kLongRun <= digits.size(); ++i) {
    RC_ASSERT(!absl::StrContains(left, digits.substr(i, kLongRun)));
  }
  RC_ASSERT(MaskText(masked) == masked);
}

std::string AnyDate() {
  const std::string year = absl::StrCat(Number(1990, 2039));
  const std::string month = absl::StrCat(Number(1, 12));
  const std::string day = absl::StrCat(Number(1, 28));
  const std::string separator = Pick<const char*>({"-", "/", "."});
  return absl::StrCat(absl::StrJoin({year, month, day}, separator),
                      OneIn(2) ? absl::StrCat(" ", Number(0, 23), ":", Number(10, 59)) : "");
}

std::string AnyTime() {
  return absl::StrCat(OneIn(2) ? "0" : "", Number(0, 9), ":", Number(10, 59));
}

std::string AnySizes() {
  const int step = Pick({1, 2, 5, 10});
  int size = step < 5 ? Number(34, 40) : Number(8, 14) * 10;
  std::vector<std::string> sizes;
  for (int n = Number(1, 7); n > 0; --n, size += step) sizes.push_back(absl::StrCat(size));
  return absl::StrJoin(sizes, Pick<const char*>({" ", "/", "、", "，", "-", " - ", ", ", "\n"}));
}

std::string AnyAmount() {
  const std::string whole = absl::StrCat(Number(1, 99999));
  const std::string cents = OneIn(2) ? absl::StrCat(".", Number(10, 99)) : "";
  return Pick<std::string>({absl::StrCat("¥", whole, cents), absl::StrCat(whole, cents, "元"),
                            absl::StrCat("$", whole, cents), absl::StrCat(whole, cents, " RMB"),
                            absl::StrCat(whole, "kg"), absl::StrCat(whole, " cm"),
                            absl::StrCat(whole, "×", whole, "mm")});
}

std::string AnyAmounts() {
  std::vector<std::string> amounts;
  for (int n = Number(1, 4); n > 0; --n) amounts.push_back(AnyAmount());
  return absl::StrJoin(amounts, Pick<const char*>({" ", "，", ", ", " - ", "\n"}));
}

std::string AnyOrder() {
  const std::string id = absl::StrCat(Number(1, 999999));
  return Pick<std::string>({absl::StrCat("order ", id), absl::StrCat("C", id),
                            absl::StrCat("orders/20", Digits(Number(1, 14))),
                            absl::StrCat("订单", id, "的"), absl::StrCat("order-", id)});
}

RC_GTEST_PROP(TextMaskProperty, WhatIsNoNumberStays, ()) {
  std::string text = AnyWords();
  for (int n = Number(1, 3); n > 0; --n) {
    switch (Number(0, 4)) {
      case 0:
        absl::StrAppend(&text, AnyDate());
        break;
      case 3:
        absl::StrAppend(&text, AnyTime(), Pick<const char*>({"-", "～", " - ", " "}), AnyTime());
        absl::StrAppend(&text, OneIn(2) ? absl::StrCat(" ", AnyTime()) : "");
        break;
      case 1:
        absl::StrAppend(&text, AnySizes());
        break;
      case 2:
        absl::StrAppend(&text, AnyAmounts());
        break;
      default:
        absl::StrAppend(&text, AnyOrder());
    }
    absl::StrAppend(&text, "的", AnyWords());
  }
  RC_ASSERT(MaskText(text) == text);
}

// Texts of what the masker looks at, in any order.
RC_GTEST_PROP(TextMaskProperty, MaskingTwiceIsMaskingOnce, ()) {
  std::string text;
  for (int n = Number(0, 15); n > 0; --n) {
    absl::StrAppend(&text, Pick<std::string>({AnySeparator(), Digits(Number(1, 8)), AnyWords(),
                                              AnyNotation(Digits(5)), "+", "@", "a@b.cn", "****",
                                              "orders/", "¥", "元", "0", "2024-01-15"}));
  }
  const std::string masked = MaskText(text);
  RC_LOG() << "\"" << text << "\" masked: \"" << masked << "\"\n";
  RC_ASSERT(MaskText(masked) == masked);
  RC_ASSERT(Fold(masked).size() <= Fold(text).size() + 8);
}

}  // namespace
}  // namespace shopdesk::privacy
