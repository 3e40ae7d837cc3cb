#include "services/orders/domain/refund/refund_scan.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/refund/refund.h"
#include "services/orders/domain/refund/refund_stock.h"
#include "services/orders/domain/refund/scan_payment_states.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using logistics::v1::TrackingStatus;
using shopdesk::testing::HasReason;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::LedgerEntry;
using v1::RefundKind;
using v1::RefundReason;

// Five pieces for 50.00 that are on their way back, for which the buyer paid 12.00.
class RefundScanTest : public ::testing::Test {
 protected:
  void SetUp() override { SentBack(RefundKind::RETURN_AND_REFUND); }

  void SentBack(RefundKind::Value kind) {
    order_ = DeliveredOrder({{5, 5000}, {1, 300}});
    RefundRequest request;
    request.kind = kind;
    request.reason = RefundReason::QUALITY;
    RefundLine& line = *request.lines.Add();
    line.set_line(1);
    line.set_quantity(5);
    refund_ = Refund();
    refund_.set_name(order_.name() + "/refunds/r1");
    ASSERT_OK(AskRefund(order_, {}, request, policy_, At(), refund_));
    ASSERT_OK(AgreeRefund(order_, refund_, policy_, At(), ledger_));
    ReturnWaybill waybill = {"sf", "SF1", false};
    waybill.freight.emplace();
    waybill.freight->set_currency_code("CNY");
    waybill.freight->set_minor(1200);
    ASSERT_OK(SendBackGoods(refund_, waybill, policy_, At()));
    ledger_.clear();
  }
  static v1::BuyerCard CardOf(int32_t rate) {
    v1::BuyerCard card;
    card.set_return_rate_bps(rate);
    return card;
  }
  void Pay() { ASSERT_OK(PayAtScan(order_, refund_, 2500, policy_, At(kDay), ledger_)); }
  absl::Status Take(int64_t sellable, int64_t damaged, int64_t missing) {
    IntakeLines lines;
    v1::IntakeLine& line = *lines.Add();
    line.set_line(1);
    line.set_sellable(sellable);
    line.set_damaged(damaged);
    line.set_missing(missing);
    return TakeInPaid(order_, refund_, lines, policy_, At(2 * kDay), ledger_);
  }
  bool Arrives(absl::Duration after) { return Tracked(TrackingStatus::DELIVERED, after); }
  bool Tracked(TrackingStatus::Value status, absl::Duration after) {
    return TrackPaidGoods(
        refund_, ShipmentOf("shops/s/shipments/r", logistics::v1::Mode::COURIER_ROAD, status),
        policy_, At(after));
  }
  ScanPayment::State state() const { return refund_.scan_payment().state(); }

  v1::Policy policy_ = ShopPolicy();
  Order order_;
  Refund refund_;
  std::vector<LedgerEntry> ledger_;
};

TEST_F(RefundScanTest, GoodsThatDidNotArriveAfterAllAreOwedInTheEnd) {
  Pay();
  const absl::Time due = FromProto(refund_.deadline_time());
  EXPECT_TRUE(Arrives(2 * kDay));
  EXPECT_EQ(FromProto(refund_.deadline_time()), kNow + 4 * kDay);
  EXPECT_TRUE(Tracked(TrackingStatus::EXCEPTION, 3 * kDay));
  EXPECT_FALSE(refund_.has_return_arrive_time());
  EXPECT_EQ(FromProto(refund_.deadline_time()), due);
  EXPECT_FALSE(Tracked(TrackingStatus::EXCEPTION, 3 * kDay));
  ASSERT_OK(ExpirePaidGoods(order_, refund_, policy_, At(due - kNow), ledger_));
  EXPECT_EQ(state(), ScanPayment::OWED);
  EXPECT_TRUE(Arrives(12 * kDay));
  EXPECT_TRUE(Tracked(TrackingStatus::EXCEPTION, 13 * kDay));
  EXPECT_EQ(state(), ScanPayment::OWED);
}

