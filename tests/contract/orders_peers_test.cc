// What orders relies on of its peers, of catalog and logistics as they are: their servers in this
// process, called through orders' own clients.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/catalog/definition.h"
#include "services/logistics/definition.h"
#include "services/orders/testing/peer_contract.h"
#include "shopdesk/catalog/v1/bargain.grpc.pb.h"
#include "shopdesk/catalog/v1/policy.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"
#include "shopdesk/logistics/v1/policy.grpc.pb.h"
#include "shopdesk/logistics/v1/shipment.grpc.pb.h"
#include "tests/contract/peer.h"

namespace shopdesk::orders::testing {
namespace {

using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::Peer;

class RealCatalogStage final : public CatalogStage {
 public:
  RealCatalogStage() : client_(clients::MakeCatalog(peer_.channel())) {
    peer_.Do<catalog::v1::PolicyService>(
        &catalog::v1::PolicyService::Stub::async::UpdatePolicy,
        ParseText<catalog::v1::UpdatePolicyRequest>(
            "policy { name: 'shops/s/policy' currency_code: 'CNY' } allow_missing: true"));
  }
  clients::Catalog& client() override { return *client_; }

  void AddSku(const std::string& sku, int64_t quantity, int64_t price_minor) override {
    auto create = ParseText<catalog::v1::CreateProductRequest>("product { title: 'Thing' }");
    create.set_parent("shops/s");
    create.set_product_id(sku);
    catalog::v1::Sku& made = *create.mutable_product()->add_skus();
    made.set_sku_id(sku);
    *made.mutable_price() = MakeMoney("CNY", price_minor);
    peer_.Do<Products>(&Products::Stub::async::CreateProduct, create);
    catalog::v1::PublishProductRequest publish;
    publish.set_name(absl::StrCat("shops/s/products/", sku));
    peer_.Do<Products>(&Products::Stub::async::PublishProduct, publish);
    auto receive = ParseText<catalog::v1::AdjustStockRequest>(
        absl::StrCat("parent: 'shops/s' reason: RECEIVED lines { sku_id: '", sku,
                     "' bucket: ON_HAND delta: ", quantity, " }"));
    peer_.Do<Stock>(&Stock::Stub::async::AdjustStock, receive);
  }

  int64_t Available(const std::string& sku) override {
    catalog::v1::GetStockLevelRequest request;
    request.set_name(absl::StrCat("shops/s/skus/", sku, "/stockLevels/main"));
    return peer_.Do<Stock>(&Stock::Stub::async::GetStockLevel, request).available();
  }

  void PassExpiry(const std::string&) override {
    runtime::Runtime& runtime = peer_.server()->runtime();
    EXPECT_OK(
        runtime.AdvanceTo(runtime.clock().Now() + absl::Hours(1), absl::Now() + absl::Seconds(30))
            .status());
  }

  void SetFloor(const std::string& sku, int64_t floor_minor) override {
    catalog::v1::UpdatePriceRuleRequest request;
    request.mutable_price_rule()->set_name(absl::StrCat("shops/s/skus/", sku, "/priceRule"));
    *request.mutable_price_rule()->mutable_floor() = MakeMoney("CNY", floor_minor);
    peer_.Do<Bargains>(&Bargains::Stub::async::UpdatePriceRule, request);
  }

  std::string AddGrant(const std::string& buyer, const std::string& sku,
                       int64_t quantity) override {
    catalog::v1::GetProductBySkuRequest get;
    get.set_parent("shops/s");
    get.set_sku_id(sku);
    catalog::v1::NegotiatePriceRequest offer;
    offer.set_parent("shops/s");
    offer.set_sku_id(sku);
    offer.set_quantity(quantity);
    offer.set_buyer(buyer);
    *offer.mutable_offer() =
        peer_.Do<Products>(&Products::Stub::async::GetProductBySku, get).skus(0).price();
    return peer_.Do<Bargains>(&Bargains::Stub::async::NegotiatePrice, offer).grant().name();
  }

 private:
  using Bargains = catalog::v1::BargainService;
  using Products = catalog::v1::ProductService;
  using Stock = catalog::v1::StockService;

