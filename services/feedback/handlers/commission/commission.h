#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/feedback/v1/commission.pb.h"
#include "shopdesk/feedback/v1/policy.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

// The RPCs of CommissionService, and what orders add to commission.
namespace shopdesk::feedback::handlers {

// When a month's statement is closed, for the statement.
inline constexpr char kCommissionTimer[] = "commission_close";

absl::Status GetCommission(runtime::ReadContext& ctx, const v1::GetCommissionRequest& request,
                           v1::CommissionStatement* response);
absl::Status ListCommissionStatements(runtime::ReadContext& ctx,
                                      const v1::ListCommissionStatementsRequest& request,
                                      v1::ListCommissionStatementsResponse* response);
absl::Status ListCommissionLines(runtime::ReadContext& ctx,
                                 const v1::ListCommissionLinesRequest& request,
                                 v1::ListCommissionLinesResponse* response);

// Credits an order to its agent as it stands at `time`: what was paid for goods counts in the month
// of the payment, a later refund in the month of `time`; in the next open month where that one is
// closed. Nothing new changes nothing.
absl::Status CreditOrder(runtime::WriteContext& ctx, const v1::Policy& policy,
                         const orders::v1::Order& order, absl::Time time);
// kCommissionTimer: reckons a month for good; nothing happens if that was done.
absl::Status CloseStatement(runtime::WriteContext& ctx, const timer::Due& due);
// kCommissionSumTimer: keeps what an open month comes to, for the figures.
absl::Status SumStatement(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::feedback::handlers