TEST_F(RefundScanTest, ThePolicyAndTheBuyersCardSayWhetherItIsPaid) {
  EXPECT_TRUE(IsPaidAtScan(refund_, {}, CardOf(3000), policy_));
  EXPECT_FALSE(IsPaidAtScan(refund_, {}, CardOf(3001), policy_));
  EXPECT_FALSE(IsPaidAtScan(refund_, {}, absl::nullopt, policy_)) << "nothing is known of him";
  EXPECT_FALSE(IsPaidAtScan(refund_, {}, v1::BuyerCard(), policy_)) << "he has received nothing";
  policy_.set_scan_refund_most_units(50);
  EXPECT_TRUE(IsPaidAtScan(refund_, {}, CardOf(0), policy_));
  policy_.set_scan_refund_most_units(49);
  EXPECT_FALSE(IsPaidAtScan(refund_, {}, CardOf(0), policy_));
  policy_.set_scan_refund_most_units(100);
  policy_.set_scan_refund_off(true);
  EXPECT_FALSE(IsPaidAtScan(refund_, {}, CardOf(0), policy_));
}

TEST_F(RefundScanTest, SeveralOfAnOrderAreNoMoreThanOne) {
  Refund other = refund_;
  other.set_name(order_.name() + "/refunds/other");
  *other.mutable_refunded() = MakeMoney("CNY", 5001);
  for (const auto due : {ScanPayment::GOODS_AWAITED, ScanPayment::OWED}) {
    other.mutable_scan_payment()->set_state(due);
    other.mutable_refunded()->set_minor(5001);
    EXPECT_FALSE(IsPaidAtScan(refund_, {other}, CardOf(0), policy_));
    other.mutable_refunded()->set_minor(5000);
    EXPECT_TRUE(IsPaidAtScan(refund_, {other}, CardOf(0), policy_));
    EXPECT_FALSE(IsPaidAtScan(refund_, {other, other}, CardOf(0), policy_));
  }
  other.mutable_scan_payment()->set_state(ScanPayment::GOODS_IN);
  EXPECT_TRUE(IsPaidAtScan(refund_, {other, other}, CardOf(0), policy_));
}

TEST_F(RefundScanTest, OnlyMoneyForGoodsIsPaidAndOnlyWhileTheyAreOnTheirWay) {
  refund_.set_state(v1::RefundState::CLOSED);
  EXPECT_FALSE(IsPaidAtScan(refund_, {}, CardOf(0), policy_)) << "withdrawn";
  for (const RefundKind::Value kind : {RefundKind::EXCHANGE, RefundKind::REPAIR}) {
    SentBack(kind);
    EXPECT_FALSE(IsPaidAtScan(refund_, {}, CardOf(0), policy_)) << kind;
  }
}

TEST_F(RefundScanTest, TheLimitIsAHundredWholeUnitsOfTheShopsCurrency) {
  EXPECT_EQ(ScanRefundMostMinor(policy_), 10000);
  policy_.set_currency_code("JPY");
  EXPECT_EQ(ScanRefundMostMinor(policy_), 100);
  policy_.set_currency_code("KWD");
  EXPECT_EQ(ScanRefundMostMinor(policy_), 100000);
}

TEST_F(RefundScanTest, IsPaidAndTheGoodsAreStillDue) {
  const auto deadline = refund_.deadline_time();
  Pay();
  EXPECT_EQ(refund_.state(), v1::RefundState::SUCCESS);
  EXPECT_EQ(refund_.refunded().minor(), 5000);
  EXPECT_EQ(state(), ScanPayment::GOODS_AWAITED);
  EXPECT_EQ(refund_.scan_payment().return_rate_bps(), 2500);
  EXPECT_EQ(FromProto(refund_.deadline_time()), FromProto(deadline));
  EXPECT_EQ(refund_.deadline_event(), "auto_owe");
  EXPECT_EQ(order_.lines(0).refunded(), 5) << "not in yet";
  EXPECT_EQ(order_.open_refunds(), 0);
  EXPECT_TRUE(BookedOnSuccess(order_, refund_).empty());
  EXPECT_THAT(KindsOf(ledger_), ElementsAre(LedgerEntry::REFUNDED));
  EXPECT_THAT(WithdrawRefund(order_, refund_, At()), HasReason("WRONG_STATE"));
}

