#include "services/orders/handlers/payment/carrier_money.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/testing/matchers.h"
#include "libs/verify/testing/findings.h"
#include "services/orders/definition.h"
#include "services/orders/handlers/payment/payment.h"
#include "services/orders/testing/test_orders.h"
#include "services/orders/testing/world.h"
#include "shopdesk/logistics/v1/claim.pb.h"
#include "shopdesk/logistics/v1/cod_money.pb.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using logistics::v1::Claim;
using logistics::v1::CodCollection;
using orders::testing::PlaceRequest;
using shopdesk::testing::AwaitResync;
using shopdesk::testing::IsOk;
using shopdesk::testing::kTestTime;
using shopdesk::verify::testing::FindingsOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CarrierMoneyTest : public testing::WorldTest {
 protected:
  // Paid at the door, 10.00 of goods and 5.00 of surcharge.
  Order Collected() {
    const auto placed = world_.Place(PlaceRequest("cod", PaymentMethod::COD, "a", 2));
    EXPECT_THAT(placed, IsOk());
    ConfirmCodRequest confirm;
    confirm.set_name(placed->name());
    *confirm.mutable_surcharge_told() = placed->cod_surcharge();
    confirm.set_channel(type::v1::ContactChannel::PHONE);
    confirm.set_receiver_verified(true);
    confirm.set_request_id("confirm");
    EXPECT_THAT(world_.ConfirmCod(confirm), IsOk());
    ShipOrderRequest ship;
    ship.set_name(placed->name());
    ship.set_request_id("ship");
    EXPECT_THAT(world_.Ship(ship), IsOk());
    shipment_ = world_.Get(placed->name()).parcels(0).shipment();
    world_.Track(shipment_, logistics::v1::TrackingStatus::DELIVERED);
    return world_.Get(placed->name());
  }
  void Tell(CodCollection::State state, int64_t remitted, int64_t fee,
            const std::string& currency = "CNY") {
    CodCollection collection;
    collection.set_name("shops/s/codCollections/" + std::string(LastSegment(shipment_)));
    collection.set_order("shops/s/orders/cod");
    collection.set_state(state);
    *collection.mutable_amount() = MakeMoney(currency, 1500);
    collection.set_remitted_minor(remitted);
    collection.set_fee_minor(fee);
    *collection.mutable_update_time() = ToProto(kTestTime + absl::Seconds(++changes_));
    world_.feed().Add(collection, "cod_collection.changed");
    world_.Settle();
  }
  void ExpectNothingFound() {
    for (const auto& check : AllChecks()) {
      EXPECT_THAT(FindingsOf(world_.runtime(), AllChecks(), check.name), IsEmpty()) << check.name;
    }
  }
  PaymentState::Value State() { return world_.Get("shops/s/orders/cod").payment().state(); }

  std::string shipment_;
  int changes_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, CarrierMoneyTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(CarrierMoneyTest, CodMoneyIsBookedAsItComes) {
  const Order order = Collected();
  Tell(CodCollection::COLLECTED, 0, 0);
  EXPECT_EQ(world_.Figures().cod().outstanding(), 1500);
  EXPECT_EQ(world_.Get(order.name()).carrier_money(0).state(), "COLLECTED");
  Tell(CodCollection::DIFFERS, 1400, 20);
  EXPECT_EQ(State(), PaymentState::COLLECTED);
  EXPECT_EQ(world_.Figures().cod().outstanding(), 100) << "what is missing stays visible";
  Tell(CodCollection::REMITTED, 1500, 20);
  Tell(CodCollection::REMITTED, 1500, 20);
  EXPECT_EQ(State(), PaymentState::REMITTED);
  EXPECT_THAT(domain::KindsOf(world_.Ledger(order.name())),
              ElementsAre(LedgerEntry::COD_COLLECTED, LedgerEntry::COD_REMITTED,
                          LedgerEntry::COD_FEE, LedgerEntry::COD_REMITTED));
  const OrderFigures figures = world_.Figures();
  EXPECT_EQ(figures.cod().remitted(), 1500);
  EXPECT_EQ(figures.cod().fees(), 20);
  EXPECT_EQ(figures.cod().outstanding(), 0);
  EXPECT_THAT(world_.EventsOf(order.name()), Contains("order.carrier_money"));
  EXPECT_THAT(world_.EventsOf(order.name()), Contains("order.cod_remitted"));
  // A delivery that the carrier has paid for isn't taken back by itself.
  world_.Track(shipment_, logistics::v1::TrackingStatus::RETURNED);
  EXPECT_EQ(world_.Get(order.name()).parcels(0).contradicted_by(), "RETURNED");
  ExpectNothingFound();
}

TEST_P(CarrierMoneyTest, ALineThatComesBeforeTheDeliveryPaysItThen) {
  Collected();
  world_.Track(shipment_, logistics::v1::TrackingStatus::OUT_FOR_DELIVERY);
  Tell(CodCollection::REMITTED, 1500, 0);
  EXPECT_EQ(State(), PaymentState::COD_DUE);
  world_.Track(shipment_, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(State(), PaymentState::REMITTED);
  Tell(CodCollection::DIFFERS, 0, 0);
  EXPECT_EQ(State(), PaymentState::COLLECTED) << "the carrier took it back";
  ExpectNothingFound();
}

TEST_P(CarrierMoneyTest, MoneyInAnotherCurrencyIsWork) {
  Collected();
  Tell(CodCollection::REMITTED, 1500, 0, "EUR");
  EXPECT_EQ(State(), PaymentState::COLLECTED);
  EXPECT_THAT(world_.WorkOf("shops/s/codCollections/" + std::string(LastSegment(shipment_))),
              ElementsAre("carrier_money_unbooked"));
}

TEST_P(CarrierMoneyTest, APaidClaimIsBookedOnce) {
  const Order order = world_.Shipped("o");
  Claim claim;
  claim.set_name("shops/s/claims/c");
  claim.set_order(order.name());
  claim.set_shipment(order.parcels(0).shipment());
  claim.set_state(Claim::APPROVED);
  world_.feed().Add(claim, "claim.approved");
  claim.set_state(Claim::PAID);
  *claim.mutable_paid() = MakeMoney("CNY", 300);
  *claim.mutable_update_time() = ToProto(kTestTime);
  world_.feed().Add(claim, "claim.paid");
  world_.feed().Add(claim, "claim.updated");
  Claim other = claim;
  other.set_order("shops/s/orders/none");
  world_.feed().Add(other, "claim.paid");
  world_.Settle();
  EXPECT_THAT(domain::KindsOf(world_.Ledger(order.name())),
              ElementsAre(LedgerEntry::PAID_IN, LedgerEntry::CLAIM_PAID));
  EXPECT_EQ(world_.Get(order.name()).carrier_money(0).paid_minor(), 300);
  EXPECT_EQ(world_.Figures().claims_paid_minor(), 300);
  // A logistics that lost it tells of it a second time.
  world_.feed().RestoreTo(1);
  world_.feed().Add(claim, "claim.paid");
  AwaitResync(world_.runtime(), "orders.logistics");
  world_.Settle();
  EXPECT_EQ(world_.Figures().claims_paid_minor(), 300);
  ExpectNothingFound();
}

}  // namespace
}  // namespace shopdesk::orders
