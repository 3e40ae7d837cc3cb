#include "services/orders/domain/refund/refund_lines.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/refund/refund.h"
#include "services/orders/domain/refund/refund_intake.h"
#include "services/orders/domain/refund/refund_replacement.h"
#include "services/orders/domain/refund/refund_stock.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::testing::ElementsAre;
using v1::LedgerEntry;

// The second parcel of a refund.
constexpr char kAgain[] = "shops/s/shipments/again";

TEST(RefundPriceTest, TheLastCentGoesWithTheLastPiece) {
  Order order = DeliveredOrder({{3, 1000}});
  std::vector<int64_t> prices;
  for (int i = 0; i < 3; ++i) {
    v1::OrderLine& line = *order.mutable_lines(0);
    const int64_t price = PriceOfLeft(line, LeftOf(order, line, {}), 1);
    prices.push_back(price);
    line.set_delivered(line.delivered() - 1);
    line.set_refunded(line.refunded() + 1);
    line.set_refunded_minor(line.refunded_minor() + price);
  }
  EXPECT_THAT(prices, ElementsAre(333, 334, 333));
  EXPECT_EQ(order.lines(0).refunded_minor(), 1000);
}

TEST(RefundPriceTest, WhatRoundingHeldBackGoesAlongButNoConcessions) {
  Order order = DeliveredOrder({{3, 1000}, {2, 2000}});
  v1::OrderLine& uneven = *order.mutable_lines(0);
  uneven.set_delivered(1);
  uneven.set_refunded(2);
  uneven.set_refunded_minor(666);
  EXPECT_EQ(PriceOfLeft(uneven, LeftOf(order, uneven, {}), 1), 334);
  v1::OrderLine& even = *order.mutable_lines(1);
  even.set_delivered(1);
  even.set_refunded(1);
  even.set_refunded_minor(500);
  EXPECT_EQ(PriceOfLeft(even, LeftOf(order, even, {}), 1), 1000) << "the price paid for it";
  even.set_refunded_minor(1300);
  EXPECT_EQ(PriceOfLeft(even, LeftOf(order, even, {}), 1), 700) << "not more than is left";
}

TEST(RefundPriceTest, WhatWentBackWithoutPiecesIsNotPaidAgainWithThem) {
  Order order = DeliveredOrder({{3, 30000}});
  v1::OrderLine& line = *order.mutable_lines(0);
  const auto price = [&](int64_t pieces) {
    return PriceOfLeft(line, LeftOf(order, line, {}), pieces);
  };
  line.set_refunded_minor(3000);
  EXPECT_EQ(price(1), 9000);
  EXPECT_EQ(price(2), 18000);
  EXPECT_EQ(price(3), 27000);
  line.set_delivered(2);
  line.set_returned(1);
  EXPECT_EQ(price(1), 10000) << "a damaged piece that was paid in part is no concession";
  EXPECT_EQ(price(2), 20000);
}

TEST(RefundPriceTest, WhatIsNotCollectedYetIsNoConcession) {
  Order order = AsCod(DeliveredOrder({{3, 30000}}));
  v1::OrderLine& line = *order.mutable_lines(0);
  line.set_delivered(1);
  line.set_to_ship(2);
  order.mutable_payment()->set_paid_minor(10000);
  EXPECT_EQ(PriceOfLeft(line, LeftOf(order, line, {}), 1), 10000);
}

// Delivered on Monday 4 March 2024, 18:00 in Shanghai.
class NoReasonTest : public ::testing::Test {
 protected:
  NoReasonTest() {
    policy_.mutable_calendar()->set_time_zone("Asia/Shanghai");
    for (int i = 0; i < order_.lines_size(); ++i) {
      order_.mutable_lines(i)->mutable_snapshot()->set_category(i == 0 ? kUnderwear : kTea);
    }
  }
  absl::Status Ask(v1::RefundKind::Value kind, int32_t number, absl::Duration after) {
    Order order = order_;
    RefundRequest request;
    request.kind = kind;
    request.reason = v1::RefundReason::NO_REASON;
    RefundLine& line = *request.lines.Add();
    line.set_line(number);
    line.set_quantity(1);
    refund_ = Refund();
    refund_.set_name(order_.name() + "/refunds/r1");
    return AskRefund(order, {}, request, policy_, At(after), refund_);
  }
  void SetRule(const char* category, v1::NoReasonRule::Value rule) {
    v1::Policy::NoReasonReturn& one = *policy_.add_no_reason_returns();
    one.set_category(category);
    one.set_rule(rule);
  }

