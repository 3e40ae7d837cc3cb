#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/logistics.h"
#include "services/orders/domain/trade/sender.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::handlers {

// Asks logistics what sending the order to `destination` costs, by the courier it wishes or the
// policy's default, from each address that goods of it are sent from; usually one call.
// NO_DELIVERY, COD_NOT_POSSIBLE; COURIER_NOT_POSSIBLE (domain/courier.h) if only its wish can't be
// met.
absl::StatusOr<int64_t> QuoteFreight(const runtime::Context& ctx, clients::Logistics& logistics,
                                     const v1::Order& order, const v1::Policy& policy,
                                     const domain::Senders& senders,
                                     const type::v1::PostalAddress& destination);

}  // namespace shopdesk::orders::handlers
