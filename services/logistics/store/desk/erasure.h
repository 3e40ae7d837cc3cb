#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/privacy/erase.h"
#include "libs/privacy/vault.h"
#include "libs/sql/database.h"
#include "services/logistics/store/shop/list_key.h"

// The erasure of what is kept of an order, or of a buyer. Shop and ids are given escaped.
namespace shopdesk::logistics::store {

// Erases what is personal of an order's shipments, their interceptions and tracking events, and of
// the notices about it. The number of resources.
absl::StatusOr<int64_t> EraseOrder(sql::Transaction& txn, const privacy::Vault& vault,
                                   absl::string_view shop, absl::string_view order_id,
                                   privacy::TellFn tell);

// What is personal of one notice.
absl::Status EraseNotice(sql::Transaction& txn, const privacy::Vault& vault, absl::string_view shop,
                         absl::string_view notice, privacy::TellFn tell);

}  // namespace shopdesk::logistics::store
