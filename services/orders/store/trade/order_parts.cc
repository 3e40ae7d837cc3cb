#include "services/orders/store/trade/order_parts.h"

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"

namespace shopdesk::orders::store {
namespace {

#define SHOPDESK_HAS(table) \
  "CASE WHEN EXISTS (SELECT 1 FROM " table " WHERE shop = $1 AND order_id = $2) THEN 1 ELSE 0 END"
constexpr sql::Statement kFindOrderParts = {
    "orders.find_order_parts",
    "SELECT " SHOPDESK_HAS("ledger") " AS ledger, " SHOPDESK_HAS("refunds") " AS refunds, "
    SHOPDESK_HAS("refund_advice") " AS advice, " SHOPDESK_HAS("promises") " AS promises, "
    SHOPDESK_HAS("compensations") " AS compensations, "
    SHOPDESK_HAS("order_outcomes") " AS outcomes"};
#undef SHOPDESK_HAS

}  // namespace

void AnnounceOrderParts(sql::Reads& reads, absl::string_view order_name) {
  reads.Add(kFindOrderParts, {ShopOf(order_name), LastSegment(order_name)});
}

absl::StatusOr<OrderParts> FindOrderParts(sql::Transaction& txn, absl::string_view order_name) {
  OrderParts parts;
  RETURN_IF_ERROR(txn.QueryOne(kFindOrderParts, {ShopOf(order_name), LastSegment(order_name)},
                               [&](const sql::Row& row) {
                                 parts = {row.Int(0) != 0, row.Int(1) != 0, row.Int(2) != 0,
                                          row.Int(3) != 0, row.Int(4) != 0, row.Int(5) != 0};
                                 return absl::OkStatus();
                               })
                      .status());
  return parts;
}

}  // namespace shopdesk::orders::store
