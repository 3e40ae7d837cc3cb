#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/refund.pb.h"
#include "shopdesk/orders/v1/refund_advice.pb.h"

// RefundAdviceService.
namespace shopdesk::orders::handlers {

absl::Status AdviseRefund(runtime::WriteContext& ctx, const v1::AdviseRefundRequest& request,
                          v1::RefundAdvice* response);
absl::Status GetRefundAdvice(runtime::ReadContext& ctx, const v1::GetRefundAdviceRequest& request,
                             v1::RefundAdvice* response);
absl::Status GetRefundAdviceFigures(runtime::ReadContext& ctx,
                                    const v1::GetRefundAdviceFiguresRequest& request,
                                    v1::RefundAdviceFigures* response);

// Notes what a refund's new state says that was done, where it was advised on.
absl::Status NoteRefundAction(runtime::WriteContext& ctx, const v1::Refund& refund);

}  // namespace shopdesk::orders::handlers
