#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/logistics.h"
#include "services/orders/domain/trade/sender.h"
#include "shopdesk/orders/v1/courier.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// CourierService.
namespace shopdesk::orders::handlers {

absl::Status ListCourierOptions(runtime::WorkflowContext& ctx,
                                const v1::ListCourierOptionsRequest& request,
                                v1::ListCourierOptionsResponse* response,
                                clients::Logistics& logistics);
// What ListCourierOptions answers for an order, stored or not.
absl::Status FillCourierOptions(const runtime::Context& ctx, clients::Logistics& logistics,
                                const v1::Order& order, const v1::Policy& policy,
                                const domain::Senders& senders,
                                v1::ListCourierOptionsResponse& response);
absl::Status ChooseCourier(runtime::WorkflowContext& ctx, const v1::ChooseCourierRequest& request,
                           v1::Order* response, clients::Logistics& logistics);

}  // namespace shopdesk::orders::handlers
