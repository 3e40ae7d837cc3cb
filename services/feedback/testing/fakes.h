#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/mutex.h"
#include "libs/testing/fake_feed.h"
#include "libs/testing/test_runtime.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/clients/logistics.h"
#include "services/feedback/clients/orders.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

// What feedback asks and follows, played by the test.
namespace shopdesk::feedback::testing {

using namespace shopdesk::testing;  // NOLINT: test only

// What a peer was asked and has done, by request_id: asked again, it answers what it did.
template <class Request, class Response>
using Asked = std::map<std::string, std::pair<Request, Response>>;

// Orders as the test wants them. Thread-safe.
class FakeOrders final : public clients::Orders {
 public:
  absl::StatusOr<orders::v1::Order> GetOrder(const runtime::Context& ctx,
                                             const std::string& name) override;
  absl::StatusOr<orders::v1::DescribeOrderResponse> DescribeOrder(
      const runtime::Context& ctx, const std::string& name, const std::string& language) override;
  absl::StatusOr<orders::v1::Refund> GetRefund(const runtime::Context& ctx,
                                               const std::string& name) override;
  // Once per request_id, as orders do.
  absl::StatusOr<orders::v1::Refund> OpenRefund(
      const runtime::Context& ctx, const orders::v1::OpenRefundRequest& request) override;
  absl::StatusOr<orders::v1::Refund> DecideRefund(
      const runtime::Context& ctx, const orders::v1::DecideRefundRequest& request) override;
  // What was asked so far, each request once.
  std::vector<orders::v1::OpenRefundRequest> opened();
  std::vector<orders::v1::DecideRefundRequest> decided();
  // What refunds are answered from now on.
  void FailRefunds(absl::Status failure);
  void Put(const orders::v1::Order& order);
  void Put(const orders::v1::Refund& refund);
  void Fail(absl::Status failure);
  int calls();

 private:
  Mutex mutex_;
  std::map<std::string, orders::v1::Order> orders_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, orders::v1::Refund> refunds_ ABSL_GUARDED_BY(mutex_);
  Asked<orders::v1::OpenRefundRequest, orders::v1::Refund> opened_ ABSL_GUARDED_BY(mutex_);
  Asked<orders::v1::DecideRefundRequest, orders::v1::Refund> decided_ ABSL_GUARDED_BY(mutex_);
  absl::Status refund_failure_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Catalog as the test wants it: the base terms, some of them allowed in the shop. Thread-safe.
class FakeCatalog final : public clients::Catalog {
 public:
  absl::StatusOr<catalog::v1::CheckTextResponse> CheckText(
      const runtime::Context& ctx, const catalog::v1::CheckTextRequest& request) override;
  absl::StatusOr<catalog::v1::Product> GetProduct(const runtime::Context& ctx,
                                                  const std::string& name) override;
  absl::StatusOr<catalog::v1::Product> GetProductBySku(const runtime::Context& ctx,
                                                       const std::string& shop_name,
                                                       const std::string& sku_id) override;
  absl::StatusOr<int64_t> GetAvailable(const runtime::Context& ctx, const std::string& shop_name,
                                       const std::string& sku_id) override;
  // Nothing but a sentence in the language.
  absl::StatusOr<catalog::v1::ProductCare> GetProductCare(const runtime::Context& ctx,
                                                          const std::string& product,
                                                          const std::string& language) override;
  absl::StatusOr<catalog::v1::Article> GetArticle(const runtime::Context& ctx,
                                                  const std::string& name) override;
  absl::StatusOr<std::vector<catalog::v1::Article>> ListArticlesOf(
      const runtime::Context& ctx, const std::string& linked_to) override;
  void Put(const catalog::v1::Product& product);
  void Put(const catalog::v1::Article& article);
  void Stock(const std::string& sku_id, int64_t available);
  void Allow(const std::string& term);
  void Fail(absl::Status failure);
  int calls();

 private:
  Mutex mutex_;
  std::map<std::string, catalog::v1::Product> products_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, catalog::v1::Article> articles_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int64_t> stock_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> allowed_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Logistics' carriers and shipments as the test wants them. Thread-safe.
class FakeLogistics final : public clients::Logistics {
 public:
  absl::StatusOr<logistics::v1::Carrier> GetCarrier(const runtime::Context& ctx,
                                                    const std::string& name) override;
  absl::StatusOr<logistics::v1::Shipment> GetShipment(const runtime::Context& ctx,
                                                      const std::string& name) override;
  // Once per request_id, as logistics does, like the next.
  absl::StatusOr<logistics::v1::Intercept> RequestIntercept(
      const runtime::Context& ctx, const logistics::v1::RequestInterceptRequest& request) override;
  absl::StatusOr<logistics::v1::Claim> CreateClaim(
      const runtime::Context& ctx, const logistics::v1::CreateClaimRequest& request) override;
  // What was done so far, each request once.
  std::vector<logistics::v1::RequestInterceptRequest> intercepts();
  std::vector<logistics::v1::CreateClaimRequest> claims();
  void Put(const std::string& name, const std::string& display_name);
  void Put(const logistics::v1::Shipment& shipment);
  void Fail(absl::Status failure);

 private:
  Mutex mutex_;
  std::map<std::string, std::string> carriers_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, logistics::v1::Shipment> shipments_ ABSL_GUARDED_BY(mutex_);
  Asked<logistics::v1::RequestInterceptRequest, logistics::v1::Intercept> intercepts_
      ABSL_GUARDED_BY(mutex_);
  Asked<logistics::v1::CreateClaimRequest, logistics::v1::Claim> claims_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

// An order of shop 1 with two lines of three pieces for 5.00 each, placed at `placed`.
orders::v1::Order PlacedOrder(const std::string& id, const std::string& buyer, absl::Time placed);
orders::v1::Order FinishedOrder(const std::string& id, const std::string& buyer,
                                absl::Time finished);

// The records of a chat tool.
v1::ConversationRecord MessageAt(absl::Time time, v1::Message::Sender sender,
                                 const std::string& conversation = "c",
                                 const std::string& agent = "a", const std::string& buyer = "b");
v1::ConversationRecord TransferAt(absl::Time time, const std::string& to,
                                  const std::string& conversation = "c");
v1::ConversationRecord OnlineAt(absl::Time start, absl::Duration length,
                                const std::string& agent = "a");

}  // namespace shopdesk::feedback::testing
