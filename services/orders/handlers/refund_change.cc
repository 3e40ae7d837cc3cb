#include "services/orders/handlers/refund_change.h"

#include <utility>

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund_states.h"
#include "services/orders/domain/trade.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/work_kinds.h"
#include "services/orders/store/refunds.h"

namespace shopdesk::orders::handlers {
namespace {

const char* EventOf(v1::RefundState state) {
  switch (state) {
    case v1::WAIT_SELLER_AGREE:
      return "refund.opened";
    case v1::WAIT_BUYER_RETURN_GOODS:
      return "refund.agreed";
    case v1::WAIT_SELLER_CONFIRM_GOODS:
      return "refund.sent_back";
    case v1::SELLER_REFUSE_BUYER:
      return "refund.refused";
    case v1::SELLER_REFUSE_GOODS:
      return "refund.goods_refused";
    case v1::PLATFORM_REVIEW:
      return "refund.escalated";
    case v1::SUCCESS:
    case v1::PARTIAL:
      return "refund.succeeded";
    default:
      return "refund.closed";
  }
}

const char* OrderEventOf(const v1::Order& order, const v1::Refund& refund) {
  if (domain::IsClosed(order.state())) return "order.closed";
  if (!domain::IsEnded(refund.state())) return "order.refund_asked";
  return refund.state() == v1::CLOSED ? "order.refund_closed" : "order.refunded";
}

void SetTimer(rpc::WriteContext& ctx, const v1::Refund& refund) {
  if (refund.has_deadline_time()) {
    ctx.Schedule(kRefundDeadline, refund.name(), FromProto(refund.deadline_time()));
  } else {
    ctx.Cancel(kRefundDeadline, refund.name());
  }
}

bool WaitsForSeller(const v1::Refund& refund) {
  return refund.state() == v1::WAIT_SELLER_AGREE || refund.state() == v1::WAIT_SELLER_CONFIRM_GOODS;
}

absl::Status OpenWork(rpc::WriteContext& ctx, const v1::Refund& refund) {
  return work::Open(ctx.txn(), kRefundWork,
                    {.resource = refund.name(),
                     .buyer = refund.buyer(),
                     .order = std::string(ParentOf(refund.name())),
                     .due = FromProto(refund.deadline_time())},
                    ctx.now());
}

}  // namespace

absl::StatusOr<RefundChange> LoadRefundForChange(rpc::WriteContext& ctx, absl::string_view name,
                                                 absl::string_view etag) {
  RefundChange change;
  // No order, no refund: NOT_FOUND names what was asked for.
  absl::StatusOr<OrderChange> order = LoadForChange(ctx, ParentOf(name));
  if (absl::IsNotFound(order.status())) return shopdesk::NotFoundError(name);
  ASSIGN_OR_RETURN(change.order, std::move(order));
  ASSIGN_OR_RETURN(change.refund, store::LoadRefundForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, change.refund));
  ASSIGN_OR_RETURN(change.policy, LoadPolicy(ctx.txn(), ShopOf(name)));
  return change;
}

absl::Status InsertRefundChange(rpc::WriteContext& ctx, v1::Refund& refund) {
  RETURN_IF_ERROR(store::InsertRefund(ctx.txn(), refund));
  if (refund.has_deadline_time()) SetTimer(ctx, refund);
  if (WaitsForSeller(refund)) RETURN_IF_ERROR(OpenWork(ctx, refund));
  ctx.Emit(refund, EventOf(refund.state()));
  return absl::OkStatus();
}

absl::Status SaveRefundChange(rpc::WriteContext& ctx, v1::Refund& refund, absl::string_view event) {
  RETURN_IF_ERROR(store::SaveRefund(ctx.txn(), refund));
  SetTimer(ctx, refund);
  RETURN_IF_ERROR(WaitsForSeller(refund) ? OpenWork(ctx, refund)
                                         : work::Close(ctx.txn(), kRefundWork, refund.name()));
  ctx.Emit(refund, event.empty() ? EventOf(refund.state()) : event);
  return absl::OkStatus();
}

absl::Status SaveRefundedOrder(rpc::WriteContext& ctx, OrderChange& order,
                               const v1::Refund& refund) {
  return SaveChange(ctx, order, OrderEventOf(order.order, refund));
}

}  // namespace shopdesk::orders::handlers
