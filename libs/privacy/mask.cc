#include "libs/privacy/mask.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "libs/base/personal_data.h"
#include "libs/base/utf8.h"

namespace shopdesk::privacy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Shortest digit run that free text may not keep: the shortest local phone numbers.
constexpr size_t kLongRun = 7;
// Fewer digits than these don't show head and tail, which would be most of them.
constexpr size_t kLongNumber = 10;

// The text by code points; a byte that is part of none stands alone.
std::vector<absl::string_view> Chars(absl::string_view text) {
  std::vector<absl::string_view> chars;
  while (!text.empty()) {
    const size_t size = std::max<size_t>(CodePointSize(text), 1);
    chars.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return chars;
}

// The first `count` characters.
absl::string_view Head(absl::string_view text, size_t count) {
  size_t size = 0;
  for (; count > 0 && size < text.size(); --count) {
    size += std::max<size_t>(CodePointSize(text.substr(size)), 1);
  }
  return text.substr(0, size);
}

bool IsAllStars(absl::string_view text) {
  return text.find_first_not_of('*') == absl::string_view::npos;
}

// The value of a digit, ASCII or full-width (U+FF10 to U+FF19); -1 of anything else.
int DigitOf(absl::string_view c) {
  if (c.size() == 1 && absl::ascii_isdigit(static_cast<unsigned char>(c[0]))) return c[0] - '0';
  if (c.size() == 3 && c[0] == '\xef' && c[1] == '\xbc' && c[2] >= '\x90' && c[2] <= '\x99') {
    return c[2] - '\x90';
  }
  return -1;
}

std::string MaskName(absl::string_view name) {
  if (IsAllStars(name)) return std::string(name);
  const absl::string_view first = Head(name, 1);
  if (first.size() == name.size()) return "**";
  return absl::StrCat(first, "**");
}

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

// `digits` of a number, with a leading "+" if it is international.
std::string MaskNumber(absl::string_view number) {
  std::string masked;
  if (absl::ConsumePrefix(&number, "+")) {
    const size_t size = CountryCodeSize(number);
    absl::StrAppend(&masked, "+", number.substr(0, size));
    number.remove_prefix(size);
  }
  if (number.size() >= kLongNumber) {
    absl::StrAppend(&masked, number.substr(0, 3), "****", number.substr(number.size() - 4));
  } else if (number.size() >= kLongRun) {
    absl::StrAppend(&masked, "****", number.substr(number.size() - 2));
  } else {
    masked.append("****");
  }
  return masked;
}

// Whether MaskNumber could have made this.
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

std::string MaskPhone(absl::string_view phone) {
  if (IsMaskedNumber(phone)) return std::string(phone);
  std::string number;
  for (absl::string_view c : Chars(phone)) {
    // What follows is an extension.
    if (c == ";" || absl::ascii_isalpha(static_cast<unsigned char>(c[0]))) break;
    if (const int digit = DigitOf(c); digit >= 0) {
      number.push_back(static_cast<char>('0' + digit));
    } else if (c == "+" && number.empty()) {
      number.push_back('+');
    }
  }
  return MaskNumber(number);
}

std::string MaskStreet(absl::string_view street) {
  absl::string_view stem = street;
  if (absl::ConsumeSuffix(&stem, "**") && Head(stem, 6).size() == stem.size()) {
    return std::string(street);
  }
  // Six characters of a short street would be all of it.
  return absl::StrCat(Head(street, std::min<size_t>(6, Chars(street).size() / 2)), "**");
}

// Keeps two characters, fewer of a short one.
std::string MaskLocal(absl::string_view local) {
  absl::string_view stem = local;
  if (absl::ConsumeSuffix(&stem, "***") && Head(stem, 2).size() == stem.size()) {
    return std::string(local);
  }
  return absl::StrCat(Head(local, std::min<size_t>(2, Chars(local).size() / 2)), "***");
}

// A mail address' domain: letters last, and no number hidden in it.
bool IsDomain(absl::string_view domain) {
  size_t digits = 0;
  for (char c : domain) {
    const auto byte = static_cast<unsigned char>(c);
    if (!absl::ascii_isalnum(byte) && c != '.' && c != '-') return false;
    digits = absl::ascii_isdigit(byte) ? digits + 1 : 0;
    if (digits >= kLongRun) return false;
  }
  const size_t dot = domain.rfind('.');
  if (dot == absl::string_view::npos || dot == 0 || domain.size() - dot < 3) return false;
  const absl::string_view last = domain.substr(dot + 1);
  return std::all_of(last.begin(), last.end(),
                     [](char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); });
}

std::string MaskAccount(absl::string_view account) {
  const size_t at = account.rfind('@');
  if (at == absl::string_view::npos || !IsDomain(account.substr(at + 1))) return MaskLocal(account);
  return absl::StrCat(MaskLocal(account.substr(0, at)), account.substr(at));
}

// Masks numbers and mail addresses where they stand, never making the text longer.
class TextMasker {
 public:
  explicit TextMasker(absl::string_view text) : chars_(Chars(text)) {}

  std::string Run() {
    while (at_ < chars_.size()) {
      if (MaskMail() || KeepDate() || MaskRun()) continue;
      out_.append(chars_[at_].data(), chars_[at_].size());
      ++at_;
    }
    return std::move(out_);
  }

 private:
  static bool IsMailChar(absl::string_view c, absl::string_view others) {
    return c.size() == 1 &&
           (absl::ascii_isalnum(static_cast<unsigned char>(c[0])) || absl::StrContains(others, c));
  }

