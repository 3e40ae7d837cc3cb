// What feedback relies on of its peers, of catalog, orders and logistics as they are: their servers
// in this process, called through feedback's own clients.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/catalog/definition.h"
#include "services/feedback/testing/peer_contract.h"
#include "services/logistics/definition.h"
#include "services/orders/definition.h"
#include "services/orders/testing/fakes.h"
#include "shopdesk/catalog/v1/policy.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"
#include "shopdesk/logistics/v1/policy.grpc.pb.h"
#include "shopdesk/logistics/v1/shipment.grpc.pb.h"
#include "shopdesk/orders/v1/order.grpc.pb.h"
#include "shopdesk/orders/v1/payment.grpc.pb.h"
#include "shopdesk/orders/v1/policy.grpc.pb.h"
#include "shopdesk/orders/v1/receiver.grpc.pb.h"
#include "shopdesk/orders/v1/refund.grpc.pb.h"
#include "shopdesk/orders/v1/shipping.grpc.pb.h"
#include "tests/contract/peer.h"

namespace shopdesk::feedback::testing {
namespace {

using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::Peer;

constexpr char kReceiver[] =
    "receiver { name: '张三丰' phone: '+8613812345678' address { region_code: 'CN' "
    "administrative_area: '33' locality: '杭州市' postal_code: '310000' street: '文三路 1 号' } }";

// The peers of orders, which its own contract holds against the services
// (services/orders/testing/peer_contract.h).
struct PeersOfOrders {
  orders::testing::FakeCatalog catalog;
  orders::testing::FakeLogistics logistics;
};

rpc::ServiceDefinition OrdersWith(PeersOfOrders& peers) {
  rpc::ServiceDefinition definition = orders::Definition();
  definition.compose = [&peers](rpc::Server& server) {
    const orders::Clients clients = {
        std::shared_ptr<orders::clients::Catalog>(std::shared_ptr<void>(), &peers.catalog),
        std::shared_ptr<orders::clients::Logistics>(std::shared_ptr<void>(), &peers.logistics)};
    orders::Compose(server.runtime(), clients, nullptr);
    orders::AddServices(server.host(), clients);
    return absl::OkStatus();
  };
  return definition;
}

class RealOrdersStage final : public OrdersStage {
 public:
  RealOrdersStage() : client_(clients::MakeOrders(peer_.channel())) {
    peers_.catalog.SetStock("a", 5, 500);
    peers_.logistics.SetCouriers({{"road", logistics::v1::Mode::COURIER_ROAD, 0}});
    peer_.Do<orders::v1::PolicyService>(
        &orders::v1::PolicyService::Stub::async::UpdatePolicy,
        ParseText<orders::v1::UpdatePolicyRequest>(
            "policy { name: 'shops/1/policy' currency_code: 'CNY' } allow_missing: true"));
    const auto order = peer_.Do<Orders>(
        &Orders::Stub::async::PlaceOrder,
        ParseText<orders::v1::PlaceOrderRequest>(absl::StrCat(
            "parent: 'shops/1' order_id: 'o' buyer: 'b' payment_method: ESCROW lines { sku_id: 'a' "
            "quantity: 2 } ",
            kReceiver)));
    orders::v1::RecordPaymentRequest payment;
    payment.set_name(order.name());
    payment.set_transaction_id("t");
    *payment.mutable_amount() = order.total();
    peer_.Do<Payments>(&Payments::Stub::async::RecordPayment, payment);
    peer_.Do<orders::v1::ReceiverService>(
        &orders::v1::ReceiverService::Stub::async::ConfirmReceiver,
        ParseText<orders::v1::ConfirmReceiverRequest>("name: 'shops/1/orders/o' channel: PHONE"));
    peer_.Do<orders::v1::ShippingService>(
        &orders::v1::ShippingService::Stub::async::ShipOrder,
        ParseText<orders::v1::ShipOrderRequest>("name: 'shops/1/orders/o'"));
  }
  clients::Orders& client() override { return *client_; }

  std::string AddRefundInReview() override {
    const std::string name =
        peer_
            .Do<Refunds>(&Refunds::Stub::async::OpenRefund,
                         ParseText<orders::v1::OpenRefundRequest>(
                             "parent: 'shops/1/orders/o' kind: MONEY_ONLY reason: QUALITY "
                             "lines { line: 1 amount_minor: 500 }"))
            .name();
    orders::v1::RefuseRefundRequest refuse;
    refuse.set_name(name);
    refuse.set_refusal("show it");
    peer_.Do<Refunds>(&Refunds::Stub::async::RefuseRefund, refuse);
    orders::v1::EscalateRefundRequest escalate;
    escalate.set_name(name);
    peer_.Do<Refunds>(&Refunds::Stub::async::EscalateRefund, escalate);
    return name;
  }

 private:
  using Orders = orders::v1::OrderService;
  using Payments = orders::v1::PaymentService;
  using Refunds = orders::v1::RefundService;

