#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/catalog.h"
#include "shopdesk/orders/v1/payment.pb.h"

namespace shopdesk::orders::handlers {

absl::Status RecordPayment(runtime::WorkflowContext& ctx, const v1::RecordPaymentRequest& request,
                           v1::Order* response, clients::Catalog& catalog);
absl::Status RecordCodRemittance(runtime::WriteContext& ctx,
                                 const v1::RecordCodRemittanceRequest& request,
                                 v1::Order* response);
absl::Status ListLedgerEntries(runtime::ReadContext& ctx,
                               const v1::ListLedgerEntriesRequest& request,
                               v1::ListLedgerEntriesResponse* response);

}  // namespace shopdesk::orders::handlers
