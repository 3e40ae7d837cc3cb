#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/transfer.pb.h"

namespace shopdesk::orders::handlers {

absl::Status ClaimTransfer(rpc::WriteContext& ctx, const v1::ClaimTransferRequest& req,
                           v1::Order* resp);
absl::Status ImportStatementLines(rpc::WriteContext& ctx,
                                  const v1::ImportStatementLinesRequest& req,
                                  v1::ImportStatementLinesResponse* resp);
absl::Status RecordStatementLines(rpc::WriteContext& ctx,
                                  const v1::RecordStatementLinesRequest& req,
                                  v1::RecordStatementLinesResponse* resp);
absl::Status GetStatementLine(rpc::ReadContext& ctx, const v1::GetStatementLineRequest& req,
                              v1::StatementLine* resp);
absl::Status ListStatementLines(rpc::ReadContext& ctx, const v1::ListStatementLinesRequest& req,
                                v1::ListStatementLinesResponse* resp);
absl::Status MatchStatementLine(rpc::WriteContext& ctx, const v1::MatchStatementLineRequest& req,
                                v1::StatementLine* resp);
absl::Status RevealStatementLine(rpc::WriteContext& ctx, const v1::RevealStatementLineRequest& req,
                                 v1::StatementLine* resp);

// Where a statement line's original is in the vault.
inline constexpr char kStatementLineSlot[] = "line";

}  // namespace shopdesk::orders::handlers
