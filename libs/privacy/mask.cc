#include "libs/privacy/mask.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/base/personal_data.h"
#include "libs/base/utf8.h"
#include "libs/privacy/folded_text.h"
#include "libs/privacy/mail_finder.h"
#include "libs/privacy/masked_number.h"
#include "libs/privacy/text_mask.h"

namespace shopdesk::privacy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

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

std::string MaskName(absl::string_view name) {
  if (IsAllStars(name)) return std::string(name);
  const absl::string_view first = Head(name, 1);
  if (first.size() == name.size()) return "**";
  return absl::StrCat(first, "**");
}

std::string MaskPhone(absl::string_view phone) {
  if (IsMaskedNumber(phone)) return std::string(phone);
  std::string number;
  for (const FoldedChar& c : Fold(phone)) {
    // What follows a number is its extension; what comes before it, its name.
    if (c.code == U';' || (c.sign == Sign::kLetter && (c.code < 0x80 || !number.empty()))) break;
    if (c.digit >= 0) {
      number.push_back(static_cast<char>('0' + c.digit));
    } else if (c.sign == Sign::kPlus && number.empty()) {
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

std::string MaskAccount(absl::string_view account) {
  const std::vector<FoldedChar> chars = Fold(account);
  const size_t domain = MailDomain(chars);
  if (domain == chars.size()) return MaskLocal(account);
  const size_t at = chars[domain].at;
  return absl::StrCat(MaskLocal(account.substr(0, at)), account.substr(at));
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
