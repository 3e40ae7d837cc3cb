#include "services/orders/handlers/refund/refund_change.h"

#include <utility>

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund_held.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/refund/refund.h"

namespace shopdesk::orders::handlers {
namespace {

const char* EventOf(const v1::Refund& refund) {
  switch (refund.state()) {
    case v1::RefundState::WAIT_SELLER_AGREE:
      return events::kRefundOpened;
    case v1::RefundState::WAIT_BUYER_RETURN_GOODS:
      return events::kRefundAgreed;
    case v1::RefundState::WAIT_SELLER_CONFIRM_GOODS:
      return events::kRefundSentBack;
    case v1::RefundState::SELLER_REFUSE_BUYER:
      return events::kRefundRefused;
    case v1::RefundState::SELLER_REFUSE_GOODS:
      return events::kRefundGoodsRefused;
    case v1::RefundState::PLATFORM_REVIEW:
      return events::kRefundEscalated;
    case v1::RefundState::WAIT_SELLER_SEND_AGAIN:
      return events::kRefundSendAgainDue;
    case v1::RefundState::WAIT_BUYER_ACCEPT:
      return events::kRefundOffered;
    case v1::RefundState::WAIT_BUYER_CONFIRM:
      return events::kRefundSentAgain;
    case v1::RefundState::SUCCESS:
    case v1::RefundState::PARTIAL:
      return domain::WasReplaced(refund) ? events::kRefundReplaced : events::kRefundSucceeded;
    default:
      return events::kRefundClosed;
  }
}

const char* OrderEventOf(const OrderChange& change, const v1::Refund& refund) {
  const bool closes =
      domain::IsClosed(change.order.state()) && !domain::IsClosed(change.before.state);
  if (closes) return events::kOrderClosed;
  if (!domain::IsEnded(refund.state())) return events::kOrderRefundAsked;
  const bool unpaid = refund.state() == v1::RefundState::CLOSED || domain::WasReplaced(refund);
  return unpaid ? events::kOrderRefundClosed : events::kOrderRefunded;
}

void SetTimer(runtime::WriteContext& ctx, const v1::Refund& refund) {
  if (refund.has_deadline_time()) {
    ctx.Schedule(kRefundDeadline, refund.name(), FromProto(refund.deadline_time()));
  } else {
    ctx.Cancel(kRefundDeadline, refund.name());
  }
}

absl::Status UpdateWork(runtime::WriteContext& ctx, const v1::Refund& refund) {
  const work::Kind* kind = WorkOf(refund);
  if (kind == nullptr) return work::Close(ctx, kRefundWork, refund.name());
  const bool review = refund.state() == v1::RefundState::PLATFORM_REVIEW;
  return work::Open(
      ctx, *kind,
      {.resource = refund.name(),
       .buyer = refund.buyer(),
       .order = std::string(ParentOf(refund.name())),
       .due = FromProto(review ? refund.evidence_due_time() : refund.deadline_time())});
}

absl::Status OpenRefundWork(runtime::WriteContext& ctx, const work::Kind& kind,
                            const v1::Refund& refund) {
  return work::Open(ctx, kind,
                    {.resource = refund.name(),
                     .buyer = refund.buyer(),
                     .order = std::string(ParentOf(refund.name())),
                     .due = ctx.now()});
}

absl::Status UpdateMoreWork(runtime::WriteContext& ctx, const v1::Refund& refund) {
  for (const RefundWork& work : kMoreRefundWork) {
    if (!work.may_need(refund)) continue;
    RETURN_IF_ERROR(work.needs(refund) ? OpenRefundWork(ctx, *work.kind, refund)
                                       : work::Close(ctx, *work.kind, refund.name()));
  }
  return absl::OkStatus();
}

// Money and promise differ: somebody has to settle it.
absl::Status OpenUnpaid(runtime::WriteContext& ctx, const v1::Refund& refund) {
  if (!refund.has_unpaid()) return absl::OkStatus();
  return OpenRefundWork(ctx, kRefundUnpaid, refund);
}

}  // namespace

const work::Kind* WorkOf(const v1::Refund& refund) {
  if (refund.scan_payment().state() == v1::ScanPayment::GOODS_AWAITED) return &kPaidGoodsWork;
  switch (refund.state()) {
    case v1::RefundState::WAIT_SELLER_AGREE:
      return &kRefundWork;
    case v1::RefundState::WAIT_SELLER_CONFIRM_GOODS:
      return &kRefundGoodsWork;
    case v1::RefundState::WAIT_SELLER_SEND_AGAIN:
      return &kRefundSendAgainWork;
    case v1::RefundState::PLATFORM_REVIEW:
      return &kRefundReviewWork;
    default:
      return nullptr;
  }
}

absl::StatusOr<RefundChange> LoadRefundForChange(runtime::WriteContext& ctx, absl::string_view name,
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

absl::Status InsertRefundChange(runtime::WriteContext& ctx, v1::Refund& refund) {
  RETURN_IF_ERROR(store::InsertRefund(ctx.txn(), refund));
  if (refund.has_deadline_time()) SetTimer(ctx, refund);
  if (WorkOf(refund) != nullptr) RETURN_IF_ERROR(UpdateWork(ctx, refund));
  for (const RefundWork& work : kMoreRefundWork) {
    if (work.needs(refund)) RETURN_IF_ERROR(OpenRefundWork(ctx, *work.kind, refund));
  }
  ctx.Emit(refund, EventOf(refund));
  return absl::OkStatus();
}

absl::Status SaveRefundChange(runtime::WriteContext& ctx, v1::Refund& refund,
                              absl::string_view event) {
  RETURN_IF_ERROR(store::SaveRefund(ctx.txn(), refund));
  SetTimer(ctx, refund);
  RETURN_IF_ERROR(UpdateWork(ctx, refund));
  RETURN_IF_ERROR(UpdateMoreWork(ctx, refund));
  RETURN_IF_ERROR(OpenUnpaid(ctx, refund));
  ctx.Emit(refund, event.empty() ? EventOf(refund) : event);
  return absl::OkStatus();
}

absl::Status SaveRefundedOrder(runtime::WriteContext& ctx, OrderChange& order,
                               const v1::Refund& refund) {
  return SaveChange(ctx, order, OrderEventOf(order, refund));
}

}  // namespace shopdesk::orders::handlers
