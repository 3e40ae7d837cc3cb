#include "services/orders/store/trade/figures.h"

#include <tuple>

#include "absl/types/span.h"
#include "services/orders/store/payment/ledger.h"
#include "services/orders/store/refund/return.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using v1::LedgerEntry;

class FiguresTest : public StoreTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, FiguresTest, testing::BothDatabases(), testing::NameOf);

TEST_P(FiguresTest, SumsTheLedgerByKind) {
  std::vector<LedgerEntry> entries;
  for (const auto& [kind, goods, freight, units] :
       std::vector<std::tuple<LedgerEntry::Kind, int64_t, int64_t, int64_t>>{
           {LedgerEntry::PAID_IN, 1000, 80, 4},
           {LedgerEntry::RELEASED, 600, 80, 0},
           {LedgerEntry::REFUNDED, 300, 0, 1},
           {LedgerEntry::TAKEN_BACK, 100, 20, 1},
           {LedgerEntry::COD_COLLECTED, 500, 50, 2},
           {LedgerEntry::COD_REFUNDED, 200, 0, 1}}) {
    LedgerEntry& entry = entries.emplace_back();
    entry.set_kind(kind);
    entry.set_goods_minor(goods);
    entry.set_freight_minor(freight);
    entry.set_units(units);
  }
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    return AppendLedger(txn, "shops/s/orders/o", absl::MakeSpan(entries));
  }));
  ASSERT_OK_AND_ASSIGN(const v1::OrderFigures figures, Get(LoadFigures, "s"));
  EXPECT_EQ(figures.escrow().paid_in(), 1000);
  EXPECT_EQ(figures.escrow().held(), 100);
  EXPECT_EQ(figures.escrow().released(), 500);
  EXPECT_EQ(figures.escrow().refunded(), 400);
  EXPECT_EQ(figures.cod().collected(), 500);
  EXPECT_EQ(figures.cod().refunded(), 200);
  EXPECT_EQ(figures.paid_minor(), 1500);
  EXPECT_EQ(figures.refunded_minor(), 600);
  EXPECT_EQ(figures.freight_paid_minor(), 130);
  EXPECT_EQ(figures.freight_refunded_minor(), 20);
  EXPECT_EQ(figures.units_sold(), 6);
  EXPECT_EQ(figures.units_returned(), 3);
  ASSERT_OK_AND_ASSIGN(const v1::OrderFigures others, Get(LoadFigures, "other"));
  EXPECT_EQ(others.paid_minor(), 0);
}

TEST_P(FiguresTest, CountsOrdersAndReturns) {
  for (const auto& [id, state] : std::vector<std::pair<std::string, v1::OrderState::Value>>{
           {"a", v1::OrderState::WAIT_BUYER_PAY},
           {"b", v1::OrderState::WAIT_BUYER_PAY},
           {"c", v1::OrderState::TRADE_CLOSED}}) {
    v1::Order order = Named<v1::Order>("shops/s/orders/" + id);
    order.set_state(state);
    *order.mutable_update_time() = order.create_time();
    ASSERT_OK(Put(InsertOrder, order));
  }
  for (const int64_t unmatched : {0, 2, 3}) {
    v1::Return returned = Named<v1::Return>("shops/s/returns/" + std::to_string(unmatched));
    returned.set_unmatched_quantity(unmatched);
    ASSERT_OK(Put(InsertReturn, returned));
  }
  ASSERT_OK_AND_ASSIGN(const v1::OrderFigures figures, Get(LoadFigures, "s"));
  EXPECT_EQ(figures.orders(), 3);
  EXPECT_EQ(figures.orders_by_state().at("WAIT_BUYER_PAY"), 2);
  EXPECT_EQ(figures.orders_by_state().at("TRADE_CLOSED"), 1);
  EXPECT_EQ(figures.return_lines(), 3);
  EXPECT_EQ(figures.return_lines_unmatched(), 2);
  EXPECT_EQ(figures.units_unmatched(), 5);
}

}  // namespace
}  // namespace shopdesk::orders::store
