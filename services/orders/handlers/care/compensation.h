#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/orders/v1/compensation.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"

// CompensationService.
namespace shopdesk::orders::handlers {

// The timer of a compensation that waits for approval.
inline constexpr char kCompensationDeadline[] = "compensation_deadline";

absl::Status GiveCompensation(runtime::WriteContext& ctx,
                              const v1::GiveCompensationRequest& request,
                              v1::Compensation* response);
absl::Status GetCompensation(runtime::ReadContext& ctx, const v1::GetCompensationRequest& request,
                             v1::Compensation* response);
absl::Status ListCompensations(runtime::ReadContext& ctx,
                               const v1::ListCompensationsRequest& request,
                               v1::ListCompensationsResponse* response);
absl::Status ApproveCompensation(runtime::WriteContext& ctx,
                                 const v1::ApproveCompensationRequest& request,
                                 v1::Compensation* response);
absl::Status DeclineCompensation(runtime::WriteContext& ctx,
                                 const v1::DeclineCompensationRequest& request,
                                 v1::Compensation* response);
absl::Status GetCompensationFigures(runtime::ReadContext& ctx,
                                    const v1::GetCompensationFiguresRequest& request,
                                    v1::CompensationFigures* response);

// What the policy gives by itself for an order that was shipped late, and for one that was refunded
// since nothing was left. Once an order and cause, however often it is asked for; nothing where the
// policy doesn't want it.
absl::Status CompensateLate(runtime::WriteContext& ctx, absl::string_view order_name);
absl::Status CompensateOutOfStock(runtime::WriteContext& ctx, const v1::Refund& refund);

// Nobody approved in time: declined.
absl::Status OnCompensationDeadline(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::orders::handlers
