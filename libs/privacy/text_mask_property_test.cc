#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/privacy/folded_text.h"
#include "libs/privacy/testing/notation.h"
#include "libs/privacy/text_mask.h"

// What holds of any text. The seed is printed, and of a failure the text, made as small as still
// fails; RC_PARAMS="seed=… max_success=…" runs the same cases again, or more of them.
namespace shopdesk::privacy {
namespace {

using rc::gen::elementOf;
using rc::gen::inRange;

template <class T>
T Pick(std::initializer_list<T> of) {
  return *elementOf(std::vector<T>(of));
}
int Number(int from, int to) { return *inRange(from, to + 1); }
bool OneIn(int n) { return Number(1, n) == 1; }

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

RC_GTEST_PROP(TextMaskProperty, NoPhoneSurvives, ()) {
  const std::string phone = AnyPhone(Number);
  const std::string text =
      absl::StrCat(AnyWords(), "电话：", AnyNotation(phone, Number), " 。", AnyWords());
  RC_LOG() << phone << " in \"" << text << "\"\n";
  const std::string masked = MaskText(text);
  RC_LOG() << "masked: \"" << masked << "\"\n";
  RC_ASSERT(!Shows(masked, phone));
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
                            absl::StrCat("orders/20", AnyDigits(Number(1, 14), Number)),
                            absl::StrCat("订单", id, "的"), absl::StrCat("order-", id)});
}

RC_GTEST_PROP(TextMaskProperty, NoMailSurvives, ()) {
  const Mail mail = AnyMail(Number);
  const std::string text = absl::StrCat(AnyWords(), "：", mail.written, " ", AnyWords());
  const std::string masked = MaskText(text);
  RC_LOG() << "\"" << text << "\" masked: \"" << masked << "\"\n";
  RC_ASSERT(!absl::StrContains(masked, mail.local));
  RC_ASSERT(MaskText(masked) == masked);
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
    absl::StrAppend(
        &text, Pick<std::string>({AnySeparator(Number), AnyDigits(Number(1, 8), Number), AnyWords(),
                                  AnyNotation(AnyDigits(5, Number), Number), "+", "@", "a@b.cn",
                                  "****", "orders/", "¥", "元", "0", "2024-01-15"}));
  }
  const std::string masked = MaskText(text);
  RC_LOG() << "\"" << text << "\" masked: \"" << masked << "\"\n";
  RC_ASSERT(MaskText(masked) == masked);
  RC_ASSERT(Fold(masked).size() <= Fold(text).size() + 8);
}

}  // namespace
}  // namespace shopdesk::privacy
