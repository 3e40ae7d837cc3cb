#pragma once

#include <memory>

#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/service_type.h"
#include "libs/rpc/host.h"

namespace shopdesk::rpc {

// The service's EventFeed (shopdesk.event.v1): its log by pages and as a stream, and its present
// resources as Runtime::AddSnapshot named them.
std::unique_ptr<grpc::Service> MakeFeedService(Host& host);

}  // namespace shopdesk::rpc
