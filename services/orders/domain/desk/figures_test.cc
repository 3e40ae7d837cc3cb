#include "services/orders/domain/desk/figures.h"

#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/testing/matchers.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::EqualsProto;
using v1::LedgerEntry;
using v1::OrderError;

const absl::Time kTime = absl::FromUnixSeconds(1700000000);

Sums SumsOf(const Counts& counts) {
  Sums sums;
  for (const auto& [key, value] : counts.added()) sums.Add(key.name, key.dimension, value);
  return sums;
}

class FiguresTest : public ::testing::Test {
 protected:
  void Book(LedgerEntry::Kind kind, int64_t goods, int64_t freight, int64_t units) {
    LedgerEntry entry;
    entry.set_kind(kind);
    entry.set_goods_minor(goods);
    entry.set_freight_minor(freight);
    entry.set_units(units);
    *entry.mutable_create_time() = ToProto(kTime);
    CountLedgerEntry(entry, counts_);
  }
  v1::OrderFigures Figures() { return OrderFiguresOf(SumsOf(counts_), SumsOf(counts_)); }

  const ZoneHistory zones_;
  Counts counts_{zones_};
};

TEST_F(FiguresTest, MoneyIsTheLedgersByKind) {
  Book(LedgerEntry::PAID_IN, 1000, 80, 4);
  Book(LedgerEntry::RELEASED, 600, 80, 0);
  Book(LedgerEntry::REFUNDED, 300, 0, 1);
  Book(LedgerEntry::TAKEN_BACK, 100, 20, 1);
  Book(LedgerEntry::COD_COLLECTED, 500, 50, 2);
  Book(LedgerEntry::COD_COLLECTED, 70, 7, 1);
  Book(LedgerEntry::COD_COLLECTION_UNDONE, 70, 7, 1);
  Book(LedgerEntry::COD_REFUNDED, 200, 0, 1);
  const v1::OrderFigures figures = Figures();
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
}

