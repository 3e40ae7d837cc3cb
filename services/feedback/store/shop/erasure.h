#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/privacy/erase.h"
#include "libs/privacy/vault.h"
#include "libs/sql/database.h"

// The erasure of what is kept of an order or buyer. Shop and order are given escaped.
namespace shopdesk::feedback::store {

// Erases what a buyer said as the example of a question. The number of resources.
absl::StatusOr<int64_t> EraseExamples(sql::Transaction& txn, const privacy::Vault& vault,
                                      absl::string_view shop, absl::string_view buyer,
                                      privacy::TellFn tell);
// Erases what is personal of its reviews with their cases, dossiers and appeals, the shop's
// review of its buyer, its complaints, tickets and late parcels. The number of resources.
absl::StatusOr<int64_t> EraseOrder(sql::Transaction& txn, const privacy::Vault& vault,
                                   absl::string_view shop, absl::string_view order_id,
                                   privacy::TellFn tell);

}  // namespace shopdesk::feedback::store
