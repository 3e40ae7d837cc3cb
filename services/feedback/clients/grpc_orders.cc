#include "services/feedback/clients/grpc_orders.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "shopdesk/orders/v1/order.grpc.pb.h"

namespace shopdesk::feedback::clients {
namespace {

// A point look-up: who doesn't answer in this time is down.
constexpr absl::Duration kTimeout = absl::Seconds(5);

class GrpcOrdersClient final : public OrdersClient {
 public:
  explicit GrpcOrdersClient(std::shared_ptr<grpc::Channel> channel)
      : stub_(orders::v1::OrderService::NewStub(std::move(channel))) {}

  absl::StatusOr<orders::v1::Order> GetOrder(const rpc::Context& ctx,
                                             const std::string& name) override {
    orders::v1::GetOrderRequest request;
    request.set_name(name);
    orders::v1::Order order;
    RETURN_IF_ERROR(rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      stub_->async()->GetOrder(&context, &request, &order, std::move(done));
    }));
    return order;
  }

 private:
  const std::unique_ptr<orders::v1::OrderService::Stub> stub_;
};

}  // namespace

std::unique_ptr<OrdersClient> MakeOrdersClient(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcOrdersClient>(std::move(channel));
}

}  // namespace shopdesk::feedback::clients
