#include "services/orders/store/trade/figures.h"

#include "libs/base/status_macros.h"
#include "services/orders/store/trade/outcomes.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"

namespace shopdesk::orders::store {
namespace {

using v1::LedgerEntry;
using v1::OrderFigures;

constexpr sql::Statement kOrdersByState = {
    "orders.find_figures_orders",
    "SELECT state, COUNT(id) FROM orders WHERE shop = $1 GROUP BY state ORDER BY state"};
constexpr sql::Statement kRefundsByState = {
    "orders.find_figures_refunds",
    "SELECT state, COUNT(id) FROM refunds WHERE shop = $1 GROUP BY state ORDER BY state"};
// A sum of bigint is numeric in PostgreSQL.
constexpr sql::Statement kLedger = {
    "orders.find_figures_ledger",
    "SELECT kind, CAST(SUM(goods_minor) AS bigint), CAST(SUM(freight_minor) AS bigint),"
    " CAST(SUM(surcharge_minor) AS bigint), CAST(SUM(units) AS bigint)"
    " FROM ledger WHERE shop = $1 GROUP BY kind"};
constexpr sql::Statement kReturns = {"orders.find_figures_returns",
                                     "SELECT COUNT(id) FROM returns WHERE shop = $1"};
constexpr sql::Statement kUnmatched = {
    "orders.find_figures_unmatched",
    "SELECT COUNT(id), CAST(COALESCE(SUM(unmatched_quantity), 0) AS bigint) FROM returns"
    " WHERE shop = $1 AND unmatched_quantity > 0"};

struct Sums {
  int64_t goods = 0;
  int64_t freight = 0;
  int64_t surcharge = 0;
  int64_t units = 0;

  Sums Less(const Sums& other) const {
    return {goods - other.goods, freight - other.freight, surcharge - other.surcharge,
            units - other.units};
  }
};

void SetMoney(const Sums (&sums)[LedgerEntry::Kind_ARRAYSIZE], OrderFigures& figures) {
  const Sums& paid_in = sums[LedgerEntry::PAID_IN];
  const Sums& released = sums[LedgerEntry::RELEASED];
  const Sums& refunded = sums[LedgerEntry::REFUNDED];
  const Sums& taken_back = sums[LedgerEntry::TAKEN_BACK];
  const Sums collected =
      sums[LedgerEntry::COD_COLLECTED].Less(sums[LedgerEntry::COD_COLLECTION_UNDONE]);
  const Sums& cod_refunded = sums[LedgerEntry::COD_REFUNDED];
  const Sums& received = sums[LedgerEntry::BANK_RECEIVED];
  const Sums& bank_refunded = sums[LedgerEntry::BANK_REFUNDED];
  OrderFigures::Escrow& escrow = *figures.mutable_escrow();
  escrow.set_paid_in(paid_in.goods);
  escrow.set_held(paid_in.goods - released.goods - refunded.goods);
  escrow.set_released(released.goods - taken_back.goods);
  escrow.set_refunded(refunded.goods + taken_back.goods);
  figures.mutable_cod()->set_collected(collected.goods);
  figures.mutable_cod()->set_refunded(cod_refunded.goods);
  OrderFigures::Bank& bank = *figures.mutable_bank();
  bank.set_received(received.goods);
  bank.set_refunded(bank_refunded.goods);
  bank.set_surplus(sums[LedgerEntry::BANK_SURPLUS].goods);
  bank.set_paid_out(sums[LedgerEntry::PAID_OUT].goods);
  figures.set_paid_minor(paid_in.goods + collected.goods + received.goods);
  figures.set_refunded_minor(escrow.refunded() + cod_refunded.goods + bank_refunded.goods);
  figures.set_freight_paid_minor(paid_in.freight + collected.freight + received.freight);
  figures.set_freight_refunded_minor(refunded.freight + taken_back.freight + cod_refunded.freight +
                                     bank_refunded.freight);
  figures.set_cod_surcharge_paid_minor(collected.surcharge);
  figures.mutable_cod_rates()->set_lost_freight_minor(
      sums[LedgerEntry::COD_FREIGHT_OUT].freight + sums[LedgerEntry::COD_FREIGHT_BACK].freight -
      sums[LedgerEntry::COD_FREIGHT_UNDONE].freight);
  figures.set_units_sold(paid_in.units + collected.units + received.units);
  figures.set_units_returned(refunded.units + taken_back.units + cod_refunded.units +
                             bank_refunded.units);
}

absl::Status LoadMoney(sql::Transaction& txn, absl::string_view shop, OrderFigures& figures) {
  Sums sums[LedgerEntry::Kind_ARRAYSIZE];
  RETURN_IF_ERROR(txn.Query(kLedger, {shop}, [&](const sql::Row& row) {
    const int64_t kind = row.Int(0);
    if (kind > 0 && kind < LedgerEntry::Kind_ARRAYSIZE) {
      sums[kind] = {row.Int(1), row.Int(2), row.Int(3), row.Int(4)};
    }
    return absl::OkStatus();
  }));
  SetMoney(sums, figures);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<OrderFigures> LoadFigures(sql::Transaction& txn, absl::string_view shop) {
  OrderFigures figures;
  RETURN_IF_ERROR(txn.Query(kOrdersByState, {shop}, [&](const sql::Row& row) {
    const auto state = static_cast<v1::OrderState::Value>(row.Int(0));
    (*figures.mutable_orders_by_state())[v1::OrderState::Value_Name(state)] = row.Int(1);
    figures.set_orders(figures.orders() + row.Int(1));
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(txn.Query(kRefundsByState, {shop}, [&](const sql::Row& row) {
    const auto state = static_cast<v1::RefundState::Value>(row.Int(0));
    (*figures.mutable_refunds_by_state())[v1::RefundState::Value_Name(state)] = row.Int(1);
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(LoadMoney(txn, shop, figures));
  RETURN_IF_ERROR(LoadRates(txn, shop, figures));
  RETURN_IF_ERROR(txn.QueryOne(kReturns, {shop},
                               [&](const sql::Row& row) {
                                 figures.set_return_lines(row.Int(0));
                                 return absl::OkStatus();
                               })
                      .status());
  RETURN_IF_ERROR(txn.QueryOne(kUnmatched, {shop},
                               [&](const sql::Row& row) {
                                 figures.set_return_lines_unmatched(row.Int(0));
                                 figures.set_units_unmatched(row.Int(1));
                                 return absl::OkStatus();
                               })
                      .status());
  return figures;
}

}  // namespace shopdesk::orders::store
