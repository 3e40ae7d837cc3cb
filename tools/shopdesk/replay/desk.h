#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/base/mutex.h"
#include "libs/base/resource_name.h"
#include "shopdesk/catalog/v1/policy.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"
#include "shopdesk/clock/v1/clock.grpc.pb.h"
#include "shopdesk/event/v1/event.grpc.pb.h"
#include "shopdesk/feedback/v1/conversation.grpc.pb.h"
#include "shopdesk/feedback/v1/follow_up.grpc.pb.h"
#include "shopdesk/feedback/v1/policy.grpc.pb.h"
#include "shopdesk/feedback/v1/review.grpc.pb.h"
#include "shopdesk/feedback/v1/review_case.grpc.pb.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"
#include "shopdesk/logistics/v1/claim.grpc.pb.h"
#include "shopdesk/logistics/v1/policy.grpc.pb.h"
#include "shopdesk/logistics/v1/quote.grpc.pb.h"
#include "shopdesk/logistics/v1/shipment.grpc.pb.h"
#include "shopdesk/orders/v1/compensation.grpc.pb.h"
#include "shopdesk/orders/v1/duplicate.grpc.pb.h"
#include "shopdesk/orders/v1/hand_over.grpc.pb.h"
#include "shopdesk/orders/v1/merged_parcel.grpc.pb.h"
#include "shopdesk/orders/v1/order.grpc.pb.h"
#include "shopdesk/orders/v1/packing.grpc.pb.h"
#include "shopdesk/orders/v1/payment.grpc.pb.h"
#include "shopdesk/orders/v1/payout.grpc.pb.h"
#include "shopdesk/orders/v1/policy.grpc.pb.h"
#include "shopdesk/orders/v1/price_protection.grpc.pb.h"
#include "shopdesk/orders/v1/promise.grpc.pb.h"
#include "shopdesk/orders/v1/receiver.grpc.pb.h"
#include "shopdesk/orders/v1/refund.grpc.pb.h"
#include "shopdesk/orders/v1/shipping.grpc.pb.h"
#include "shopdesk/orders/v1/transfer.grpc.pb.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

using Task = absl::AnyInvocable<absl::Status()>;

// Threads that run tasks together with their caller; one caller at a time.
class WorkerPool {
 public:
  explicit WorkerPool(int threads);
  ~WorkerPool();

  // Runs the tasks and returns the first error, by position; after one no other is begun.
  absl::Status RunAll(absl::Span<Task> tasks);

 private:
  void Loop();
  // Runs the next task if there is one.
  bool RunNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Mutex mutex_;
  CondVar changed_;
  absl::Span<Task> tasks_ ABSL_GUARDED_BY(mutex_);
  std::vector<absl::Status> results_ ABSL_GUARDED_BY(mutex_);
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t running_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

// The stubs that a replay needs, and the shop it plays.
struct Desk {
  // `threads`: calls at once.
  Desk(Suite& suite, const std::string& shop, const std::string& fingerprint, int threads);

  // "shops/{shop}/" + rest
  std::string Name(absl::string_view rest) const;
  // A request about the whole shop.
  template <class Request>
  Request ForShop() const {
    Request request;
    request.set_parent(absl::StrCat("shops/", EscapeId(shop)));
    return request;
  }
  // The request_id of a step: the same at every repetition.
  std::string RequestId(absl::string_view what, absl::string_view step) const;
  // Calls of a person at the desk.
  CallSettings As(role::v1::Role::Value role, const std::string& number) const;
  // Business time of all four services moves to `time`, and what happened in one before has reached
  // those that follow it. What a service asks of another on the way may reach the others with the
  // next call only.
  absl::Status AdvanceTo(absl::Time time);
  // AdvanceTo until nobody has anything left to do.
  absl::Status Settle(absl::Time time);
  // The present business time of the service that is furthest behind; InfinitePast while one was
  // never set.
  absl::StatusOr<absl::Time> Clock();

  const CallSettings settings;
  const std::string shop;
  // Payments of the replay go to this account; another file's replay has another, so two can't mix
  // in one shop.
  const std::string payee;
  std::unique_ptr<catalog::v1::PolicyService::Stub> catalog_policy;
  std::unique_ptr<catalog::v1::ProductService::Stub> products;
  std::unique_ptr<catalog::v1::StockService::Stub> stock;
  std::unique_ptr<orders::v1::PolicyService::Stub> orders_policy;
  std::unique_ptr<orders::v1::OrderService::Stub> orders;
  std::unique_ptr<orders::v1::PaymentService::Stub> payments;
  std::unique_ptr<orders::v1::ReceiverService::Stub> receivers;
  std::unique_ptr<orders::v1::ShippingService::Stub> shipping;
  std::unique_ptr<orders::v1::RefundService::Stub> refunds;
  std::unique_ptr<orders::v1::TransferService::Stub> transfers;
  std::unique_ptr<orders::v1::PayoutService::Stub> payouts;
  std::unique_ptr<orders::v1::DuplicateService::Stub> duplicates;
  std::unique_ptr<orders::v1::PromiseService::Stub> promises;
  std::unique_ptr<orders::v1::CompensationService::Stub> compensations;
  std::unique_ptr<orders::v1::PackingService::Stub> packing;
  std::unique_ptr<orders::v1::HandOverService::Stub> hand_overs;
  std::unique_ptr<orders::v1::MergedParcelService::Stub> merged_parcels;
  std::unique_ptr<orders::v1::PriceProtectionService::Stub> price_protection;
  std::unique_ptr<logistics::v1::PolicyService::Stub> logistics_policy;
  std::unique_ptr<logistics::v1::CarrierService::Stub> carriers;
  std::unique_ptr<logistics::v1::QuoteService::Stub> quotes;
  std::unique_ptr<logistics::v1::ShipmentService::Stub> shipments;
  std::unique_ptr<logistics::v1::ClaimService::Stub> claims;
  std::unique_ptr<feedback::v1::PolicyService::Stub> feedback_policy;
  std::unique_ptr<feedback::v1::ReviewService::Stub> reviews;
  std::unique_ptr<feedback::v1::ConversationService::Stub> conversations;
  std::unique_ptr<feedback::v1::ReviewCaseService::Stub> cases;
  std::unique_ptr<feedback::v1::FollowUpService::Stub> feedback_follow_ups;
  std::vector<std::unique_ptr<event::v1::Operations::Stub>> operations;
  WorkerPool workers;

 private:
  // In the order in which what happens in one reaches the next: catalog and logistics follow
  // nobody, orders follows logistics and calls both, feedback follows orders and logistics.
  enum { kCatalog, kLogistics, kOrders, kFeedback };
  struct ServiceClock {
    const char* service;
    std::unique_ptr<clock::v1::ClockControl::Stub> stub;
    // The service's last event, as far as it is known, and what AdvanceTo found to do.
    int64_t head = 0;
    int64_t work = 0;
  };

  // Moves these clocks at once.
  absl::Status Advance(absl::Time time, std::initializer_list<int> services);

  std::vector<ServiceClock> clocks_;
};

// The customer's agents in the replayed shop.
inline constexpr const char* kAgents[] = {"1001", "1002", "1003", "1004"};
// Others at the desk: who packs, who sees to complaints, the lead, who keeps the books.
inline constexpr char kPacker[] = "3001";
inline constexpr char kComplaintAgent[] = "4001";
inline constexpr char kLead[] = "2001";
inline constexpr char kFinance[] = "finance";

}  // namespace shopdesk::cli
