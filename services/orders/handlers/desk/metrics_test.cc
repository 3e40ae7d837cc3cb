#include "services/orders/handlers/desk/metrics.h"

#include "gtest/gtest.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders::handlers {
namespace {

using namespace v1;  // NOLINT: the states
using orders::testing::PlaceRequest;
using orders::testing::WorldTest;

class OrderMetricsTest : public WorldTest {
 protected:
  // Once all events are counted, as at a scrape.
  void Scrape() {
    world_.Figures();
    OrderMetrics(world_.runtime())();
  }
  double Gauge(const std::string& name, const observe::Labels& labels) {
    return world_.runtime().metrics().Gauge(name, "", labels).Value();
  }
  double Count(const std::string& name, const observe::Labels& labels = {}) {
    return world_.runtime().metrics().Counter(name, "", labels).Value();
  }
  // A COD order that was confirmed and shipped; the name of its parcel's shipment.
  std::string ShippedCod() {
    const auto placed = world_.Place(PlaceRequest("o", PaymentMethod::COD));
    EXPECT_TRUE(placed.ok()) << placed.status();
    ConfirmCodRequest confirm;
    confirm.set_name(placed->name());
    *confirm.mutable_surcharge_told() = placed->cod_surcharge();
    confirm.set_channel(type::v1::ContactChannel::PHONE);
    confirm.set_receiver_verified(true);
    confirm.set_request_id("confirm");
    EXPECT_TRUE(world_.ConfirmCod(confirm).ok());
    ShipOrderRequest ship;
    ship.set_name(placed->name());
    ship.set_request_id("ship");
    EXPECT_TRUE(world_.Ship(ship).ok());
    return world_.Get(placed->name()).parcels(0).shipment();
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, OrderMetricsTest, orders::testing::BothDatabases(),
                         orders::testing::NameOf);

TEST_P(OrderMetricsTest, OpenOrdersAreToldByState) {
  ASSERT_TRUE(world_.Place(PlaceRequest("unpaid")).ok());
  world_.ReadyToShip("paid");
  world_.Shipped("shipped");
  Scrape();
  EXPECT_EQ(Gauge("shopdesk_orders", {{"state", "WAIT_BUYER_PAY"}}), 1);
  EXPECT_EQ(Gauge("shopdesk_orders", {{"state", "WAIT_SELLER_SEND_GOODS"}}), 1);
  EXPECT_EQ(Gauge("shopdesk_orders", {{"state", "WAIT_BUYER_CONFIRM_GOODS"}}), 1);
  EXPECT_EQ(Gauge("shopdesk_orders", {{"state", "WAIT_COD_CONFIRM"}}), 0);
}

TEST_P(OrderMetricsTest, MoneyThatACarrierKeepsTooLongIsOverdue) {
  world_.Track(ShippedCod(), logistics::v1::TrackingStatus::DELIVERED);
  Scrape();
  EXPECT_EQ(Count("shopdesk_cod_orders_ended_total", {{"confirmed", "yes"}, {"outcome", "signed"}}),
            1);
  EXPECT_EQ(Gauge("shopdesk_cod_money_overdue_minor", {{"currency", "CNY"}}), 0);
  world_.Advance(absl::Hours(8 * 24));
  Scrape();
  const Order order = world_.Get("shops/s/orders/o");
  EXPECT_EQ(Gauge("shopdesk_cod_money_overdue_minor", {{"currency", "CNY"}}),
            order.payment().paid_minor());
  EXPECT_GT(order.payment().paid_minor(), 0);
}

TEST_P(OrderMetricsTest, RemindersAndWhatTheyBroughtAreCounted) {
  Scrape();
  EXPECT_EQ(Count("shopdesk_reminded_orders_total"), 0);
  EXPECT_EQ(Count("shopdesk_reminded_orders_paid_total"), 0);
  ASSERT_TRUE(world_.Place(PlaceRequest("unpaid")).ok());
  world_.Advance(absl::Hours(2 * 24));
  Scrape();
  const OrderFigures figures = world_.Figures();
  EXPECT_EQ(Count("shopdesk_reminded_orders_total"), figures.reminders().reminded());
}

}  // namespace
}  // namespace shopdesk::orders::handlers
