#include "services/orders/handlers/trade/sender.h"

#include <vector>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/store/refund/return_address.h"

namespace shopdesk::orders::handlers {
namespace {

// Addresses read: a shop has one a warehouse.
constexpr int kMostSenders = 1000;

}  // namespace

absl::StatusOr<domain::Senders> LoadSenders(sql::Transaction& txn, absl::string_view shop) {
  ASSIGN_OR_RETURN(const std::vector<v1::ReturnAddress> addresses,
                   store::ListReturnAddresses(txn, shop, "", kMostSenders));
  domain::Senders senders;
  for (const v1::ReturnAddress& address : addresses) {
    const type::v1::PostalAddress& place = address.receiver().address();
    logistics::v1::Origin& origin = senders[UnescapeId(LastSegment(address.name())).value_or("")];
    origin.set_region_code(place.region_code());
    origin.set_administrative_area(place.administrative_area());
    origin.set_locality(place.locality());
  }
  return senders;
}

}  // namespace shopdesk::orders::handlers
