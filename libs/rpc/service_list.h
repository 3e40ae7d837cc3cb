#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/impl/server_builder_option.h"

namespace shopdesk::rpc {

// Tells the full names of the registered services before the server starts to take calls: gRPC
// offers them to plug-ins only.
std::unique_ptr<grpc::ServerBuilderOption> TellServices(
    std::function<void(const std::vector<std::string>&)> tell);

}  // namespace shopdesk::rpc