TEST_F(RefundScanTest, WhatComesAsItHadToIsTakenInOnce) {
  Pay();
  ASSERT_OK(TakeInPaid(order_, refund_, v1::Inspection::RESTOCK, policy_, At(2 * kDay), ledger_));
  EXPECT_EQ(state(), ScanPayment::GOODS_IN);
  EXPECT_FALSE(refund_.has_deadline_time());
  EXPECT_EQ(order_.lines(0).refunded(), 0);
  EXPECT_EQ(order_.lines(0).returned(), 5);
  ASSERT_EQ(BookedOnSuccess(order_, refund_).size(), 1u);
  EXPECT_EQ(BookedOnSuccess(order_, refund_)[0].quantity, 5);
  EXPECT_THAT(KindsOf(ledger_), ElementsAre(LedgerEntry::REFUNDED, LedgerEntry::RETURN_FREIGHT,
                                            LedgerEntry::REFUNDED));
  EXPECT_EQ(ledger_[1].total().minor(), 1200);
  EXPECT_EQ(ledger_[2].total().minor(), 0);
  EXPECT_EQ(ledger_[2].units(), 5);
  EXPECT_FALSE(AwaitsPaidGoods(refund_));
  EXPECT_THAT(TakeInPaid(order_, refund_, v1::Inspection::RESTOCK, policy_, At(2 * kDay), ledger_),
              HasReason("WRONG_STATE"));
}

TEST_F(RefundScanTest, WhatTheGoodsAreShortOfIsOwed) {
  Pay();
  EXPECT_THAT(Take(5, 1, 0), StatusIs(absl::StatusCode::kInvalidArgument));
  // Broken ones are what it was asked for.
  ASSERT_OK(Take(2, 1, 2));
  EXPECT_EQ(state(), ScanPayment::OWED);
  EXPECT_EQ(refund_.scan_payment().owed().minor(), 2000);
  EXPECT_FALSE(refund_.has_offer());
  EXPECT_EQ(order_.lines(0).returned(), 3);
  EXPECT_EQ(order_.lines(0).refunded(), 2);
  EXPECT_FALSE(AwaitsPaidGoods(refund_)) << "they were counted";
}

TEST_F(RefundScanTest, AnEmptyParcelOwesAllAndNobodyPaysForItsWay) {
  Pay();
  ASSERT_OK(Take(0, 0, 5));
  EXPECT_EQ(refund_.scan_payment().owed().minor(), 5000);
  EXPECT_THAT(KindsOf(ledger_), ElementsAre(LedgerEntry::REFUNDED));
}

TEST_F(RefundScanTest, WhatNeverComesIsOwedAndMayComeAfterAll) {
  Pay();
  ASSERT_OK(ExpirePaidGoods(order_, refund_, policy_, At(10 * kDay), ledger_));
  EXPECT_EQ(state(), ScanPayment::OWED);
  EXPECT_EQ(refund_.scan_payment().owed().minor(), 5000);
  EXPECT_FALSE(refund_.has_deadline_time());
  EXPECT_TRUE(Arrives(11 * kDay));
  EXPECT_FALSE(refund_.has_deadline_time());
  ASSERT_OK(TakeInPaid(order_, refund_, v1::Inspection::RESTOCK, policy_, At(11 * kDay), ledger_));
  EXPECT_EQ(state(), ScanPayment::GOODS_IN);
  EXPECT_FALSE(refund_.scan_payment().has_owed());
}