  Peer peer_{"orders", catalog::Definition()};
  const std::unique_ptr<clients::Catalog> client_;
};

// The next ten o'clock in the morning where the shop is (UTC+8).
absl::Time NextTen(absl::Time now) {
  const absl::TimeZone zone = absl::FixedTimeZone(8 * 60 * 60);
  return absl::FromCivil(absl::CivilDay(absl::ToCivilSecond(now - absl::Hours(10), zone)) + 1,
                         zone) +
         absl::Hours(10);
}

class RealLogisticsStage final : public LogisticsStage {
 public:
  RealLogisticsStage() : client_(clients::MakeLogistics(peer_.channel())) {
    // Notices wait for the morning, and a reminder ends at its hour: it is ten in the shop.
    runtime::Runtime& runtime = peer_.server()->runtime();
    EXPECT_OK(runtime.AdvanceTo(NextTen(runtime.clock().Now()), absl::Now() + absl::Seconds(30))
                  .status());
    peer_.Do<logistics::v1::PolicyService>(
        &logistics::v1::PolicyService::Stub::async::UpdatePolicy,
        ParseText<logistics::v1::UpdatePolicyRequest>(
            "policy { name: 'shops/s/policy' currency_code: 'CNY' } allow_missing: true"));
    peer_.Import<Carriers>(
        &Carriers::Stub::ImportCarriers, ParseText<logistics::v1::ImportCarriersRequest>(R"pb(
          parent: 'shops/s'
          carriers {
            carrier_id: 'road'
            carrier { display_name: 'Road' modes: COURIER_ROAD cod_capable: true }
          }
          carriers {
            carrier_id: 'post'
            carrier { display_name: 'Post' modes: EMS }
          }
        )pb"));
    peer_.Import<Carriers>(&Carriers::Stub::ImportRateTables,
                           ParseText<logistics::v1::ImportRateTablesRequest>(R"pb(
                             parent: 'shops/s'
                             rate_tables {
                               carrier_id: 'road'
                               rate_table_id: 'road'
                               rate_table {
                                 mode: COURIER_ROAD
                                 currency_code: 'CNY'
                                 zones { zone_id: 'cn' region_codes: 'CN' }
                                 rates { zone_id: 'cn' first_minor: 800 }
                                 cod_fee { bps: 200 minimum_minor: 500 }
                               }
                             }
                             rate_tables {
                               carrier_id: 'post'
                               rate_table_id: 'ems'
                               rate_table {
                                 mode: EMS
                                 currency_code: 'CNY'
                                 zones { zone_id: 'cn' region_codes: 'CN' }
                                 rates { zone_id: 'cn' first_minor: 1200 }
                                 prohibited_goods: 'battery'
                                 insurance { bps: 100 }
                               }
                             }
                           )pb"));
  }
  clients::Logistics& client() override { return *client_; }

  void Track(const std::string& shipment, logistics::v1::TrackingStatus::Value status) override {
    logistics::v1::RecordTrackingRequest request;
    request.set_parent("shops/s");
    logistics::v1::TrackingReport& report = *request.add_reports();
    report.set_shipment(shipment);
    report.mutable_event()->set_source("CANONICAL");
    report.mutable_event()->set_code(logistics::v1::TrackingStatus::Value_Name(status));
    *report.mutable_event()->mutable_event_time() =
        ToProto(peer_.server()->runtime().clock().Now());
    EXPECT_EQ(peer_.Do<Shipments>(&Shipments::Stub::async::RecordTracking, request).errors_size(),
              0);
  }

 private:
  using Carriers = logistics::v1::CarrierService;
  using Shipments = logistics::v1::ShipmentService;

  Peer peer_{"orders", logistics::Definition()};
  const std::unique_ptr<clients::Logistics> client_;
};

std::unique_ptr<CatalogStage> MakeRealCatalog() { return std::make_unique<RealCatalogStage>(); }
std::unique_ptr<LogisticsStage> MakeRealLogistics() {
  return std::make_unique<RealLogisticsStage>();
}

INSTANTIATE_TEST_SUITE_P(Real, CatalogContractTest, ::testing::Values(&MakeRealCatalog));
INSTANTIATE_TEST_SUITE_P(Real, LogisticsContractTest, ::testing::Values(&MakeRealLogistics));

}  // namespace
}  // namespace shopdesk::orders::testing
