#pragma once

#include <memory>

#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/service_type.h"
#include "libs/rpc/host.h"

namespace shopdesk::rpc {

// The service's Operations (shopdesk.event.v1): followers, parked events, parked timers.
std::unique_ptr<grpc::Service> MakeOperationsService(Host& host);

// ClockControl (shopdesk.clock.v1), for runtimes with a controlled clock.
std::unique_ptr<grpc::Service> MakeClockService(Host& host);

}  // namespace shopdesk::rpc
