#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::domain {

struct Success {
  // The pieces that the buyer had are back.
  bool goods_back = false;
  // Less than the total asked: the platform's part. Pieces that don't come back stay the buyer's.
  absl::optional<int64_t> granted_minor;
  // With granted_minor: what of it each line of the refund gets, the rest being freight, and pieces
  // that were never shipped are refunded; empty: all in proportion, and they go on being shipped.
  std::vector<int64_t> lines_minor;
};

// What the refund asks: lines and freight.
int64_t AskedMinor(const Refund& refund);

// Moves money and pieces of a refund whose locks are lifted, settles the trade, and writes into the
// refund what was paid back and what became of the pieces. What became smaller meanwhile is paid as
// far as it is there: never more than was paid, never more pieces than there are. What was promised
// and is not there, since tracking took back a delivery, is the refund's `unpaid`.
absl::Status PayOut(Order& order, Refund& refund, const Success& success, const v1::Policy& policy,
                    const Moment& moment, std::vector<v1::LedgerEntry>& ledger);

}  // namespace shopdesk::orders::domain
