#include "services/feedback/clients/grpc_orders.h"

#include <utility>

#include "libs/rpc/client.h"
#include "shopdesk/orders/v1/order.grpc.pb.h"

namespace shopdesk::feedback::clients {
namespace {

class GrpcOrdersClient final : public OrdersClient {
 public:
  explicit GrpcOrdersClient(std::shared_ptr<grpc::Channel> channel)
      : stub_(orders::v1::OrderService::NewStub(std::move(channel))) {}

  absl::StatusOr<orders::v1::Order> GetOrder(const runtime::Context& ctx,
                                             const std::string& name) override {
    orders::v1::GetOrderRequest request;
    request.set_name(name);
    return rpc::Invoke(ctx, stub_->async(), &orders::v1::OrderService::Stub::async::GetOrder,
                       request);
  }

 private:
  const std::unique_ptr<orders::v1::OrderService::Stub> stub_;
};

}  // namespace

std::unique_ptr<OrdersClient> MakeOrdersClient(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcOrdersClient>(std::move(channel));
}

}  // namespace shopdesk::feedback::clients
