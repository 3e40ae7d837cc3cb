#pragma once

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "libs/testing/peer_caller.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/clients/logistics.h"
#include "services/feedback/clients/orders.h"

// What feedback relies on of the services it calls, as suites that run against whoever plays them:
// the fakes (testing/peer_contract_test.cc) and the services themselves
// (tests/contract/feedback_peers_test.cc). Where the two differ, the fake is wrong.
namespace shopdesk::feedback::testing {

// Orders with the shop "shops/1", in CNY, and the order "shops/1/orders/o" of the buyer "b": two
// pieces of "a" for 10.00 in all, paid and shipped by "road".
class OrdersStage {
 public:
  virtual ~OrdersStage() = default;
  virtual clients::Orders& client() = 0;
  // The name of a refund of 5.00 of the order's line that waits for the platform.
  virtual std::string AddRefundInReview() = 0;
};

// Catalog with the shop "shops/1" and the product "shops/1/products/p", of whose one SKU "a" five
// pieces can be sold.
class CatalogStage {
 public:
  virtual ~CatalogStage() = default;
  virtual clients::Catalog& client() = 0;
};

// Logistics with the shop "shops/1", in CNY, the carrier "shops/1/carriers/road", called "Road",
// and two shipments of it on their way: "shops/1/shipments/s" of "shops/1/orders/o", and
// "shops/1/shipments/m" of "shops/1/orders/p" with goods of "shops/1/orders/q".
class LogisticsStage {
 public:
  virtual ~LogisticsStage() = default;
  virtual clients::Logistics& client() = 0;
};

// A suite's parameter: makes a stage of its own for each test.
using MakeOrdersStage = std::unique_ptr<OrdersStage> (*)();
using MakeCatalogStage = std::unique_ptr<CatalogStage> (*)();
using MakeLogisticsStage = std::unique_ptr<LogisticsStage> (*)();

class OrdersContractTest : public ::testing::TestWithParam<MakeOrdersStage>,
                           public shopdesk::testing::PeerCaller {
 protected:
  OrdersContractTest() : PeerCaller("feedback") {}
  // What the shop gives of line 1, without goods.
  absl::StatusOr<orders::v1::Refund> Give(int64_t minor, const std::string& request_id,
                                          const std::string& order = "shops/1/orders/o");
  absl::StatusOr<orders::v1::Refund> Decide(const std::string& refund, int64_t minor,
                                            const std::string& request_id,
                                            const std::string& currency = "CNY");
  absl::StatusOr<orders::v1::Refund> Get(const std::string& refund);

  std::unique_ptr<OrdersStage> stage_ = GetParam()();
};

class CatalogContractTest : public ::testing::TestWithParam<MakeCatalogStage>,
                            public shopdesk::testing::PeerCaller {
 protected:
  CatalogContractTest() : PeerCaller("feedback") {}

  std::unique_ptr<CatalogStage> stage_ = GetParam()();
};

class LogisticsContractTest : public ::testing::TestWithParam<MakeLogisticsStage>,
                              public shopdesk::testing::PeerCaller {
 protected:
  LogisticsContractTest() : PeerCaller("feedback") {}
  absl::StatusOr<logistics::v1::Intercept> Recall(const std::string& shipment,
                                                  const std::string& request_id);
  absl::StatusOr<logistics::v1::Claim> Claim(const std::string& shipment,
                                             const std::string& request_id,
                                             const std::string& currency = "CNY");

  std::unique_ptr<LogisticsStage> stage_ = GetParam()();
};

}  // namespace shopdesk::feedback::testing
