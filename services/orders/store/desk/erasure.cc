#include "services/orders/store/desk/erasure.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/erase.h"
#include "services/orders/domain/trade/events.h"
#include "shopdesk/orders/v1/compensation.pb.h"
#include "shopdesk/orders/v1/duplicate.pb.h"
#include "shopdesk/orders/v1/order_error.pb.h"
#include "shopdesk/orders/v1/payout.pb.h"
#include "shopdesk/orders/v1/promise.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"
#include "shopdesk/orders/v1/remark.pb.h"
#include "shopdesk/orders/v1/transfer.pb.h"

namespace shopdesk::orders::store {
namespace {

// A bounced payout may be asked again; state 4 is CONFIRMED.
constexpr sql::Statement kFindOpenPayout = {
    "orders.find_open_payout",
    "SELECT id FROM payouts WHERE shop = $1 AND order_id = $2 AND state <> 4 LIMIT 1"};
// State 1 is OPEN.
constexpr sql::Statement kFindOpenPromise = {
    "orders.find_open_promise",
    "SELECT id FROM promises WHERE shop = $1 AND order_id = $2 AND state = 1 LIMIT 1"};
constexpr sql::Statement kEraseTransferClaims = {
    "orders.erase_transfer_claims",
    "UPDATE transfer_claims SET payer = '', digits = '' WHERE shop = $1 AND order_id = $2"};
constexpr sql::Statement kEraseDuplicateSigns = {
    "orders.erase_duplicate_signs",
    "DELETE FROM duplicate_signs WHERE shop = $1 AND order_id = $2 AND created_ms = $3"};

const privacy::ErasedTable kTables[] = {
    {{"orders.find_refunds_to_erase",
      "SELECT id, 'shops/' || shop || '/orders/' || order_id || '/refunds/' || id, data"
      " FROM refunds WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"},
     {"orders.erase_refund",
      "UPDATE refunds SET data = $4 WHERE shop = $1 AND order_id = $2 AND id = $3"},
     privacy::PrototypeOf<v1::Refund>,
     events::kRefundErased},
    {{"orders.find_remarks_to_erase",
      "SELECT CAST(sequence AS text),"
      " 'shops/' || shop || '/orders/' || order_id || '/remarks/' || sequence, data"
      " FROM remarks WHERE shop = $1 AND order_id = $2 ORDER BY sequence FOR UPDATE"},
     {"orders.erase_remark",
      "UPDATE remarks SET data = $4"
      " WHERE shop = $1 AND order_id = $2 AND sequence = CAST(CAST($3 AS text) AS bigint)"},
     privacy::PrototypeOf<v1::Remark>,
     events::kRemarkErased},
    {{"orders.find_promises_to_erase",
      "SELECT id, 'shops/' || shop || '/orders/' || order_id || '/promises/' || id, data"
      " FROM promises WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"},
     {"orders.erase_promise",
      "UPDATE promises SET data = $4 WHERE shop = $1 AND order_id = $2 AND id = $3"},
     privacy::PrototypeOf<v1::Promise>,
     events::kPromiseErased},
    {{"orders.find_compensations_to_erase",
      "SELECT id, 'shops/' || shop || '/orders/' || order_id || '/compensations/' || id, data"
      " FROM compensations WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"},
     {"orders.erase_compensation",
      "UPDATE compensations SET data = $4 WHERE shop = $1 AND order_id = $2 AND id = $3"},
     privacy::PrototypeOf<v1::Compensation>,
     events::kCompensationErased},
    {{"orders.find_order_errors_to_erase",
      "SELECT id, 'shops/' || shop || '/orderErrors/' || id, data"
      " FROM order_errors WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"},
     {"orders.erase_order_error",
      "UPDATE order_errors SET data = $4 WHERE shop = $1 AND order_id = $2 AND id = $3"},
     privacy::PrototypeOf<v1::OrderError>,
     events::kOrderErrorErased},
    {{"orders.find_payouts_to_erase",
      "SELECT id, 'shops/' || shop || '/payouts/' || id, data"
      " FROM payouts WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"},
     {"orders.erase_payout",
      "UPDATE payouts SET data = $4 WHERE shop = $1 AND order_id = $2 AND id = $3"},
     privacy::PrototypeOf<v1::Payout>,
     events::kPayoutErased},
    {{"orders.find_statement_lines_to_erase",
      "SELECT account_id || '/statementLines/' || id,"
      " 'shops/' || shop || '/bankAccounts/' || account_id || '/statementLines/' || id, data"
      " FROM statement_lines WHERE shop = $1 AND order_id = $2 AND order_id <> ''"
      " ORDER BY account_id, id FOR UPDATE"},
     {"orders.erase_statement_line",
      "UPDATE statement_lines SET data = $4, payer = '', digits = ''"
      " WHERE shop = $1 AND order_id = $2 AND order_id <> ''"
      " AND account_id || '/statementLines/' || id = $3"},
     privacy::PrototypeOf<v1::StatementLine>,
     events::kStatementLineErased},
    {{"orders.find_first_pairs_to_erase",
      "SELECT id, 'shops/' || shop || '/duplicatePairs/' || id, data"
      " FROM duplicate_pairs WHERE shop = $1 AND first_order = $2 ORDER BY id FOR UPDATE"},
     {"orders.erase_first_pair",
      "UPDATE duplicate_pairs SET data = $4 WHERE shop = $1 AND first_order = $2 AND id = $3"},
     privacy::PrototypeOf<v1::DuplicatePair>,
     events::kDuplicatePairErased},
    {{"orders.find_second_pairs_to_erase",
      "SELECT id, 'shops/' || shop || '/duplicatePairs/' || id, data"
      " FROM duplicate_pairs WHERE shop = $1 AND second_order = $2 ORDER BY id FOR UPDATE"},
     {"orders.erase_second_pair",
      "UPDATE duplicate_pairs SET data = $4 WHERE shop = $1 AND second_order = $2 AND id = $3"},
     privacy::PrototypeOf<v1::DuplicatePair>,
     events::kDuplicatePairErased},
};

}  // namespace

absl::StatusOr<bool> HasOpenPayout(sql::Transaction& txn, absl::string_view order_name) {
  return txn.QueryOne(kFindOpenPayout, {ShopOf(order_name), LastSegment(order_name)},
                      [](const sql::Row&) { return absl::OkStatus(); });
}

absl::StatusOr<bool> HasOpenPromise(sql::Transaction& txn, absl::string_view order_name) {
  return txn.QueryOne(kFindOpenPromise, {ShopOf(order_name), LastSegment(order_name)},
                      [](const sql::Row&) { return absl::OkStatus(); });
}

absl::StatusOr<int64_t> EraseBesidesOrder(sql::Transaction& txn, const privacy::Vault& vault,
                                          const v1::Order& order, privacy::TellFn tell) {
  const absl::string_view shop = ShopOf(order.name());
  const absl::string_view id = LastSegment(order.name());
  RETURN_IF_ERROR(txn.Execute(kEraseTransferClaims, {shop, id}).status());
  RETURN_IF_ERROR(
      txn.Execute(kEraseDuplicateSigns, {shop, id, ToMillis(FromProto(order.create_time()))})
          .status());
  return privacy::EraseRows(txn, vault, kTables, shop, id, tell);
}

}  // namespace shopdesk::orders::store
