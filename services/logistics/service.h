#pragma once

#include <memory>
#include <vector>

#include "grpcpp/grpcpp.h"
#include "libs/rpc/host.h"

namespace shopdesk::logistics {

// The gRPC services of logistics. `host` must outlive them.
std::vector<std::unique_ptr<grpc::Service>> MakeServices(rpc::Host& host);

}  // namespace shopdesk::logistics
