#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/transfer.pb.h"

namespace shopdesk::orders::handlers {

absl::Status ClaimTransfer(runtime::WriteContext& ctx, const v1::ClaimTransferRequest& request,
                           v1::Order* response);
absl::Status ImportStatementLines(runtime::WriteContext& ctx,
                                  const v1::ImportStatementLinesRequest& request,
                                  v1::ImportStatementLinesResponse* response);
absl::Status RecordStatementLines(runtime::WriteContext& ctx,
                                  const v1::RecordStatementLinesRequest& request,
                                  v1::RecordStatementLinesResponse* response);
absl::Status GetStatementLine(runtime::ReadContext& ctx, const v1::GetStatementLineRequest& request,
                              v1::StatementLine* response);
absl::Status ListStatementLines(runtime::ReadContext& ctx,
                                const v1::ListStatementLinesRequest& request,
                                v1::ListStatementLinesResponse* response);
absl::Status MatchStatementLine(runtime::WriteContext& ctx,
                                const v1::MatchStatementLineRequest& request,
                                v1::StatementLine* response);
absl::Status RevealStatementLine(runtime::WriteContext& ctx,
                                 const v1::RevealStatementLineRequest& request,
                                 v1::StatementLine* response);

}  // namespace shopdesk::orders::handlers
