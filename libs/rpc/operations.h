#pragma once

#include "libs/rpc/host.h"

namespace shopdesk::rpc {

// The service's Operations (shopdesk.event.v1): followers, parked events, parked timers.
void AddOperationsService(Host& host);

// ClockControl (shopdesk.clock.v1), for runtimes with a controlled clock.
void AddClockService(Host& host);

}  // namespace shopdesk::rpc
