#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// What tracking says of parcels. It may say anything after anything: news come late, and carriers
// correct themselves. A parcel that leaves a state takes back what entering it did.
namespace shopdesk::orders::domain {

// Moves the parcel and its pieces, collects COD or takes that back, pauses the receipt timer,
// signs, closes or reopens the trade. What can't be taken back any more (the trade has ended, the
// money was remitted or refunded) changes only the parcel's contradicted_by. Returns the type of
// the event to emit; empty if nothing changed.
absl::StatusOr<std::string> ApplyTracking(Order& order, const v1::Policy& policy,
                                          const logistics::v1::Shipment& shipment, int64_t sequence,
                                          const Moment& moment,
                                          std::vector<v1::LedgerEntry>& ledger);

}  // namespace shopdesk::orders::domain
