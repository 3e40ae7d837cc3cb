#include "services/feedback/clients/orders.h"

#include "libs/rpc/client.h"
#include "shopdesk/orders/v1/order.grpc.pb.h"
#include "shopdesk/orders/v1/refund.grpc.pb.h"

namespace shopdesk::feedback::clients {
namespace {

using orders::v1::OrderService;
using orders::v1::RefundService;

class GrpcOrders final : public Orders {
 public:
  explicit GrpcOrders(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(OrderService::NewStub(channel)), refunds_(RefundService::NewStub(channel)) {}

  absl::StatusOr<orders::v1::Order> GetOrder(const runtime::Context& ctx,
                                             const std::string& name) override {
    orders::v1::GetOrderRequest request;
    request.set_name(name);
    return rpc::Invoke(ctx, stub_->async(), &OrderService::Stub::async::GetOrder, request);
  }

  absl::StatusOr<orders::v1::DescribeOrderResponse> DescribeOrder(
      const runtime::Context& ctx, const std::string& name, const std::string& language) override {
    orders::v1::DescribeOrderRequest request;
    request.set_name(name);
    request.set_language_code(language);
    return rpc::Invoke(ctx, stub_->async(), &OrderService::Stub::async::DescribeOrder, request);
  }

  absl::StatusOr<orders::v1::Refund> GetRefund(const runtime::Context& ctx,
                                               const std::string& name) override {
    orders::v1::GetRefundRequest request;
    request.set_name(name);
    return rpc::Invoke(ctx, refunds_->async(), &RefundService::Stub::async::GetRefund, request);
  }

  absl::StatusOr<orders::v1::Refund> OpenRefund(
      const runtime::Context& ctx, const orders::v1::OpenRefundRequest& request) override {
    return rpc::Invoke(ctx, refunds_->async(), &RefundService::Stub::async::OpenRefund, request);
  }

  absl::StatusOr<orders::v1::Refund> DecideRefund(
      const runtime::Context& ctx, const orders::v1::DecideRefundRequest& request) override {
    return rpc::Invoke(ctx, refunds_->async(), &RefundService::Stub::async::DecideRefund, request);
  }

 private:
  const std::unique_ptr<OrderService::Stub> stub_;
  const std::unique_ptr<RefundService::Stub> refunds_;
};

}  // namespace

std::unique_ptr<Orders> MakeOrders(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcOrders>(channel);
}

}  // namespace shopdesk::feedback::clients
