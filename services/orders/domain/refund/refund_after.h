#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/orders/domain/refund/refund_intake.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"

// Goods that lie at the shop after their refund went on without them: those that nobody looked at,
// and those that are the buyer's. Errors as in refund.h.
namespace shopdesk::orders::domain {

// Pieces came back that are the shop's, and nobody has looked at them.
bool IsUncounted(const Refund& refund);
// They are looked at now, as a whole or line by line: the stock gets them, and no money moves.
void CountLate(Refund& refund, v1::Inspection::Value inspection, const Moment& moment);
absl::Status CountLate(const Order& order, Refund& refund, const IntakeLines& intake,
                       const Moment& moment);

// The refund has ended without taking goods that the buyer sent, or that were none of the order's.
bool HoldsBuyersGoods(const Refund& refund);
// They are on their way to him.
absl::Status ReturnGoodsToBuyer(Refund& refund, absl::string_view carrier_id,
                                absl::string_view waybill_number, const Moment& moment);

}  // namespace shopdesk::orders::domain