  static bool IsSeparator(absl::string_view c) {
    return c == " " || c == "-" || c == "(" || c == ")" || c == "\u00a0" || c == "\u3000" ||
           c == "（" || c == "）" || c == "－";
  }

  bool IsDigit(size_t i) const { return i < chars_.size() && DigitOf(chars_[i]) >= 0; }

  // local@host.domain, starting here.
  bool MaskMail() {
    size_t at = at_;
    while (at < chars_.size() && IsMailChar(chars_[at], "._%+-")) ++at;
    if (at == at_ || at >= chars_.size() || chars_[at] != "@") return false;
    size_t end = at + 1;
    std::string domain;
    for (; end < chars_.size() && IsMailChar(chars_[end], ".-"); ++end) {
      domain.push_back(chars_[end][0]);
    }
    // The dot that ends a sentence.
    for (; !domain.empty() && !absl::ascii_isalnum(static_cast<unsigned char>(domain.back()));
         --end) {
      domain.pop_back();
    }
    if (!IsDomain(domain)) return false;
    const size_t local = at - at_;
    const size_t kept = std::min<size_t>(2, local / 2);
    for (size_t i = 0; i < kept; ++i) absl::StrAppend(&out_, chars_[at_ + i]);
    out_.append(std::min<size_t>(3, local - kept), '*');
    for (size_t i = at; i < end; ++i) absl::StrAppend(&out_, chars_[i]);
    at_ = end;
    return true;
  }

  // A date YYYY-MM-DD is no number.
  bool KeepDate() {
    constexpr absl::string_view kForm = "dddd-dd-dd";
    if (at_ > 0 && IsDigit(at_ - 1)) return false;
    for (size_t i = 0; i < kForm.size(); ++i) {
      const bool fits =
          kForm[i] == 'd' ? IsDigit(at_ + i) : at_ + i < chars_.size() && chars_[at_ + i] == "-";
      if (!fits) return false;
    }
    const int century = DigitOf(chars_[at_]) * 10 + DigitOf(chars_[at_ + 1]);
    if ((century != 19 && century != 20) || IsDigit(at_ + kForm.size())) return false;
    for (size_t i = 0; i < kForm.size(); ++i) absl::StrAppend(&out_, chars_[at_ + i]);
    at_ += kForm.size();
    return true;
  }

  // Digits, with at most two separators between two of them; a dot only between groups of three.
  bool MaskRun() {
    if (!IsDigit(at_)) return false;
    std::string number;
    size_t end = at_;
    size_t group = 0;
    for (size_t i = at_; i < chars_.size();) {
      if (IsDigit(i)) {
        number.push_back(static_cast<char>('0' + DigitOf(chars_[i])));
        end = ++i;
        ++group;
        continue;
      }
      size_t next = i;
      while (next < chars_.size() && next < i + 2 && IsSeparator(chars_[next])) ++next;
      if (chars_[i] == "." && group >= 3 && IsDigit(i + 1) && IsDigit(i + 2) && IsDigit(i + 3)) {
        next = i + 1;
      }
      if (next == i || !IsDigit(next)) break;
      i = next;
      group = 0;
    }
    if (number.size() < kLongRun) {
      for (; at_ < end; ++at_) absl::StrAppend(&out_, chars_[at_]);
      return true;
    }
    if (absl::EndsWith(out_, "+")) {
      out_.pop_back();
      number.insert(number.begin(), '+');
    }
    out_.append(MaskNumber(number));
    at_ = end;
    return true;
  }

  const std::vector<absl::string_view> chars_;
  size_t at_ = 0;
  std::string out_;
};

// What is left of two numbers may look like another one: until nothing changes, which ends since
// each round leaves fewer digits.
std::string MaskText(absl::string_view text) {
  std::string masked = TextMasker(text).Run();
  while (true) {
    std::string again = TextMasker(masked).Run();
    if (again == masked) return masked;
    masked = std::move(again);
  }
}

}  // namespace

std::string Mask(option::v1::Pii kind, absl::string_view value) {
  if (value.empty()) return "";
  switch (kind) {
    case option::v1::PII_NAME:
      return MaskName(value);
    case option::v1::PII_PHONE:
      return MaskPhone(value);
    case option::v1::PII_STREET:
      return MaskStreet(value);
    case option::v1::PII_ACCOUNT:
      return MaskAccount(value);
    case option::v1::PII_FREE_TEXT:
      return MaskText(value);
    default:
      return std::string(value);
  }
}

void MaskMessage(Message& message) {
  VisitPersonalData(
      message, [](Message& owner, const FieldDescriptor& field, option::v1::Pii kind) {
        const auto& reflection = *owner.GetReflection();
        if (field.is_map()) {
          const FieldDescriptor* value = field.message_type()->FindFieldByNumber(2);
          for (int i = 0; i < reflection.FieldSize(owner, &field); ++i) {
            Message& entry = *reflection.MutableRepeatedMessage(&owner, &field, i);
            entry.GetReflection()->SetString(
                &entry, value, Mask(kind, entry.GetReflection()->GetString(entry, value)));
          }
        } else if (field.is_repeated()) {
          for (int i = 0; i < reflection.FieldSize(owner, &field); ++i) {
            reflection.SetRepeatedString(
                &owner, &field, i, Mask(kind, reflection.GetRepeatedString(owner, &field, i)));
          }
        } else {
          reflection.SetString(&owner, &field, Mask(kind, reflection.GetString(owner, &field)));
        }
      });
}

bool HasPii(const google::protobuf::Descriptor& descriptor) {
  return MayHoldPersonalData(descriptor);
}

}  // namespace shopdesk::privacy
