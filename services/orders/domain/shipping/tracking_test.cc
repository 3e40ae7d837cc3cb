// What tracking takes back: by cases, and by random histories.
#include "services/orders/domain/shipping/tracking.h"

#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/carrier_money.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using logistics::v1::Shipment;
using logistics::v1::TrackingStatus;
using ::shopdesk::testing::IsOk;

constexpr char kFirst[] = "shops/s/shipments/1";
constexpr char kSecond[] = "shops/s/shipments/2";
// What a parcel's carrier is expected to charge for its way.
constexpr int64_t kTrackingFreightMinor = 800;
// What of it he takes besides for collecting, and not for what nobody took.
constexpr int64_t kFeeMinor = 500;

Shipment ShipmentOf(const std::string& name, TrackingStatus::Value status) {
  Shipment shipment;
  shipment.set_name(name);
  shipment.set_carrier_id("sf");
  shipment.set_mode(logistics::v1::Mode::COURIER_ROAD);
  shipment.set_status(status);
  *shipment.mutable_freight() = MakeMoney("CNY", kTrackingFreightMinor + kFeeMinor);
  *shipment.mutable_collection_fee() = MakeMoney("CNY", kFeeMinor);
  return shipment;
}

// An order in two parcels, all shipped: 2 × "a" for 5.00 each, then "b" for 3.00.
class CorrectionTest : public ::testing::Test {
 protected:
  void Open(PaymentMethod::Value method) {
    order_ = PlacedOrder(method, {{"a", 2, 500}, {"b", 1, 300}}, 600);
    if (method == PaymentMethod::COD) {
      ASSERT_THAT(ConfirmCod(order_, ShopPolicy(), order_.cod_surcharge(), At()), IsOk());
    } else {
      ASSERT_THAT(AcceptPayment(order_, ShopPolicy(), "t", At(), ledger_), IsOk());
    }
    ASSERT_THAT(Verify(order_, kConfirm, type::v1::ContactChannel::IM, At()), IsOk());
    Ship(kFirst, 1, 2);
    Ship(kSecond, 2, 1);
    ASSERT_EQ(order_.state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  }

  void Ship(const std::string& name, int32_t line, int64_t quantity) {
    ShipRequest request;
    request.shipment = name;
    LineQuantity& part = *request.lines.Add();
    part.set_line(line);
    part.set_quantity(quantity);
    ASSERT_THAT(IntendParcel(order_, ShopPolicy(), request, At()), IsOk());
    ASSERT_THAT(ShipParcel(order_, ShopPolicy(),
                           ShipmentOf(name, logistics::v1::TrackingStatus::PENDING), At())
                    .status(),
                IsOk());
  }

  std::string Track(const std::string& name, TrackingStatus::Value status,
                    absl::Duration after = absl::ZeroDuration()) {
    const auto type = ApplyTracking(order_, ShopPolicy(), ShipmentOf(name, status), ++sequence_,
                                    At(after), ledger_);
    EXPECT_THAT(type, IsOk());
    return type.ok() ? *type : "";
  }

  int64_t Sum(LedgerEntry::Kind kind) const {
    int64_t sum = 0;
    for (const LedgerEntry& entry : ledger_) {
      if (entry.kind() == kind) sum += entry.total().minor();
    }
    return sum;
  }
  int64_t Collected() const {
    return Sum(LedgerEntry::COD_COLLECTED) - Sum(LedgerEntry::COD_COLLECTION_UNDONE);
  }
  int64_t Lost() const {
    return Sum(LedgerEntry::COD_FREIGHT_OUT) + Sum(LedgerEntry::COD_FREIGHT_BACK) -
           Sum(LedgerEntry::COD_FREIGHT_UNDONE);
  }
  const Parcel& ParcelOf(const std::string& name) const { return *FindParcel(order_, name); }

  Order order_;
  std::vector<LedgerEntry> ledger_;
  int64_t sequence_ = 0;
};

TEST_F(CorrectionTest, CodDeliveredTwiceIsCollectedOnce) {
  Open(PaymentMethod::COD);
  Track(kFirst, logistics::v1::TrackingStatus::DELIVERED);
  const int64_t first = Collected();
  // Goods, freight and the least surcharge.
  EXPECT_EQ(first, 1000 + 600 + 500);
  EXPECT_EQ(Track(kFirst, logistics::v1::TrackingStatus::IN_TRANSIT), "order.parcel_recovered");
  EXPECT_EQ(Collected(), 0);
  EXPECT_EQ(order_.payment().paid_minor(), 0);
  EXPECT_FALSE(order_.payment().has_pay_time());
  Track(kFirst, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(Collected(), first);
  EXPECT_EQ(Track(kSecond, logistics::v1::TrackingStatus::DELIVERED), "order.signed");
  EXPECT_EQ(Collected(), order_.total().minor());
  EXPECT_EQ(order_.payment().paid_minor(), order_.total().minor());
}

TEST_F(CorrectionTest, SignedThenCorrectedThenRefusedCollectsNothing) {
  Open(PaymentMethod::COD);
  Track(kFirst, logistics::v1::TrackingStatus::DELIVERED);
  Track(kSecond, logistics::v1::TrackingStatus::DELIVERED);
  ASSERT_EQ(order_.state(), OrderState::TRADE_BUYER_SIGNED);
  Track(kFirst, logistics::v1::TrackingStatus::EXCEPTION, absl::Hours(2));
  EXPECT_EQ(order_.state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(order_.payment().state(), PaymentState::COD_DUE);
  EXPECT_FALSE(order_.has_deadline_time());
  EXPECT_TRUE(InTrouble(order_));
  Track(kFirst, logistics::v1::TrackingStatus::REFUSED);
  EXPECT_EQ(Track(kFirst, logistics::v1::TrackingStatus::RETURNED, absl::Hours(9)), "order.signed");
  EXPECT_EQ(Collected(), 300);
  EXPECT_EQ(Lost(), 2 * kTrackingFreightMinor);
  EXPECT_EQ(FromProto(order_.deadline_time()), kNow + absl::Hours(9 + 7 * 24));
  EXPECT_EQ(Track(kSecond, logistics::v1::TrackingStatus::RETURNED), "order.cod_refused");
  EXPECT_EQ(order_.state(), OrderState::TRADE_CLOSED_COD_REFUSED);
  EXPECT_EQ(order_.payment().state(), PaymentState::CANCELLED);
  EXPECT_EQ(Collected(), 0);
}

TEST_F(CorrectionTest, ReturnedAndDeliveredAfterAll) {
  Open(PaymentMethod::COD);
  Track(kFirst, logistics::v1::TrackingStatus::RETURNED);
  Track(kSecond, logistics::v1::TrackingStatus::RETURNED);
  ASSERT_EQ(order_.state(), OrderState::TRADE_CLOSED_COD_REFUSED);
  EXPECT_EQ(Track(kFirst, logistics::v1::TrackingStatus::DELIVERED), "order.signed");
  EXPECT_EQ(order_.state(), OrderState::TRADE_BUYER_SIGNED);
  EXPECT_EQ(order_.lines(0).delivered(), 2);
  EXPECT_EQ(order_.lines(1).returned(), 1);
  EXPECT_EQ(Lost(), 2 * kTrackingFreightMinor);
  EXPECT_EQ(Collected(), 2100);
  EXPECT_EQ(Track(kSecond, logistics::v1::TrackingStatus::DELIVERED), "order.signed");
  EXPECT_EQ(Lost(), 0);
  EXPECT_EQ(Collected(), order_.total().minor());
  EXPECT_EQ(order_.deadline_event(), kCodFinish);
}

TEST_F(CorrectionTest, WhatWasRemittedStaysAndIsContradicted) {
  Open(PaymentMethod::COD);
  Track(kFirst, logistics::v1::TrackingStatus::DELIVERED);
  Track(kSecond, logistics::v1::TrackingStatus::DELIVERED);
  ASSERT_THAT(RemitCod(order_, order_.total(), "s", At(), ledger_), IsOk());
  EXPECT_EQ(Track(kFirst, logistics::v1::TrackingStatus::RETURNED), "order.tracking_contradicted");
  EXPECT_EQ(order_.state(), OrderState::TRADE_BUYER_SIGNED);
  EXPECT_EQ(ParcelOf(kFirst).contradicted_by(), "RETURNED");
  EXPECT_EQ(ParcelOf(kFirst).state(), Parcel::DELIVERED);
  EXPECT_EQ(Collected(), order_.total().minor());
  // The carrier takes it back again.
  EXPECT_EQ(Track(kFirst, logistics::v1::TrackingStatus::DELIVERED), "order.parcel_recovered");
  EXPECT_EQ(ParcelOf(kFirst).contradicted_by(), "");
}

TEST_F(CorrectionTest, AFinishedTradeStaysAndIsContradicted) {
  Open(PaymentMethod::ESCROW);
  Track(kFirst, logistics::v1::TrackingStatus::DELIVERED);
  ASSERT_THAT(Finish(order_, kConfirmReceipt, At(), ledger_), IsOk());
  // The second was on its way when the buyer said that he had all: it may travel on.
  EXPECT_EQ(Track(kSecond, logistics::v1::TrackingStatus::OUT_FOR_DELIVERY), "");
  EXPECT_EQ(Track(kSecond, logistics::v1::TrackingStatus::RETURNED), "order.tracking_contradicted");
  EXPECT_EQ(Track(kSecond, logistics::v1::TrackingStatus::DELIVERED), "order.parcel_recovered");
  EXPECT_EQ(Track(kSecond, logistics::v1::TrackingStatus::IN_TRANSIT),
            "order.tracking_contradicted");
  EXPECT_EQ(Track(kFirst, logistics::v1::TrackingStatus::EXCEPTION), "order.tracking_contradicted");
  EXPECT_EQ(order_.state(), OrderState::TRADE_FINISHED);
  EXPECT_EQ(Sum(LedgerEntry::RELEASED), order_.total().minor());
}

TEST_F(CorrectionTest, WhatCameBackAndWasRefundedIsInTheWarehouseForGood) {
  Open(PaymentMethod::ESCROW);
  Track(kFirst, logistics::v1::TrackingStatus::DELIVERED);
  Track(kFirst, logistics::v1::TrackingStatus::RETURNED);
  EXPECT_TRUE(InTrouble(order_));
  EXPECT_FALSE(order_.has_deadline_time());
  const std::vector<RefundedLine> lines = {{.line = 1, .amount_minor = 1000, .came_back = 2}};
  ASSERT_THAT(ApplyRefund(order_, lines, 0, "r", At(), ledger_), IsOk());
  ASSERT_THAT(SettleAfterRefund(order_, ShopPolicy(), At(), ledger_).status(), IsOk());
  EXPECT_TRUE(order_.has_deadline_time());
  EXPECT_EQ(Track(kFirst, logistics::v1::TrackingStatus::DELIVERED), "");
  EXPECT_EQ(order_.lines(0).delivered(), 0);
}

// TrackingHistories to try: as many as the variable says.
int TrackingHistories() {
  const char* given = std::getenv("SHOPDESK_HISTORIES");
  int histories = 0;
  return given != nullptr && absl::SimpleAtoi(given, &histories) ? histories : 10000;
}

constexpr TrackingStatus::Value kTrackingStatuses[] = {
    logistics::v1::TrackingStatus::PICKED_UP,
    logistics::v1::TrackingStatus::IN_TRANSIT,
    logistics::v1::TrackingStatus::OUT_FOR_DELIVERY,
    logistics::v1::TrackingStatus::ATTEMPT_FAILED,
    logistics::v1::TrackingStatus::EXCEPTION,
    logistics::v1::TrackingStatus::DELIVERED,
    logistics::v1::TrackingStatus::REFUSED,
    logistics::v1::TrackingStatus::RETURNING,
    logistics::v1::TrackingStatus::RETURNED,
    logistics::v1::TrackingStatus::CANCELLED,
    logistics::v1::TrackingStatus::EXPIRED,
    logistics::v1::TrackingStatus::INTERCEPTED,
    logistics::v1::TrackingStatus::AVAILABLE_FOR_PICKUP};

class CorrectionHistoryTest : public CorrectionTest,
                              public ::testing::WithParamInterface<PaymentMethod::Value> {
 protected:
  // Pieces are somewhere, the ledger says what the payment says, and somebody or some time moves
  // the order on.
  void CheckWhole() {
    for (const OrderLine& line : order_.lines()) {
      EXPECT_EQ(
          line.to_ship() + line.shipped() + line.delivered() + line.returned() + line.refunded(),
          line.quantity());
    }
    const Payment& payment = order_.payment();
    EXPECT_EQ(Sum(LedgerEntry::PAID_IN) + Collected(), payment.paid_minor());
    EXPECT_EQ(
        Sum(LedgerEntry::REFUNDED) + Sum(LedgerEntry::TAKEN_BACK) + Sum(LedgerEntry::COD_REFUNDED),
        payment.refunded_minor());
    EXPECT_EQ(payment.held_minor(),
              Sum(LedgerEntry::PAID_IN) - Sum(LedgerEntry::RELEASED) - Sum(LedgerEntry::REFUNDED));
    EXPECT_LE(payment.refunded_minor(), payment.paid_minor());
    if (!IsCod(order_) && order_.state() == OrderState::WAIT_BUYER_CONFIRM_GOODS) {
      EXPECT_TRUE(order_.has_deadline_time() || InTrouble(order_));
    }
    EXPECT_TRUE(order_.state() != OrderState::TRADE_BUYER_SIGNED || order_.has_deadline_time());
    EXPECT_TRUE(!IsFinal(order_.state()) || payment.held_minor() == 0);
  }

  // PaymentMethod::COD: exactly what was delivered is collected, and freight is lost for what came
  // back.
  void CheckCod(const std::map<std::string, TrackingStatus::Value>& last) {
    int64_t due = 0;
    int64_t lost = 0;
    for (const auto& [name, status] : last) {
      const Parcel& parcel = ParcelOf(name);
      if (status == logistics::v1::TrackingStatus::DELIVERED) due += parcel.cod_amount().minor();
      if (status == logistics::v1::TrackingStatus::RETURNED) lost += 2 * kTrackingFreightMinor;
    }
    EXPECT_EQ(Collected(), due);
    EXPECT_EQ(Lost(), lost);
  }

  void Refund(std::mt19937& random) {
    const OrderLine& line = order_.lines(static_cast<int>(random() % 2));
    if (IsCod(order_) || WithBuyer(line) == 0 || IsFinal(order_.state())) return;
    RefundedLine refunded{.line = line.line(), .amount_minor = UnitPriceMinor(line)};
    (random() % 2 == 0 ? refunded.kept : refunded.came_back) = 1;
    ASSERT_THAT(ApplyRefund(order_, {&refunded, 1}, 0, "r", At(), ledger_), IsOk());
    ASSERT_THAT(SettleAfterRefund(order_, ShopPolicy(), At(), ledger_).status(), IsOk());
  }
};

TEST_P(CorrectionHistoryTest, MoneyFollowsTheParcels) {
  const int histories = TrackingHistories();
  for (int seed = 1; seed <= histories && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    ledger_.clear();
    sequence_ = 0;
    Open(GetParam());
    std::map<std::string, TrackingStatus::Value> last;
    for (int step = 0; step < 12; ++step) {
      const std::string name = random() % 2 == 0 ? kFirst : kSecond;
      const TrackingStatus::Value status =
          kTrackingStatuses[random() % std::size(kTrackingStatuses)];
      Track(name, status, absl::Hours(step));
      last[name] = status;
      if (random() % 8 == 0) Refund(random);
      CheckWhole();
      if (IsCod(order_)) CheckCod(last);
    }
    if (!IsFinal(order_.state()) && !IsCod(order_)) {
      ASSERT_THAT(Finish(order_, kConfirmReceipt, At(), ledger_), IsOk());
      CheckWhole();
    }
  }
}

// However the news got there, what counts is what they say last.
TEST_P(CorrectionHistoryTest, TheLastNewsDecide) {
  const int histories = TrackingHistories();
  for (int seed = 1; seed <= histories && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    const TrackingStatus::Value first = kTrackingStatuses[random() % std::size(kTrackingStatuses)];
    const TrackingStatus::Value second = kTrackingStatuses[random() % std::size(kTrackingStatuses)];
    std::vector<std::string> ends;
    for (const int detours : {0, 6}) {
      ledger_.clear();
      sequence_ = 0;
      Open(GetParam());
      for (int step = 0; step < detours; ++step) {
        Track(random() % 2 == 0 ? kFirst : kSecond,
              kTrackingStatuses[random() % std::size(kTrackingStatuses)]);
      }
      Track(kFirst, first);
      Track(kSecond, second);
      ends.push_back(absl::StrCat(OrderState::Value_Name(order_.state()), " ",
                                  PaymentState::Value_Name(order_.payment().state()), " ",
                                  order_.payment().paid_minor(), " ", Lost(), " ",
                                  order_.lines(0).ShortDebugString(),
                                  order_.lines(1).ShortDebugString()));
    }
    EXPECT_EQ(ends[0], ends[1]);
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, CorrectionHistoryTest,
                         ::testing::Values(PaymentMethod::ESCROW, PaymentMethod::COD),
                         [](const auto& info) { return PaymentMethod::Value_Name(info.param); });

}  // namespace
}  // namespace shopdesk::orders::domain
