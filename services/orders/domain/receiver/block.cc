#include "services/orders/domain/receiver/block.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/phone.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/trade/holds.h"

namespace shopdesk::orders::domain {
namespace {

// The ASCII character that a full-width form (U+FF01 to U+FF5E) stands for; 0 for anything else.
char HalfWidth(absl::string_view code_point) {
  if (code_point.size() != 3 || code_point[0] != '\xEF') return 0;
  const auto second = static_cast<unsigned char>(code_point[1]);
  const auto third = static_cast<unsigned char>(code_point[2]);
  if (second == 0xBC && third >= 0x81) return static_cast<char>(third - 0x81 + '!');
  if (second == 0xBD && third <= 0x9E) return static_cast<char>(third - 0x80 + '`');
  return 0;
}

// CJK spaces and punctuation, U+3000 to U+303F.
bool IsCjkPunctuation(absl::string_view code_point) {
  return code_point.size() == 3 && code_point[0] == '\xE3' && code_point[1] == '\x80';
}

std::string Fold(absl::string_view text) {
  std::string folded;
  while (!text.empty()) {
    const size_t size = std::max<size_t>(CodePointSize(text), 1);
    const absl::string_view code_point = text.substr(0, size);
    text.remove_prefix(size);
    const char ascii = size == 1 ? code_point[0] : HalfWidth(code_point);
    if (ascii == 0) {
      if (!IsCjkPunctuation(code_point)) absl::StrAppend(&folded, code_point);
    } else if (absl::ascii_isalnum(ascii)) {
      folded += absl::ascii_tolower(ascii);
    }
  }
  return folded;
}

}  // namespace

std::string AddressIndexValue(const type::v1::PostalAddress& address) {
  return absl::StrCat(address.region_code(), "|", Fold(address.administrative_area()), "|",
                      Fold(address.locality()), "|", Fold(address.district()), "|",
                      Fold(address.street()));
}

BlockKeys BlockKeysOf(absl::string_view buyer, const type::v1::Receiver& receiver) {
  return {absl::StrCat("buyer:", buyer), absl::StrCat("phone:", PhoneIndexValue(receiver.phone())),
          absl::StrCat("address:", AddressIndexValue(receiver.address()))};
}

absl::StatusOr<std::string> BlockKeyOf(v1::BlockEntry& entry, absl::string_view region_code) {
  const int given = (entry.buyer().empty() ? 0 : 1) + (entry.phone().empty() ? 0 : 1) +
                    (entry.has_address() ? 1 : 0);
  if (given != 1) {
    return InvalidFieldError("block_entry", "must name one of buyer, phone and address");
  }
  if (!entry.buyer().empty()) return absl::StrCat("buyer:", entry.buyer());
  if (entry.has_address()) return absl::StrCat("address:", AddressIndexValue(entry.address()));
  ASSIGN_OR_RETURN(const std::string phone,
                   NormalizePhone(entry.phone(), region_code, "block_entry.phone"));
  entry.set_phone(phone);
  return absl::StrCat("phone:", PhoneIndexValue(phone));
}

void HoldBlocked(Order& order, const Moment& moment) {
  AddHold(order, Hold::RISK, "the buyer, the phone or the address is on the block list",
          {"lead", "owner"}, moment);
}

}  // namespace shopdesk::orders::domain
