// What orders relies on of its peers, of the fakes that its other tests run against.
#include "services/orders/testing/peer_contract.h"

#include <map>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "services/orders/testing/fakes.h"

namespace shopdesk::orders::testing {
namespace {

class FakeCatalogStage final : public CatalogStage {
 public:
  clients::Catalog& client() override { return fake_; }
  void AddSku(const std::string& sku, int64_t quantity, int64_t price_minor) override {
    fake_.SetStock(sku, quantity, price_minor);
    prices_[sku] = price_minor;
  }
  int64_t Available(const std::string& sku) override { return fake_.available(sku); }
  void PassExpiry(const std::string& reservation) override {
    if (fake_.StateOf(reservation) == "TENTATIVE") fake_.Expire(reservation);
  }
  void SetFloor(const std::string& sku, int64_t floor_minor) override {
    fake_.SetFloor(sku, (floor_minor + prices_[sku]) / 2, floor_minor);
  }
  std::string AddGrant(const std::string& buyer, const std::string& sku,
                       int64_t quantity) override {
    fake_.SetGrant("shops/s/grants/g", buyer, sku, prices_[sku], quantity);
    return "shops/s/grants/g";
  }

 private:
  FakeCatalog fake_;
  std::map<std::string, int64_t> prices_;
};

class FakeLogisticsStage final : public LogisticsStage {
 public:
  FakeLogisticsStage() {
    fake_.SetCouriers(
        {{"road", logistics::v1::Mode::COURIER_ROAD, 800},
         {"post", logistics::v1::Mode::EMS, 1200, "", /*collects_cod=*/false, "battery",
          /*premium_bps=*/100}});
  }
  clients::Logistics& client() override { return fake_; }
  void Track(const std::string& shipment, logistics::v1::TrackingStatus::Value status) override {
    fake_.SetStatus(shipment, status);
  }

 private:
  FakeLogistics fake_;
};

std::unique_ptr<CatalogStage> MakeFakeCatalog() { return std::make_unique<FakeCatalogStage>(); }
std::unique_ptr<LogisticsStage> MakeFakeLogistics() {
  return std::make_unique<FakeLogisticsStage>();
}

INSTANTIATE_TEST_SUITE_P(Fake, CatalogContractTest, ::testing::Values(&MakeFakeCatalog));
INSTANTIATE_TEST_SUITE_P(Fake, LogisticsContractTest, ::testing::Values(&MakeFakeLogistics));

}  // namespace
}  // namespace shopdesk::orders::testing
