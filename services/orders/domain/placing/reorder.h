#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/policy.pb.h"

// An order again, by another method of payment.
namespace shopdesk::orders::domain {

// The same goods by `method`, at the same prices, for `freight_minor`, without the surcharge: the
// new order, which takes over what is reserved. To be made before `declined` is closed; names it in
// reorder_of. INVALID_ARGUMENT (reorder_method) for COD.
absl::StatusOr<Order> MakeReorder(const Order& declined, absl::string_view name,
                                  v1::PaymentMethod::Value method, int64_t freight_minor,
                                  const v1::Policy& policy, const Moment& moment);

}  // namespace shopdesk::orders::domain
