#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "services/orders/clients/catalog.h"
#include "shopdesk/orders/v1/payment.pb.h"

namespace shopdesk::orders::handlers {

absl::Status RecordPayment(rpc::WorkflowContext& ctx, const v1::RecordPaymentRequest& request,
                           v1::Order* response, clients::Catalog& catalog);
absl::Status RecordCodRemittance(rpc::WriteContext& ctx,
                                 const v1::RecordCodRemittanceRequest& request,
                                 v1::Order* response);
absl::Status ListLedgerEntries(rpc::ReadContext& ctx, const v1::ListLedgerEntriesRequest& request,
                               v1::ListLedgerEntriesResponse* response);

}  // namespace shopdesk::orders::handlers
