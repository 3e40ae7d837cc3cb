#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"

namespace grpc {
class Channel;
}

namespace shopdesk::feedback::clients {

// What feedback asks of orders. Thread-safe. UNAVAILABLE and DEADLINE_EXCEEDED when orders can't be
// reached: what was read changed nothing, and what was to be changed may have been.
class Orders {
 public:
  virtual ~Orders() = default;
  // The order, masked; NOT_FOUND.
  virtual absl::StatusOr<orders::v1::Order> GetOrder(const runtime::Context& ctx,
                                                     const std::string& name) = 0;
  // The order with a sentence of how it stands, in a language (BCP 47; empty: the order's);
  // NOT_FOUND.
  virtual absl::StatusOr<orders::v1::DescribeOrderResponse> DescribeOrder(
      const runtime::Context& ctx, const std::string& name, const std::string& language) = 0;
  // The refund, masked; NOT_FOUND.
  virtual absl::StatusOr<orders::v1::Refund> GetRefund(const runtime::Context& ctx,
                                                       const std::string& name) = 0;
  // Errors of RefundService. Repeated with its request_id it changes nothing more.
  virtual absl::StatusOr<orders::v1::Refund> OpenRefund(
      const runtime::Context& ctx, const orders::v1::OpenRefundRequest& request) = 0;
  virtual absl::StatusOr<orders::v1::Refund> DecideRefund(
      const runtime::Context& ctx, const orders::v1::DecideRefundRequest& request) = 0;
};

std::unique_ptr<Orders> MakeOrders(std::shared_ptr<grpc::Channel> channel);

}  // namespace shopdesk::feedback::clients