TEST_F(RefundScanTest, WhatArrivedAndNobodyLookedAtIsNotOwed) {
  Pay();
  EXPECT_TRUE(Arrives(3 * kDay));
  EXPECT_FALSE(Arrives(4 * kDay)) << "no news";
  EXPECT_EQ(FromProto(refund_.deadline_time()), kNow + 5 * kDay);
  ASSERT_OK(ExpirePaidGoods(order_, refund_, policy_, At(5 * kDay), ledger_));
  EXPECT_EQ(state(), ScanPayment::GOODS_IN);
  EXPECT_EQ(order_.lines(0).returned(), 5);
  EXPECT_TRUE(BookedOnSuccess(order_, refund_).empty()) << "nobody looked at them";
}

TEST_F(RefundScanTest, WhatIsOwedIsRecoveredOrWrittenOff) {
  const auto settle = [&](int64_t minor, ScanPayment::Source source) {
    Refund copy = refund_;
    const absl::Status status =
        SettleReturnClaim(order_, copy, minor, source, At(12 * kDay), ledger_);
    if (status.ok()) refund_ = copy;
    return status;
  };
  Pay();
  EXPECT_THAT(settle(1, ScanPayment::BUYER), HasReason("WRONG_STATE"));
  ASSERT_OK(ExpirePaidGoods(order_, refund_, policy_, At(10 * kDay), ledger_));
  ledger_.clear();
  EXPECT_THAT(settle(5001, ScanPayment::CARRIER), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(settle(5000, ScanPayment::SOURCE_UNSPECIFIED),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(settle(0, ScanPayment::BUYER), StatusIs(absl::StatusCode::kInvalidArgument));
  const Refund owed = refund_;
  ASSERT_OK(settle(0, ScanPayment::SOURCE_UNSPECIFIED));
  EXPECT_EQ(state(), ScanPayment::WRITTEN_OFF);
  EXPECT_TRUE(ledger_.empty());
  refund_ = owed;
  ASSERT_OK(settle(4000, ScanPayment::CARRIER));
  EXPECT_EQ(state(), ScanPayment::RECOVERED);
  EXPECT_EQ(refund_.scan_payment().recovered().minor(), 4000);
  EXPECT_THAT(KindsOf(ledger_), ElementsAre(LedgerEntry::RECLAIMED));
  EXPECT_EQ(refund_.refunded().minor(), 5000) << "the buyer was paid all the same";
}

TEST(ScanPaymentMachineTest, EveryStateTimesEveryEvent) {
  using P = ScanPayment;
  testing::CheckMachine<P::State>(kScanPaymentMachine, P::State_MAX,
                                  {{{P::STATE_UNSPECIFIED, "pay_at_scan"}, P::GOODS_AWAITED},
                                   {{P::GOODS_AWAITED, "arrive"}, P::GOODS_AWAITED},
                                   {{P::GOODS_AWAITED, "take_back_arrival"}, P::GOODS_AWAITED},
                                   {{P::OWED, "take_back_arrival"}, P::OWED},
                                   {{P::GOODS_AWAITED, "take_in_all"}, P::GOODS_IN},
                                   {{P::GOODS_AWAITED, "take_in_less"}, P::OWED},
                                   {{P::GOODS_AWAITED, "leave"}, P::GOODS_IN},
                                   {{P::GOODS_AWAITED, "owe"}, P::OWED},
                                   {{P::OWED, "arrive"}, P::OWED},
                                   {{P::OWED, "take_in_all"}, P::GOODS_IN},
                                   {{P::OWED, "take_in_less"}, P::OWED},
                                   {{P::OWED, "recover"}, P::RECOVERED},
                                   {{P::OWED, "write_off"}, P::WRITTEN_OFF},
                                   {{P::WRITTEN_OFF, "take_in_all"}, P::GOODS_IN},
                                   {{P::WRITTEN_OFF, "take_in_less"}, P::OWED}});
}

}  // namespace
}  // namespace shopdesk::orders::domain
