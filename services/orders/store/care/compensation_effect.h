#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/orders/domain/care/compensation_effect.h"

// What is counted of buyers who were compensated, and of those who weren't.
namespace shopdesk::orders::store {

// All that counts of a buyer, by the client's id; of one who ordered more than
// domain::kMostOrdersOfBuyer times so much of it that he is known as such. `shop` is the escaped
// id.
absl::StatusOr<domain::BuyerHistory> LoadBuyerHistory(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view buyer);

// Buyers as sources of figures: "shops/{shop}/buyers/" and the client's id, as it is.
extern const sql::Statement kListBuyersWithOrders;

}  // namespace shopdesk::orders::store
