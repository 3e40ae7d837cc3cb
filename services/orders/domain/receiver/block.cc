#include "services/orders/domain/receiver/block.h"

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/phone.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/trade/holds.h"

namespace shopdesk::orders::domain {
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
          {Role::LEAD, Role::OWNER}, moment);
}

}  // namespace shopdesk::orders::domain
