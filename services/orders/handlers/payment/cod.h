#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/orders/v1/payment.pb.h"

// PaymentService: cash on delivery before it is shipped.
namespace shopdesk::orders::handlers {

absl::Status ConfirmCod(runtime::WorkflowContext& ctx, const v1::ConfirmCodRequest& request,
                        v1::Order* response, clients::Catalog& catalog);
absl::Status ReleaseCodUnconfirmed(runtime::WorkflowContext& ctx,
                                   const v1::ReleaseCodUnconfirmedRequest& request,
                                   v1::Order* response, clients::Catalog& catalog);
absl::Status DeclineCod(runtime::WorkflowContext& ctx, const v1::DeclineCodRequest& request,
                        v1::Order* response, clients::Logistics& logistics);

}  // namespace shopdesk::orders::handlers
