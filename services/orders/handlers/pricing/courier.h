#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/orders/v1/courier.pb.h"

// CourierService.
namespace shopdesk::orders::handlers {

absl::Status ListCourierOptions(runtime::WorkflowContext& ctx,
                                const v1::ListCourierOptionsRequest& request,
                                v1::ListCourierOptionsResponse* response,
                                clients::Logistics& logistics);
absl::Status ChooseCourier(runtime::WorkflowContext& ctx, const v1::ChooseCourierRequest& request,
                           v1::Order* response, clients::Logistics& logistics);

}  // namespace shopdesk::orders::handlers
