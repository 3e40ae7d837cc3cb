#include "services/orders/domain/shipping/cod_freight.h"

#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/shipping/consignment.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/shipping/tracking.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using logistics::v1::Shipment;
using logistics::v1::TrackingStatus;
using ::shopdesk::testing::IsOk;
using ::testing::IsEmpty;

// Freight and the least surcharge of the order below.
constexpr int64_t kCodFreightFreightMinor = 600 + 500;
constexpr int kParcels = 3;

std::string NameOf(int parcel) { return absl::StrCat("shops/s/shipments/", parcel); }

// A COD order of three pieces for 5.00, 3.00 and 2.00, and logistics, which has a parcel for each.
class CodFreightTest : public ::testing::Test {
 protected:
  void Open() {
    order_ =
        PlacedOrder(v1::PaymentMethod::COD, {{"a", 1, 500}, {"b", 1, 300}, {"c", 1, 200}}, 600);
    ASSERT_THAT(ConfirmCod(order_, ShopPolicy(), order_.cod_surcharge(), At()), IsOk());
    order_.mutable_verification()->set_state(v1::Verification::CONFIRMED);
    made_.clear();
    told_.clear();
    ledger_.clear();
    sequence_ = 0;
  }
  void Intend(int parcel) {
    ShipRequest request;
    request.shipment = NameOf(parcel);
    v1::LineQuantity& part = *request.lines.Add();
    part.set_line(parcel + 1);
    part.set_quantity(1);
    ASSERT_THAT(IntendParcel(order_, ShopPolicy(), request, At()), IsOk());
    Tell();
  }
  // Logistics makes the shipment of what is intended.
  void Make(int parcel) {
    Shipment& shipment = made_[parcel];
    shipment = ShipmentOf(NameOf(parcel), logistics::v1::Mode::COURIER_ROAD);
    *shipment.mutable_cod_amount() = FindParcel(order_, shipment.name())->cod_amount();
    ASSERT_THAT(ShipParcel(order_, ShopPolicy(), shipment, At()).status(), IsOk());
    Note(*FindParcel(order_, shipment.name()));
    Tell();
  }
  void Track(int parcel, TrackingStatus::Value status) {
    made_[parcel].set_status(status);
    ASSERT_THAT(
        ApplyTracking(order_, ShopPolicy(), made_[parcel], ++sequence_, At(), ledger_).status(),
        IsOk());
    Tell();
  }
  // What the follower does.
  void Tell() {
    for (const CodChange& change : CodChanges(order_)) {
      for (auto& [parcel, shipment] : made_) {
        if (shipment.name() == change.shipment) *shipment.mutable_cod_amount() = change.cod_amount;
      }
      for (Parcel& parcel : *order_.mutable_parcels()) {
        if (parcel.shipment() != change.shipment) continue;
        SetCodAmount(parcel, change.cod_amount);
        Note(parcel);
      }
    }
    EXPECT_THAT(CodChanges(order_), IsEmpty());
  }
  void Note(const Parcel& parcel) {
    if (parcel.cod_freight_minor() > 0) told_.insert(parcel.shipment());
  }

  Order order_;
  std::map<int, Shipment> made_;
  // Those whose carrier was ever told to collect the freight.
  std::set<std::string> told_;
  std::vector<v1::LedgerEntry> ledger_;
  int64_t sequence_ = 0;
};

TEST_F(CodFreightTest, GoesWithTheFirst) {
  Open();
  Intend(0);
  Intend(1);
  Make(0);
  Make(1);
  EXPECT_EQ(made_[0].cod_amount().minor(), 500 + kCodFreightFreightMinor);
  EXPECT_EQ(made_[1].cod_amount().minor(), 300);
}

TEST_F(CodFreightTest, MovesWhenTheFirstIsDeclined) {
  Open();
  Intend(0);
  Intend(1);
  Make(1);
  EXPECT_EQ(made_[1].cod_amount().minor(), 300);
  DropIntent(order_, NameOf(0));
  Tell();
  EXPECT_EQ(made_[1].cod_amount().minor(), 300 + kCodFreightFreightMinor);
  Intend(0);
  Make(0);
  EXPECT_EQ(made_[0].cod_amount().minor(), 500);
}

TEST_F(CodFreightTest, MovesWhenTheFirstIsCancelledOrTurnsRound) {
  for (const TrackingStatus::Value status :
       {TrackingStatus::CANCELLED, TrackingStatus::REFUSED, TrackingStatus::RETURNING,
        TrackingStatus::INTERCEPTED, TrackingStatus::RETURNED}) {
    Open();
    for (int parcel : {0, 1}) {
      Intend(parcel);
      Make(parcel);
    }
    // Both are trouble; only the second means that nothing is collected.
    Track(0, TrackingStatus::EXCEPTION);
    EXPECT_EQ(made_[1].cod_amount().minor(), 300);
    Track(0, status);
    EXPECT_EQ(made_[1].cod_amount().minor(), 300 + kCodFreightFreightMinor) << status;
    // It goes to the buyer after all: the other keeps the freight.
    Track(0, TrackingStatus::OUT_FOR_DELIVERY);
    EXPECT_EQ(made_[0].cod_amount().minor() + made_[1].cod_amount().minor(),
              800 + kCodFreightFreightMinor);
  }
}

