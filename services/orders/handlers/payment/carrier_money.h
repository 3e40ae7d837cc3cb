#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/claim.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::handlers {

// What logistics says of money between the shop and a carrier is booked on its order: once,
// whatever is repeated or corrected. Nothing for what is no order here; money in another currency
// than the order's is work.
absl::Status RecordCarrierMoney(runtime::WriteContext& ctx, absl::string_view order_name,
                                absl::string_view currency_code, const v1::CarrierMoney& said,
                                bool snapshot);

// The same of a claim that was paid. One for a parcel of several orders is shared among them by
// what their goods in it were insured for, else sold for.
absl::Status RecordClaimMoney(runtime::WriteContext& ctx, const logistics::v1::Claim& claim,
                              bool snapshot);

}  // namespace shopdesk::orders::handlers
