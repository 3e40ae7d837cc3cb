#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/order_take_over.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// Orders that were placed elsewhere and are taken over as another side tells of them.
namespace shopdesk::orders::domain {

// What the rules of the fields can't say: states, times and amounts that don't fit each other, a
// receiver that can't be one. Normalises the receiver. INVALID_ARGUMENT with all violations.
absl::Status CheckOrderRow(v1::OrderRow& row, absl::Time now);

// The order as the row says, in clear: one line of all goods, which the other side names as a
// whole. Nothing is reserved for it and no deadline runs.
Order MakeImportedOrder(absl::string_view name, absl::string_view source,
                        absl::string_view content_hash, const v1::OrderRow& row,
                        const v1::Policy& policy, const Moment& moment);

// Whether `next`, made of a later row, can take the place of `present`: it is the same order, which
// nobody has changed here, and takes nothing back that was booked. CHANGED_HERE, BOOKED_ALREADY
// (metadata field, booked), ORDER_EXISTS. Keeps in `next` what only the present order has.
absl::Status CorrectImportedOrder(const Order& present, Order& next);

// What is to be booked so that the ledger of an order, of which `booked` is booked, says what its
// payment does.
std::vector<v1::LedgerEntry> LedgerOfImported(const v1::Payment& booked, const Order& order,
                                              const Moment& moment);

}  // namespace shopdesk::orders::domain
