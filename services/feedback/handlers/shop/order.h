#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/feedback/clients/orders.h"

namespace shopdesk::feedback::handlers {

// Asks orders for an order, if its shop exists here.
absl::StatusOr<orders::v1::Order> LookUpOrder(runtime::WorkflowContext& ctx,
                                              const std::string& name, clients::Orders& orders);

}  // namespace shopdesk::feedback::handlers