  static constexpr char kUnderwear[] = "shops/s/categories/underwear";
  static constexpr char kTea[] = "shops/s/categories/tea";
  Order order_ = DeliveredOrder({{1, 1000}, {1, 500}});
  v1::Policy policy_ = ShopPolicy();
  Refund refund_;
};

TEST_F(NoReasonTest, SevenDaysBeginAtTheMidnightAfterDelivery) {
  const absl::Duration until_midnight = absl::Hours(6);
  EXPECT_OK(Ask(v1::RefundKind::RETURN_AND_REFUND, 1, until_midnight + 7 * kDay));
  EXPECT_EQ(refund_.lines(0).no_reason_rule(), v1::NoReasonRule::YES);
  const absl::Status over =
      Ask(v1::RefundKind::RETURN_AND_REFUND, 1, until_midnight + 7 * kDay + absl::Seconds(1));
  EXPECT_THAT(over, shopdesk::testing::HasReason("WINDOW_OVER"));
  EXPECT_EQ(ErrorMetadataOf(over, "ended"), "2024-03-11T16:00:00+00:00");
}

TEST_F(NoReasonTest, ARepairHasItsOwnTime) {
  const auto ask = [&](v1::RefundKind::Value kind, absl::Duration after) {
    Order order = order_;
    RefundRequest request;
    request.kind = kind;
    request.reason = v1::RefundReason::QUALITY;
    request.lines.Add()->set_line(1);
    request.lines.Mutable(0)->set_quantity(1);
    refund_ = Refund();
    refund_.set_name(order_.name() + "/refunds/r1");
    return AskRefund(order, {}, request, policy_, At(after), refund_);
  };
  EXPECT_OK(ask(v1::RefundKind::REPAIR, 30 * kDay));
  EXPECT_THAT(ask(v1::RefundKind::REPAIR, 30 * kDay + absl::Seconds(1)),
              shopdesk::testing::HasReason("WINDOW_OVER"));
  EXPECT_THAT(ask(v1::RefundKind::EXCHANGE, 16 * kDay),
              shopdesk::testing::HasReason("WINDOW_OVER"));
  policy_.set_quality_window_seconds(40 * 86400);
  EXPECT_OK(ask(v1::RefundKind::REPAIR, 40 * kDay)) << "the longer of the two";
}

TEST_F(NoReasonTest, SomeCategoriesNeedOne) {
  SetRule(kUnderwear, v1::NoReasonRule::NO);
  SetRule(kTea, v1::NoReasonRule::UNOPENED);
  const absl::Status refused = Ask(v1::RefundKind::RETURN_AND_REFUND, 1, kDay);
  EXPECT_THAT(refused, shopdesk::testing::HasReason("REASON_REQUIRED"));
  EXPECT_EQ(ErrorMetadataOf(refused, "category"), kUnderwear);
  EXPECT_OK(Ask(v1::RefundKind::RETURN_AND_REFUND, 2, kDay));
  EXPECT_EQ(refund_.lines(0).no_reason_rule(), v1::NoReasonRule::UNOPENED);
  EXPECT_OK(Ask(v1::RefundKind::MONEY_ONLY, 1, kDay)) << "the seller may say no";
}

TEST_F(NoReasonTest, InTimeOnlyWhatCameBackIsRefused) {
  ASSERT_OK(Ask(v1::RefundKind::RETURN_AND_REFUND, 1, kDay));
  Refund refused = refund_;
  EXPECT_THAT(RefuseRefund(refused, "no", policy_, At(kDay)),
              shopdesk::testing::HasReason("NOT_REFUSABLE"));
  Order order = order_;
  std::vector<LedgerEntry> ledger;
  ASSERT_OK(AgreeRefund(order, refund_, policy_, At(kDay), ledger));
  ASSERT_OK(SendBackGoods(refund_, {"sf", "1", false}, policy_, At(kDay)));
  EXPECT_OK(RefuseReturnedGoods(refund_, "worn", policy_, At(kDay)));
  // Where the shop takes goods back at any time, it may refuse them once the days are over.
  policy_.set_return_any_time(true);
  ASSERT_OK(Ask(v1::RefundKind::RETURN_AND_REFUND, 1, 30 * kDay));
  EXPECT_OK(RefuseRefund(refund_, "no", policy_, At(30 * kDay)));
}

