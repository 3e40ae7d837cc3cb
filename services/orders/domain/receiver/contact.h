#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/type/v1/contact.pb.h"

namespace shopdesk::orders::domain {

// Records an attempt to reach the buyer (its promise masked). When the policy's attempts are
// exhausted, the default outcome of the purpose takes place: CONFIRM_COD closes the order,
// VERIFY_RECEIVER marks the receiver unreachable. Returns the type of the event to emit.
// WRONG_STATE once the trade has ended; TOO_MANY_CONTACTS.
absl::StatusOr<std::string> LogContact(Order& order, const type::v1::ContactReport& report,
                                       const v1::Policy& policy, const Moment& moment);

}  // namespace shopdesk::orders::domain
