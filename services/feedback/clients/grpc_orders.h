#pragma once

#include <memory>

#include "grpcpp/grpcpp.h"
#include "services/feedback/clients/orders.h"

namespace shopdesk::feedback::clients {

std::unique_ptr<OrdersClient> MakeOrdersClient(std::shared_ptr<grpc::Channel> channel);

}  // namespace shopdesk::feedback::clients
