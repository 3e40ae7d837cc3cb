#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "services/orders/clients/catalog.h"
#include "shopdesk/orders/v1/payment.pb.h"

// PaymentService: cash on delivery before it is shipped.
namespace shopdesk::orders::handlers {

absl::Status ConfirmCod(rpc::WorkflowContext& ctx, const v1::ConfirmCodRequest& request,
                        v1::Order* response, clients::Catalog& catalog);
absl::Status ReleaseCodUnconfirmed(rpc::WorkflowContext& ctx,
                                   const v1::ReleaseCodUnconfirmedRequest& request,
                                   v1::Order* response, clients::Catalog& catalog);
absl::Status DeclineCod(rpc::WriteContext& ctx, const v1::DeclineCodRequest& request,
                        v1::Order* response);

}  // namespace shopdesk::orders::handlers