TEST_F(FiguresTest, WhatPackingCameTo) {
  v1::PackingJob job;
  CountPackingJob(job, counts_);
  for (const v1::ScanVerdict::Value verdict :
       {v1::ScanVerdict::WRONG_ITEM, v1::ScanVerdict::MISSING, v1::ScanVerdict::WRONG_ITEM}) {
    v1::PackingMiss& miss = *job.add_misses();
    miss.set_verdict(verdict);
    miss.set_quantity(5);
    *miss.mutable_time() = ToProto(kTime);
  }
  *job.mutable_pack_time() = ToProto(kTime);
  CountPackingJob(job, counts_);
  v1::Shortage shortage;
  shortage.set_quantity(3);
  *shortage.mutable_create_time() = ToProto(kTime);
  for (const v1::Shortage::State state :
       {v1::Shortage::REFUNDED, v1::Shortage::WAITING, v1::Shortage::REFUNDED}) {
    shortage.set_state(state);
    CountShortage(shortage, counts_);
  }
  v1::MergedParcel parcel;
  for (const int64_t saved : {200, 300, 0}) {
    v1::MergedParcel::Member& member = *parcel.add_members();
    member.mutable_saved_freight()->set_minor(saved);
    if (saved > 200) member.set_refund("shops/s/orders/o/refunds/r");
  }
  CountMergedParcel(parcel, counts_);
  EXPECT_EQ(Figures().packing().merged_parcels(), 0) << "it isn't shipped";
  *parcel.mutable_ship_time() = ToProto(kTime);
  CountMergedParcel(parcel, counts_);
  EXPECT_THAT(Figures().packing(), EqualsProto(R"pb(
                jobs_packed: 1
                wrong_items: 2
                missing: 1
                shortages_by_state { state: WAITING shortages: 1 pieces: 3 }
                shortages_by_state { state: REFUNDED shortages: 2 pieces: 6 }
                merged_parcels: 1
                merged_orders: 3
                freight_given_back_minor: 300
              )pb"));
}

TEST_F(FiguresTest, WhatIsHeldIsThatOfTheEnd) {
  Book(LedgerEntry::PAID_IN, 1000, 0, 1);
  EXPECT_EQ(OrderFiguresOf(Sums(), SumsOf(counts_)).escrow().held(), 1000);
  EXPECT_EQ(OrderFiguresOf(Sums(), SumsOf(counts_)).escrow().paid_in(), 0);
}

TEST_F(FiguresTest, OrdersRefundsAndReturnsAreCounted) {
  for (const v1::OrderState::Value state :
       {v1::OrderState::WAIT_BUYER_PAY, v1::OrderState::TRADE_CLOSED,
        v1::OrderState::WAIT_BUYER_PAY}) {
    v1::Order order;
    order.set_state(state);
    CountOrder(order, counts_);
  }
  v1::Refund refund;
  refund.set_state(v1::RefundState::SUCCESS);
  CountRefund(refund, counts_);
  for (const int64_t unmatched : {0, 2, 3}) {
    v1::Return returned;
    returned.set_unmatched_quantity(unmatched);
    CountReturn(returned, counts_);
  }
  const v1::OrderFigures figures = Figures();
  EXPECT_EQ(figures.orders(), 3);
  ASSERT_EQ(figures.orders_by_state_size(), 2);
  EXPECT_EQ(figures.orders_by_state(0).state(), v1::OrderState::WAIT_BUYER_PAY);
  EXPECT_EQ(figures.orders_by_state(0).orders(), 2);
  EXPECT_EQ(figures.orders_by_state(1).state(), v1::OrderState::TRADE_CLOSED);
  EXPECT_EQ(figures.orders_by_state(1).orders(), 1);
  ASSERT_EQ(figures.refunds_by_state_size(), 1);
  EXPECT_EQ(figures.refunds_by_state(0).state(), v1::RefundState::SUCCESS);
  EXPECT_EQ(figures.refunds_by_state(0).refunds(), 1);
  EXPECT_EQ(figures.return_lines(), 3);
  EXPECT_EQ(figures.return_lines_unmatched(), 2);
  EXPECT_EQ(figures.units_unmatched(), 5);
}

TEST_F(FiguresTest, RefundsAreCountedByKindAndReasonWithWhatTheyCame) {
  const auto count = [&](const char* id, v1::RefundKind::Value kind, v1::RefundReason::Value reason,
                         int64_t minor) {
    v1::Refund refund;
    refund.set_name(absl::StrCat("shops/s/orders/o/refunds/", id));
    refund.set_kind(kind);
    refund.set_reason(reason);
    refund.mutable_refunded()->set_minor(minor);
    *refund.mutable_create_time() = ToProto(kTime);
    CountRefund(refund, counts_);
  };
  count("a", v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::QUALITY, 300);
  count("b", v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::QUALITY, 200);
  count("c", v1::RefundKind::EXCHANGE, v1::RefundReason::QUALITY, 0);
  count("price-drop-d-1", v1::RefundKind::MONEY_ONLY, v1::RefundReason::NO_REASON, 40);
  Book(LedgerEntry::RETURN_FREIGHT, 0, 12, 0);
  Book(LedgerEntry::RECLAIMED, 50, 0, 0);
  const v1::OrderFigures figures = Figures();
  EXPECT_EQ(figures.return_freight_minor(), 12);
  EXPECT_EQ(figures.reclaimed_minor(), 50);
  EXPECT_EQ(figures.price_drops_minor(), 40);
  ASSERT_EQ(figures.refunds_by_cause_size(), 3);
  EXPECT_THAT(figures.refunds_by_cause(0),
              EqualsProto("kind: MONEY_ONLY reason: NO_REASON refunds: 1 refunded_minor: 40"));
  EXPECT_THAT(
      figures.refunds_by_cause(1),
      EqualsProto("kind: RETURN_AND_REFUND reason: QUALITY refunds: 2 refunded_minor: 500"));
  EXPECT_THAT(figures.refunds_by_cause(2),
              EqualsProto("kind: EXCHANGE reason: QUALITY refunds: 1"));
}

TEST_F(FiguresTest, RatesAreOfOutcomesAndRoundedHalfUp) {
  for (const Outcome outcome :
       {Outcome::kShippedInTime, Outcome::kShippedInTime, Outcome::kShippedLate,
        Outcome::kConfirmedDelivered, Outcome::kConfirmedRefused, Outcome::kUnconfirmedRefused,
        Outcome::kReminded, Outcome::kRemindedPaid, Outcome::kNotReminded,
        Outcome::kCodContacted}) {
    CountOutcome(outcome, kTime, counts_);
  }
  const v1::OrderFigures figures = Figures();
  EXPECT_THAT(figures.ship_by(), EqualsProto("shipped: 3 shipped_late: 1 late_bps: 3333"));
  EXPECT_THAT(figures.reminders(), EqualsProto("reminded: 1 reminded_paid: 1 not_reminded: 1"));
  EXPECT_THAT(figures.cod_rates(), EqualsProto(R"pb(
                all { delivered: 1 refused: 2 refused_bps: 6667 }
                confirmed { delivered: 1 refused: 1 refused_bps: 5000 }
                unconfirmed { refused: 1 refused_bps: 10000 }
                contacted: 1
              )pb"));
}

TEST_F(FiguresTest, ErrorsAreThoseOfAgentsButTheDismissed) {
  v1::Order order;
  order.set_agent("7");
  CountOrder(order, counts_);
  CountOrder(order, counts_);
  for (const OrderError::State state :
       {OrderError::OPEN, OrderError::CONTESTED, OrderError::DISMISSED}) {
    OrderError error;
    error.set_agent("a b/c");
    error.set_state(state);
    CountOrderError(error, counts_);
  }
  auto agents = ErrorCountsOf(SumsOf(counts_));
  ASSERT_EQ(agents.size(), 2u);
  EXPECT_THAT(agents["7"], EqualsProto("orders_handled: 2"));
  EXPECT_THAT(agents[EscapeId("a b/c")], EqualsProto("errors: 2 contested: 1"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