// Nobody can collect it any more: that is somebody's work, until the parcel goes to the buyer after
// all.
TEST_F(CodFreightTest, IsMissingWhenTheOthersArrivedFirst) {
  Open();
  for (int parcel : {0, 1, 2}) {
    Intend(parcel);
    Make(parcel);
  }
  Track(1, TrackingStatus::DELIVERED);
  Track(2, TrackingStatus::DELIVERED);
  EXPECT_FALSE(IsCodFreightMissing(order_));
  Track(0, TrackingStatus::REFUSED);
  EXPECT_TRUE(IsCodFreightMissing(order_));
  Track(0, TrackingStatus::RETURNED);
  EXPECT_EQ(order_.state(), v1::OrderState::TRADE_BUYER_SIGNED);
  EXPECT_EQ(order_.payment().paid_minor(), 500);
  EXPECT_TRUE(IsCodFreightMissing(order_));
  Track(0, TrackingStatus::DELIVERED);
  EXPECT_EQ(order_.payment().paid_minor(), 1000 + kCodFreightFreightMinor);
  EXPECT_FALSE(IsCodFreightMissing(order_));
  EXPECT_FALSE(MayHaveCodFreightTwice(order_));
}

TEST_F(CodFreightTest, MayHaveComeTwiceWithAParcelThatWasBelievedBack) {
  Open();
  for (int parcel : {0, 1}) {
    Intend(parcel);
    Make(parcel);
  }
  Track(0, TrackingStatus::RETURNED);
  Track(1, TrackingStatus::DELIVERED);
  EXPECT_EQ(order_.payment().paid_minor(), 300 + kCodFreightFreightMinor);
  EXPECT_FALSE(MayHaveCodFreightTwice(order_));
  Track(0, TrackingStatus::DELIVERED);
  EXPECT_EQ(order_.payment().paid_minor(), 800 + kCodFreightFreightMinor);
  EXPECT_TRUE(MayHaveCodFreightTwice(order_));
  Track(0, TrackingStatus::RETURNED);
  EXPECT_FALSE(MayHaveCodFreightTwice(order_));
}

TEST_F(CodFreightTest, AnEscrowOrderHasNone) {
  Order order = ReadyOrder(600);
  Ship(order, {{1, 2}}, At());
  EXPECT_THAT(CodChanges(order), IsEmpty());
}

int CodFreightHistories() {
  const char* given = std::getenv("SHOPDESK_HISTORIES");
  int histories = 0;
  return given != nullptr && absl::SimpleAtoi(given, &histories) ? histories : 10000;
}

constexpr TrackingStatus::Value kCodFreightStatuses[] = {
    TrackingStatus::PICKED_UP,   TrackingStatus::OUT_FOR_DELIVERY, TrackingStatus::ATTEMPT_FAILED,
    TrackingStatus::EXCEPTION,   TrackingStatus::DELIVERED,        TrackingStatus::REFUSED,
    TrackingStatus::RETURNING,   TrackingStatus::RETURNED,         TrackingStatus::CANCELLED,
    TrackingStatus::INTERCEPTED,
};

// Up to three parcels, intended, declined, made and tracked in any order. Collected is what the
// carriers were told to collect with what is delivered: its goods, and the freight never more than
// once. As long as a parcel is on its way, exactly one that is delivered or on its way has it: so
// whatever arrives last, it was collected once.
TEST_F(CodFreightTest, IsCollectedOnce) {
  const int histories = CodFreightHistories();
  for (int seed = 1; seed <= histories && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    Open();
    for (int step = 0; step < 14 && !HasFatalFailure(); ++step) {
      const int number = static_cast<int>(random() % kParcels);
      const Parcel* parcel = FindParcel(order_, NameOf(number));
      if (parcel == nullptr) {
        Intend(number);
      } else if (parcel->state() == Parcel::INTENDED && random() % 4 == 0) {
        DropIntent(order_, NameOf(number));
        Tell();
      } else if (parcel->state() == Parcel::INTENDED) {
        Make(number);
      } else {
        Track(number, kCodFreightStatuses[random() % std::size(kCodFreightStatuses)]);
      }
      int64_t goods = 0;
      int64_t told = 0;
      int holders = 0;
      bool awaited = false;
      bool arrived = false;
      bool again = false;
      for (const auto& [made, shipment] : made_) {
        const Parcel& of = *FindParcel(order_, shipment.name());
        const bool delivered = of.state() == Parcel::DELIVERED;
        arrived = arrived || delivered;
        again =
            again || (delivered && of.cod_freight_minor() == 0 && told_.count(shipment.name()) > 0);
        if (delivered) {
          goods += GoodsValue(order_, of).minor();
          told += shipment.cod_amount().minor();
        }
        const bool on_its_way = !delivered && !of.coming_back();
        awaited = awaited || on_its_way;
        if ((delivered || on_its_way) && of.cod_freight_minor() > 0) ++holders;
      }
      for (const Parcel& of : order_.parcels()) {
        if (of.state() == Parcel::INTENDED && of.cod_freight_minor() > 0) ++holders;
      }
      const int64_t paid = order_.payment().paid_minor();
      EXPECT_EQ(paid, told);
      EXPECT_TRUE(paid == goods || paid == goods + kCodFreightFreightMinor)
          << paid << " of " << goods;
      // What no carrier collects, or two may have, is somebody's work.
      const bool shipped = !HasUnshipped(order_.state()) && !IsClosed(order_.state());
      EXPECT_EQ(IsCodFreightMissing(order_), shipped && arrived && !awaited && paid == goods);
      EXPECT_EQ(MayHaveCodFreightTwice(order_), again && paid > goods);
      EXPECT_LE(holders, 1);
      EXPECT_TRUE(!awaited || holders == 1) << holders;
    }
  }
}

}  // namespace
}  // namespace shopdesk::orders::domain
