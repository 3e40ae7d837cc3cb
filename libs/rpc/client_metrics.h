#pragma once

#include <memory>
#include <string>
#include <vector>

#include "grpcpp/support/client_interceptor.h"
#include "libs/observe/metrics.h"

namespace shopdesk::rpc {

// For a channel to the service `peer`: counts its calls by method and code, and measures the unary
// ones.
std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> MeasureCalls(
    const std::string& peer, observe::Metrics& metrics);

}  // namespace shopdesk::rpc