  PeersOfOrders peers_;
  Peer peer_{"feedback", OrdersWith(peers_)};
  const std::unique_ptr<clients::Orders> client_;
};

class RealCatalogStage final : public CatalogStage {
 public:
  RealCatalogStage() : client_(clients::MakeCatalog(peer_.channel())) {
    peer_.Do<catalog::v1::PolicyService>(
        &catalog::v1::PolicyService::Stub::async::UpdatePolicy,
        ParseText<catalog::v1::UpdatePolicyRequest>(
            "policy { name: 'shops/1/policy' currency_code: 'CNY' } allow_missing: true"));
    peer_.Do<Products>(&Products::Stub::async::CreateProduct,
                       ParseText<catalog::v1::CreateProductRequest>(
                           "parent: 'shops/1' product_id: 'p' product { title: 'Thing' skus { "
                           "sku_id: 'a' price { currency_code: 'CNY' minor: 500 } } }"));
    peer_.Do<Products>(&Products::Stub::async::PublishProduct,
                       ParseText<catalog::v1::PublishProductRequest>("name: 'shops/1/products/p'"));
    peer_.Do<catalog::v1::StockService>(
        &catalog::v1::StockService::Stub::async::AdjustStock,
        ParseText<catalog::v1::AdjustStockRequest>(
            "parent: 'shops/1' reason: RECEIVED lines { sku_id: 'a' bucket: ON_HAND delta: 5 }"));
  }
  clients::Catalog& client() override { return *client_; }

 private:
  using Products = catalog::v1::ProductService;

  Peer peer_{"feedback", catalog::Definition()};
  const std::unique_ptr<clients::Catalog> client_;
};

class RealLogisticsStage final : public LogisticsStage {
 public:
  RealLogisticsStage() : client_(clients::MakeLogistics(peer_.channel())) {
    peer_.Do<logistics::v1::PolicyService>(
        &logistics::v1::PolicyService::Stub::async::UpdatePolicy,
        ParseText<logistics::v1::UpdatePolicyRequest>(
            "policy { name: 'shops/1/policy' currency_code: 'CNY' } allow_missing: true"));
    peer_.Import<Carriers>(
        &Carriers::Stub::ImportCarriers,
        ParseText<logistics::v1::ImportCarriersRequest>(
            "parent: 'shops/1' carriers { carrier_id: 'road' carrier { display_name: 'Road' "
            "modes: COURIER_ROAD } }"));
    peer_.Import<Carriers>(
        &Carriers::Stub::ImportRateTables,
        ParseText<logistics::v1::ImportRateTablesRequest>(
            "parent: 'shops/1' rate_tables { carrier_id: 'road' rate_table_id: 'road' rate_table { "
            "mode: COURIER_ROAD currency_code: 'CNY' zones { zone_id: 'cn' region_codes: 'CN' } "
            "rates { zone_id: 'cn' first_minor: 800 } } }"));
    Ship("shipment_id: 's' order: 'shops/1/orders/o' ");
    Ship("shipment_id: 'm' order: 'shops/1/orders/p' merged_orders: 'shops/1/orders/q' ");
  }
  clients::Logistics& client() override { return *client_; }

 private:
  using Carriers = logistics::v1::CarrierService;
  using Shipments = logistics::v1::ShipmentService;

  void Ship(const std::string& what) {
    const auto shipment = peer_.Do<Shipments>(
        &Shipments::Stub::async::CreateShipment,
        ParseText<logistics::v1::CreateShipmentRequest>(absl::StrCat(
            "parent: 'shops/1' buyer: 'b' language_code: 'zh' parcels { weight_grams: 800 } "
            "goods_value { currency_code: 'CNY' minor: 5000 } ",
            what, kReceiver)));
    auto tracking = ParseText<logistics::v1::RecordTrackingRequest>(
        "parent: 'shops/1' reports { event { source: 'CANONICAL' code: 'PICKED_UP' } }");
    logistics::v1::TrackingReport& report = *tracking.mutable_reports(0);
    report.set_shipment(shipment.name());
    *report.mutable_event()->mutable_event_time() =
        ToProto(peer_.server()->runtime().clock().Now());
    EXPECT_EQ(peer_.Do<Shipments>(&Shipments::Stub::async::RecordTracking, tracking).errors_size(),
              0);
  }

  Peer peer_{"feedback", logistics::Definition()};
  const std::unique_ptr<clients::Logistics> client_;
};

std::unique_ptr<OrdersStage> MakeRealOrders() { return std::make_unique<RealOrdersStage>(); }
std::unique_ptr<CatalogStage> MakeRealCatalog() { return std::make_unique<RealCatalogStage>(); }
std::unique_ptr<LogisticsStage> MakeRealLogistics() {
  return std::make_unique<RealLogisticsStage>();
}

INSTANTIATE_TEST_SUITE_P(Real, OrdersContractTest, ::testing::Values(&MakeRealOrders));
INSTANTIATE_TEST_SUITE_P(Real, CatalogContractTest, ::testing::Values(&MakeRealCatalog));
INSTANTIATE_TEST_SUITE_P(Real, LogisticsContractTest, ::testing::Values(&MakeRealLogistics));

}  // namespace
}  // namespace shopdesk::feedback::testing
