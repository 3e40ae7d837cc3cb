// What feedback relies on of its peers, of the fakes that its other tests run against.
#include "services/feedback/testing/peer_contract.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/feedback/testing/fakes.h"

namespace shopdesk::feedback::testing {
namespace {

class FakeOrdersStage final : public OrdersStage {
 public:
  FakeOrdersStage() {
    fake_.Put(ParseText<orders::v1::Order>(R"pb(
      name: 'shops/1/orders/o'
      buyer: 'b'
      total { currency_code: 'CNY' minor: 1000 }
      lines {
        line: 1
        sku_id: 'a'
        quantity: 2
        total { currency_code: 'CNY' minor: 1000 }
      }
      parcels { shipment: 'shops/1/shipments/s' carrier_id: 'road' }
    )pb"));
  }
  clients::Orders& client() override { return fake_; }
  std::string AddRefundInReview() override {
    orders::v1::Refund refund;
    refund.set_name(absl::StrCat("shops/1/orders/o/refunds/review", ++refunds_));
    refund.set_buyer("b");
    refund.set_state(orders::v1::RefundState::PLATFORM_REVIEW);
    *refund.mutable_total() = MakeMoney("CNY", 500);
    fake_.Put(refund);
    return refund.name();
  }

 private:
  FakeOrders fake_;
  int refunds_ = 0;
};

class FakeCatalogStage final : public CatalogStage {
 public:
  FakeCatalogStage() {
    fake_.Put(ParseText<catalog::v1::Product>("name: 'shops/1/products/p' skus { sku_id: 'a' }"));
    fake_.Stock("a", 5);
  }
  clients::Catalog& client() override { return fake_; }

 private:
  FakeCatalog fake_;
};

class FakeLogisticsStage final : public LogisticsStage {
 public:
  FakeLogisticsStage() {
    fake_.Put("shops/1/carriers/road", "Road");
    fake_.Put(ParseText<logistics::v1::Shipment>(
        "name: 'shops/1/shipments/s' order: 'shops/1/orders/o'"));
    fake_.Put(ParseText<logistics::v1::Shipment>(
        "name: 'shops/1/shipments/m' order: 'shops/1/orders/p' merged_orders: 'shops/1/orders/q'"));
  }
  clients::Logistics& client() override { return fake_; }

 private:
  FakeLogistics fake_;
};

std::unique_ptr<OrdersStage> MakeFakeOrders() { return std::make_unique<FakeOrdersStage>(); }
std::unique_ptr<CatalogStage> MakeFakeCatalog() { return std::make_unique<FakeCatalogStage>(); }
std::unique_ptr<LogisticsStage> MakeFakeLogistics() {
  return std::make_unique<FakeLogisticsStage>();
}

INSTANTIATE_TEST_SUITE_P(Fake, OrdersContractTest, ::testing::Values(&MakeFakeOrders));
INSTANTIATE_TEST_SUITE_P(Fake, CatalogContractTest, ::testing::Values(&MakeFakeCatalog));
INSTANTIATE_TEST_SUITE_P(Fake, LogisticsContractTest, ::testing::Values(&MakeFakeLogistics));

}  // namespace
}  // namespace shopdesk::feedback::testing
