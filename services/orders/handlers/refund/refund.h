#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "services/orders/domain/refund/refund.h"
#include "services/orders/handlers/trade/order_change.h"
#include "shopdesk/orders/v1/refund.pb.h"

// RefundService, refunds of orders.
namespace shopdesk::orders::handlers {

absl::Status OpenRefund(runtime::WriteContext& ctx, const v1::OpenRefundRequest& request,
                        v1::Refund* response);
absl::Status GetRefund(runtime::ReadContext& ctx, const v1::GetRefundRequest& request,
                       v1::Refund* response);
absl::Status ListRefunds(runtime::ReadContext& ctx, const v1::ListRefundsRequest& request,
                         v1::ListRefundsResponse* response);
absl::Status AgreeRefund(runtime::WriteContext& ctx, const v1::AgreeRefundRequest& request,
                         v1::Refund* response);
absl::Status RefuseRefund(runtime::WriteContext& ctx, const v1::RefuseRefundRequest& request,
                          v1::Refund* response);
absl::Status ReviseRefund(runtime::WriteContext& ctx, const v1::ReviseRefundRequest& request,
                          v1::Refund* response);
absl::Status WithdrawRefund(runtime::WriteContext& ctx, const v1::WithdrawRefundRequest& request,
                            v1::Refund* response);
absl::Status EscalateRefund(runtime::WriteContext& ctx, const v1::EscalateRefundRequest& request,
                            v1::Refund* response);
absl::Status SubmitRefundEvidence(runtime::WriteContext& ctx,
                                  const v1::SubmitRefundEvidenceRequest& request,
                                  v1::Refund* response);
absl::Status DecideRefund(runtime::WriteContext& ctx, const v1::DecideRefundRequest& request,
                          v1::Refund* response);
absl::Status SendBackGoods(runtime::WriteContext& ctx, const v1::SendBackGoodsRequest& request,
                           v1::Refund* response);
absl::Status ConfirmReturnedGoods(runtime::WriteContext& ctx,
                                  const v1::ConfirmReturnedGoodsRequest& request,
                                  v1::Refund* response);
absl::Status AcceptRefundOffer(runtime::WriteContext& ctx,
                               const v1::AcceptRefundOfferRequest& request, v1::Refund* response);
absl::Status RefuseRefundOffer(runtime::WriteContext& ctx,
                               const v1::RefuseRefundOfferRequest& request, v1::Refund* response);
absl::Status RefuseReturnedGoods(runtime::WriteContext& ctx,
                                 const v1::RefuseReturnedGoodsRequest& request,
                                 v1::Refund* response);
absl::Status ReturnGoodsToBuyer(runtime::WriteContext& ctx,
                                const v1::ReturnGoodsToBuyerRequest& request, v1::Refund* response);

// Gives a refund of an order that was loaded for change, under the id `refund_id`, and stores the
// refund; `order` is changed and left to be saved (SaveRefundedOrder). Errors: domain::GiveRefund.
absl::Status GiveRefundOn(runtime::WriteContext& ctx, OrderChange& order,
                          const domain::RefundRequest& request, const v1::Policy& policy,
                          absl::string_view refund_id, v1::Refund* refund);

// The deadline of a waiting refund has come: its default outcome.
absl::Status OnRefundDeadline(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::orders::handlers
