#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "libs/base/role.h"
#include "libs/testing/peer_caller.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"

// What orders relies on of the services it calls, as suites that run against whoever plays them:
// the fakes (testing/peer_contract_test.cc) and the services themselves
// (tests/contract/orders_peers_test.cc). Where the two differ, the fake is wrong.
namespace shopdesk::orders::testing {

// Catalog with the shop "shops/s", in CNY.
class CatalogStage {
 public:
  virtual ~CatalogStage() = default;
  virtual clients::Catalog& client() = 0;
  // Puts a SKU on sale.
  virtual void AddSku(const std::string& sku, int64_t quantity, int64_t price_minor) = 0;
  // What can be reserved.
  virtual int64_t Available(const std::string& sku) = 0;
  // So much time passes that this reservation expires if it is tentative.
  virtual void PassExpiry(const std::string& reservation) = 0;
  // What the owner may sell a SKU for at the lowest; an agent's lowest price is above it.
  virtual void SetFloor(const std::string& sku, int64_t floor_minor) = 0;
  // The name of a grant of `quantity` pieces at the SKU's own price.
  virtual std::string AddGrant(const std::string& buyer, const std::string& sku,
                               int64_t quantity) = 0;
};

// Logistics with the shop "shops/s", in CNY. Hangzhou is reached by "road" (COURIER_ROAD, 8.00,
// cash on delivery) and "post" (EMS, 12.00, no cash on delivery, no "battery", insurance for 1 %);
// nothing reaches France.
class LogisticsStage {
 public:
  virtual ~LogisticsStage() = default;
  virtual clients::Logistics& client() = 0;
  // The carrier says so of a parcel.
  virtual void Track(const std::string& shipment, logistics::v1::TrackingStatus::Value status) = 0;
};

// A suite's parameter: makes a stage of its own for each test.
using MakeCatalogStage = std::unique_ptr<CatalogStage> (*)();
using MakeLogisticsStage = std::unique_ptr<LogisticsStage> (*)();

class CatalogContractTest : public ::testing::TestWithParam<MakeCatalogStage>,
                            public shopdesk::testing::PeerCaller {
 protected:
  CatalogContractTest() : PeerCaller("orders") {}
  absl::StatusOr<catalog::v1::Reservation> Reserve(const std::string& lines,
                                                   const std::string& id = "r",
                                                   const std::string& request_id = "reserve");
  absl::Status Confirm(const std::string& order, const std::string& request_id);
  absl::Status Commit(const std::string& lines, const std::string& request_id);
  absl::Status Release(const std::string& lines, const std::string& request_id);
  absl::Status Transfer(const std::string& from, const std::string& to,
                        const std::string& request_id);
  absl::Status Adjust(const std::string& line, const std::string& request_id);
  absl::StatusOr<catalog::v1::CheckPriceResponse> CheckPrice(const std::string& sku, int64_t minor,
                                                             Role::Value role);
  absl::StatusOr<catalog::v1::Grant> Redeem(const std::string& grant, const std::string& order,
                                            const std::string& request_id,
                                            const std::string& buyer = "b", int64_t quantity = 2);
  absl::StatusOr<catalog::v1::CheckStockResponse> CheckStock(const std::string& lines);
  absl::StatusOr<catalog::v1::CheckGrantResponse> CheckGrant(const std::string& grant,
                                                             const std::string& buyer = "b",
                                                             int64_t quantity = 2);
  absl::Status Return(const std::string& grant, const std::string& order,
                      const std::string& request_id);

  std::unique_ptr<CatalogStage> stage_ = GetParam()();
};

class LogisticsContractTest : public ::testing::TestWithParam<MakeLogisticsStage>,
                              public shopdesk::testing::PeerCaller {
 protected:
  LogisticsContractTest() : PeerCaller("orders") {}
  absl::StatusOr<logistics::v1::QuoteResponse> Quote(const std::string& more);
  absl::StatusOr<logistics::v1::Shipment> Create(const std::string& request_id,
                                                 const std::string& more = "");
  absl::StatusOr<logistics::v1::Intercept> Intercept(const std::string& request_id);
  absl::StatusOr<logistics::v1::Notice> Notify(const std::string& cause,
                                               const std::string& request_id);

  std::unique_ptr<LogisticsStage> stage_ = GetParam()();
};

}  // namespace shopdesk::orders::testing