// One random life of an order: refunds asked, given, agreed, refused, revised, decided, withdrawn,
// their goods counted, offers taken, goods sent again; and whatever waits in the end left alone.
class RandomLife {
 public:
  explicit RandomLife(uint32_t seed) : random_(seed) {
    std::vector<TestLine> lines;
    const int count = Pick(1, 4);
    for (int i = 0; i < count; ++i) lines.push_back({Pick(1, 7), Pick(0, 5000)});
    const int kind = Pick(0, 3);
    const int64_t freight = Pick(0, 900);
    order_ = kind == 0   ? PaidOrder(lines, freight)
             : kind == 1 ? ShippedOrder(lines, freight)
             : kind == 2 ? DeliveredOrder(lines, freight)
                         : FinishedOrder(lines, freight);
    explicit_amounts_ = Pick(0, 1) == 1;
  }

  int64_t Pick(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random_);
  }

  // What fails leaves everything as it was.
  void Step() {
    const Order order = order_;
    const std::vector<LedgerEntry> ledger = ledger_;
    const std::vector<Refund> refunds = refunds_;
    const absl::Status status = Pick(0, 2) == 0 ? New() : GoOn();
    if (!status.ok()) {
      order_ = order;
      ledger_ = ledger;
      refunds_ = refunds;
    }
    Check();
  }

  // Everything that is left is given: to the cent what was paid.
  void GiveTheRest() {
    for (Refund& refund : refunds_) EndBySilence(refund);
    Check();
    if (order_.state() == v1::OrderState::TRADE_CLOSED) return;
    RefundRequest request;
    request.kind = v1::RefundKind::MONEY_ONLY;
    request.reason = v1::RefundReason::NO_REASON;
    Refund& refund = Add();
    const absl::Status status = GiveRefund(order_, {}, request, policy_, At(), refund, ledger_);
    if (!status.ok()) {
      EXPECT_EQ(ReasonOf(status), "QUANTITY_EXCEEDED") << status;
      refunds_.pop_back();
    }
    Check();
    if (explicit_amounts_ || parts_) return;
    exact_ = true;
    for (const v1::OrderLine& line : order_.lines()) {
      EXPECT_EQ(line.refunded_minor(), line.total().minor());
    }
  }

  // Whether only whole prices were refunded, and they were compared with what was paid.
  bool exact() const { return exact_; }

 private:
  Refund& Add() {
    Refund& refund = refunds_.emplace_back();
    refund.set_name(order_.name() + "/refunds/" + std::to_string(refunds_.size()));
    return refund;
  }

  absl::Status New() {
    RefundRequest request;
    request.kind = static_cast<v1::RefundKind::Value>(Pick(1, v1::RefundKind::Value_MAX));
    request.reason = static_cast<v1::RefundReason::Value>(Pick(1, 9));
    for (const v1::OrderLine& line : order_.lines()) {
      if (Pick(0, 2) == 0) continue;
      RefundLine& asked = *request.lines.Add();
      asked.set_line(line.line());
      asked.set_quantity(Pick(explicit_amounts_ ? 0 : 1, line.quantity()));
      if (explicit_amounts_ && Pick(0, 1) == 0) asked.set_amount_minor(Pick(0, 3000));
    }
    if (explicit_amounts_ && Pick(0, 3) == 0) request.freight_minor = Pick(0, 900);
    const std::vector<Refund> others = refunds_;
    Refund& refund = Add();
    if (Pick(0, 3) == 0) {
      return GiveRefund(order_, others, request, policy_, At(), refund, ledger_);
    }
    return AskRefund(order_, others, request, policy_, At(), refund);
  }

  absl::Status GoOn() {
    if (refunds_.empty()) return absl::OkStatus();
    const size_t index = Pick(0, refunds_.size() - 1);
    Refund& refund = refunds_[index];
    const Moment moment = At();
    switch (Pick(0, 17)) {
      case 0:
      case 1:
        return AgreeRefund(order_, refund, policy_, moment, ledger_);
      case 2:
        return RefuseRefund(refund, "no", policy_, moment);
      case 3:
        return WithdrawRefund(order_, refund, moment);
      case 4:
        return EscalateRefund(refund, policy_, moment);
      case 5: {
        const int64_t granted = Pick(0, refund.total().minor());
        const absl::Status status =
            DecideRefund(order_, refund, MakeMoney("CNY", granted), policy_, moment, ledger_);
        parts_ = parts_ || (status.ok() && refund.state() == v1::RefundState::PARTIAL);
        return status;
      }
      case 6:
        return SendBackGoods(refund, {"sf", "1", false}, policy_, moment);
      case 7:
      case 8:
        return SendAgain(refund);
      case 9:
        return ConfirmReplacement(order_, refund, policy_, moment, ledger_);
      case 10:
        return TrackReplacement(order_, refund, Tracked(), Pick(1, 100), policy_, moment, ledger_)
            .status();
      case 11:
        return PayInstead(order_, refund, v1::Replacement::NONE_LEFT, policy_, moment, ledger_);
      case 12:
        return RefuseOffer(refund, policy_, moment);
      case 13:
        parts_ = true;
        return AcceptOffer(order_, refund, policy_, moment, ledger_);
      case 14:
        return TakeIn(order_, refund, Counted(refund), policy_, moment, ledger_);
      case 15:
        return Expire(refund);
      case 16:
        return ConfirmReturnedGoods(order_, refund, v1::Inspection::RESTOCK, policy_, moment,
                                    ledger_);
      default: {
        std::vector<Refund> others = refunds_;
        others.erase(others.begin() + static_cast<int64_t>(index));
        return ReviseRefund(order_, others, RefundRequest(), policy_, moment, refund);
      }
    }
  }

  absl::Status Expire(Refund& refund) {
    const absl::Status status = ExpireRefund(order_, refund, policy_, At(), ledger_);
    parts_ = parts_ || (status.ok() && refund.state() == v1::RefundState::PARTIAL);
    return status;
  }

  // Each waiting state has a deadline, and leads to an end by deadlines alone.
  void EndBySilence(Refund& refund) {
    for (int i = 0; i < 6 && !IsEnded(refund.state()); ++i) {
      EXPECT_TRUE(refund.has_deadline_time());
      ASSERT_OK(Expire(refund));
    }
    EXPECT_TRUE(IsEnded(refund.state()));
    EXPECT_FALSE(refund.has_deadline_time());
  }

  absl::Status SendAgain(Refund& refund) {
    refund.mutable_replacement()->set_reservation("shops/s/reservations/again");
    RETURN_IF_ERROR(IntendReplacement(order_, refund, {kAgain}, policy_, At()));
    return ShipReplacement(refund, ShipmentOf(kAgain, logistics::v1::Mode::COURIER_ROAD), policy_,
                           At())
        .status();
  }

  logistics::v1::Shipment Tracked() {
    constexpr logistics::v1::TrackingStatus::Value kStatuses[] = {
        logistics::v1::TrackingStatus::DELIVERED, logistics::v1::TrackingStatus::RETURNED,
        logistics::v1::TrackingStatus::EXCEPTION};
    return ShipmentOf(kAgain, logistics::v1::Mode::COURIER_ROAD, kStatuses[Pick(0, 2)]);
  }

  // What came back of it, pieces dealt at random.
  IntakeLines Counted(const Refund& refund) {
    IntakeLines lines;
    for (const RefundLine& line : refund.lines()) {
      int64_t left = line.quantity() - line.never_shipped();
      if (left == 0) continue;
      v1::IntakeLine& counted = *lines.Add();
      counted.set_line(line.line());
      const auto deal = [&] {
        const int64_t pieces = Pick(0, left);
        left -= pieces;
        return pieces;
      };
      if (Pick(0, 1) == 0) counted.set_damaged(deal());
      if (Pick(0, 1) == 0) counted.set_wrong(deal());
      if (Pick(0, 1) == 0) counted.set_missing(deal());
      counted.set_sellable(left);
    }
    return lines;
  }

  // The stock gets each piece that came back once, unless nobody looked at it.
  void CheckStock(const Refund& refund) const {
    if (!IsEnded(refund.state()) || refund.state() == v1::RefundState::CLOSED) return;
    const bool taken_in = refund.has_replacement() && TakesGoodsBack(refund.kind());
    std::vector<StockBooking> bookings;
    if (taken_in) bookings = BookedOnTakeIn(order_, refund);
    if (!WasReplaced(refund)) {
      for (const StockBooking& one : BookedOnSuccess(order_, refund)) bookings.push_back(one);
    }
    int64_t booked = 0;
    for (const StockBooking& one : bookings) booked += one.quantity;
    int64_t came_back = 0;
    int64_t asked = 0;
    for (const RefundLine& line : refund.lines()) {
      came_back += line.came_back();
      asked += line.quantity();
    }
    const bool second_back = refund.replacement().failure() == v1::Replacement::CAME_BACK &&
                             TakesFromStock(refund.kind());
    const bool looked =
        refund.inspection() != v1::Inspection::INSPECTION_UNSPECIFIED || !refund.intake().empty();
    const bool repaired = refund.kind() == v1::RefundKind::REPAIR && WasReplaced(refund);
    EXPECT_EQ(booked, (looked && !repaired ? came_back : 0) + (second_back ? asked : 0))
        << refund.ShortDebugString();
  }

  void Check() const {
    for (const Refund& refund : refunds_) CheckStock(refund);
    const v1::Payment& payment = order_.payment();
    EXPECT_EQ(payment.held_minor() + payment.released_minor() + payment.refunded_minor(),
              payment.paid_minor());
    EXPECT_GE(payment.held_minor(), 0);
    EXPECT_GE(payment.released_minor(), 0);
    int64_t refunded = 0;
    int open = 0;
    std::vector<int64_t> locked(order_.lines_size(), 0);
    for (const Refund& refund : refunds_) {
      refunded += refund.refunded().minor();
      if (IsEnded(refund.state())) continue;
      ++open;
      for (const RefundLine& line : refund.lines()) locked[line.line() - 1] += line.never_shipped();
    }
    EXPECT_EQ(refunded, payment.refunded_minor());
    EXPECT_EQ(open, order_.open_refunds());
    int64_t goods = 0;
    for (const v1::OrderLine& line : order_.lines()) {
      EXPECT_EQ(line.to_ship() + line.shipped() + line.delivered() + line.returned() +
                    line.refunded() + line.short_(),
                line.quantity());
      EXPECT_LE(line.refunded_minor(), line.total().minor());
      EXPECT_EQ(line.locked(), locked[line.line() - 1]);
      EXPECT_LE(line.locked(), line.to_ship());
      goods += line.refunded_minor();
    }
    int64_t ledger_goods = 0;
    int64_t ledger_total = 0;
    for (const LedgerEntry& entry : ledger_) {
      if (entry.kind() == LedgerEntry::RELEASED) continue;
      ledger_goods += entry.goods_minor();
      ledger_total += entry.total().minor();
    }
    EXPECT_EQ(ledger_goods, goods);
    EXPECT_EQ(ledger_total, refunded);
    EXPECT_LE(ledger_total - ledger_goods, order_.freight().minor());
  }

  std::mt19937 random_;
  Order order_;
  const v1::Policy policy_ = ShopPolicy();
  std::vector<Refund> refunds_;
  std::vector<LedgerEntry> ledger_;
  bool explicit_amounts_ = false;
  bool parts_ = false;
  bool exact_ = false;
};

TEST(RefundPropertyTest, NeverMoreThanWasPaidAndTheCentsAddUp) {
  int exact = 0;
  for (uint32_t seed = 1; seed <= 10000; ++seed) {
    SCOPED_TRACE(seed);
    RandomLife life(seed);
    for (int i = 0; i < 40; ++i) life.Step();
    life.GiveTheRest();
    if (::testing::Test::HasFailure()) return;
    if (life.exact()) ++exact;
  }
  EXPECT_GT(exact, 50);
}

}  // namespace
}  // namespace shopdesk::orders::domain
