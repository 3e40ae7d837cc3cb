#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "libs/timer/timers.h"
#include "services/orders/domain/refund.h"
#include "services/orders/handlers/order_change.h"
#include "shopdesk/orders/v1/refund.pb.h"

// RefundService, refunds of orders.
namespace shopdesk::orders::handlers {

absl::Status OpenRefund(rpc::WriteContext& ctx, const v1::OpenRefundRequest& req, v1::Refund* resp);
absl::Status GetRefund(rpc::ReadContext& ctx, const v1::GetRefundRequest& req, v1::Refund* resp);
absl::Status ListRefunds(rpc::ReadContext& ctx, const v1::ListRefundsRequest& req,
                         v1::ListRefundsResponse* resp);
absl::Status AgreeRefund(rpc::WriteContext& ctx, const v1::AgreeRefundRequest& req,
                         v1::Refund* resp);
absl::Status RefuseRefund(rpc::WriteContext& ctx, const v1::RefuseRefundRequest& req,
                          v1::Refund* resp);
absl::Status ReviseRefund(rpc::WriteContext& ctx, const v1::ReviseRefundRequest& req,
                          v1::Refund* resp);
absl::Status WithdrawRefund(rpc::WriteContext& ctx, const v1::WithdrawRefundRequest& req,
                            v1::Refund* resp);
absl::Status EscalateRefund(rpc::WriteContext& ctx, const v1::EscalateRefundRequest& req,
                            v1::Refund* resp);
absl::Status DecideRefund(rpc::WriteContext& ctx, const v1::DecideRefundRequest& req,
                          v1::Refund* resp);
absl::Status SendBackGoods(rpc::WriteContext& ctx, const v1::SendBackGoodsRequest& req,
                           v1::Refund* resp);
absl::Status ConfirmReturnedGoods(rpc::WriteContext& ctx,
                                  const v1::ConfirmReturnedGoodsRequest& req, v1::Refund* resp);
absl::Status RefuseReturnedGoods(rpc::WriteContext& ctx, const v1::RefuseReturnedGoodsRequest& req,
                                 v1::Refund* resp);

// Gives a refund of an order that was loaded for change, under the id `refund_id`, and stores the
// refund; `order` is changed and left to be saved (SaveRefundedOrder). Errors: domain::GiveRefund.
absl::Status GiveRefundOn(rpc::WriteContext& ctx, OrderChange& order,
                          const domain::RefundRequest& request, const v1::Policy& policy,
                          absl::string_view refund_id, v1::Refund* refund);

// The deadline of a waiting refund has come: its default outcome.
absl::Status OnRefundDeadline(rpc::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::orders::handlers
