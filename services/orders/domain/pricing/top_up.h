#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// What becomes of freight when receiver or courier change after the order was placed (补差价).
namespace shopdesk::orders::domain {

// Adopts a freight of now. Unpaid orders, and COD orders before hand-over, owe it. Of a paid order
// what is cheaper is refunded; what is dearer is asked of the buyer, with a hold TOP_UP_DUE, or
// borne by the shop if `shop_bears_reason` says why. What was asked for before is asked no more.
// Once a part was shipped freight stays as it was agreed. COD_NOT_POSSIBLE above the COD limit;
// FREIGHT_CHANGED (metadata paid, now) where the payment's method takes no top-up.
absl::Status Reprice(Order& order, const v1::Policy& policy, int64_t freight_minor,
                     absl::string_view shop_bears_reason, const Moment& moment,
                     std::vector<v1::LedgerEntry>& ledger);

// He paid it: held with the rest; shipping goes on.
void PayTopUp(Order& order, absl::string_view transaction_id, const Moment& moment,
              std::vector<v1::LedgerEntry>& ledger);
// The shop bears it after all. WRONG_STATE if nothing is asked.
absl::Status WaiveTopUp(Order& order, absl::string_view reason, const Moment& moment);

}  // namespace shopdesk::orders::domain
