#include "services/orders/handlers/transfer/payout.h"

#include <string>
#include <utility>

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "libs/work/work.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/transfer/payout.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/payout_due.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/reveal.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/transfer/payout.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::LedgerEntry;
using v1::Payee;
using v1::Payout;
using v1::StatementLine;

// Payouts: usual, at most.
constexpr PageLimits kPayoutPage{50, 1000};

// A payout that is being changed, and its order, which is its lock.
struct PayoutChange {
  OrderChange order;
  Payout payout;
};

absl::StatusOr<PayoutChange> LoadPayoutForChange(runtime::WriteContext& ctx, absl::string_view name,
                                                 absl::string_view etag) {
  ASSIGN_OR_RETURN(const Payout seen, store::LoadPayout(ctx.txn(), name));
  PayoutChange change;
  ASSIGN_OR_RETURN(change.order, LoadForChange(ctx, seen.order()));
  ASSIGN_OR_RETURN(change.payout, store::LoadPayoutForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, change.payout));
  return change;
}

absl::Status SavePayoutChange(runtime::WriteContext& ctx, Payout& payout, absl::string_view event,
                              Payout* response) {
  RETURN_IF_ERROR(store::SavePayout(ctx.txn(), payout));
  ctx.Emit(payout, event);
  *response = std::move(payout);
  return absl::OkStatus();
}

absl::StatusOr<store::PayoutQuery> QueryOf(const v1::ListPayoutsRequest& request) {
  store::PayoutQuery query;
  query.shop = std::string(ShopOf(request.parent()));
  query.state = request.state();
  if (!request.order().empty()) query.order_id = std::string(LastSegment(request.order()));
  if (request.order().empty() == (request.state() == Payout::STATE_UNSPECIFIED)) {
    return InvalidFieldError("state", "one of state and order is required");
  }
  return query;
}

}  // namespace

absl::Status GetPayout(runtime::ReadContext& ctx, const v1::GetPayoutRequest& request,
                       Payout* response) {
  ASSIGN_OR_RETURN(*response, store::LoadPayout(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListPayouts(runtime::ReadContext& ctx, const v1::ListPayoutsRequest& request,
                         v1::ListPayoutsResponse* response) {
  ASSIGN_OR_RETURN(const store::PayoutQuery query, QueryOf(request));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), query.shop).status());
  return ListPage(
      request, kPayoutPage, store::Oldest(),
      [&](const store::CreationKey& after, int limit) {
        return store::ListPayouts(ctx.txn(), query, after, limit);
      },
      store::CreationKeyOf<Payout>, *response, *response->mutable_payouts());
}

absl::Status AskPayout(runtime::WriteContext& ctx, const v1::AskPayoutRequest& request,
                       Payout* response) {
  ASSIGN_OR_RETURN(PayoutChange change, LoadPayoutForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::AskPayout(change.payout, MomentOf(ctx)));
  if (request.has_payee()) RETURN_IF_ERROR(SetPayee(ctx, request.payee(), change.payout));
  return SavePayoutChange(ctx, change.payout, events::kPayoutAsked, response);
}

absl::Status ApprovePayout(runtime::WriteContext& ctx, const v1::ApprovePayoutRequest& request,
                           Payout* response) {
  ASSIGN_OR_RETURN(PayoutChange change, LoadPayoutForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::ApprovePayout(change.payout, MomentOf(ctx)));
  return SavePayoutChange(ctx, change.payout, events::kPayoutApproved, response);
}

absl::Status SendPayout(runtime::WriteContext& ctx, const v1::SendPayoutRequest& request,
                        Payout* response) {
  ASSIGN_OR_RETURN(PayoutChange change, LoadPayoutForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::SendPayout(change.payout, request.bank_reference(), MomentOf(ctx)));
  return SavePayoutChange(ctx, change.payout, events::kPayoutSent, response);
}

absl::Status ConfirmPayout(runtime::WriteContext& ctx, const v1::ConfirmPayoutRequest& request,
                           Payout* response) {
  ASSIGN_OR_RETURN(PayoutChange change, LoadPayoutForChange(ctx, request.name(), request.etag()));
  const domain::Moment moment = MomentOf(ctx);
  RETURN_IF_ERROR(domain::ConfirmPayout(change.payout, moment));
  change.order.ledger.push_back(domain::MakeEntry(change.order.order, LedgerEntry::PAID_OUT,
                                                  {change.payout.amount().minor()}, 0,
                                                  change.payout.name(), moment));
  RETURN_IF_ERROR(SaveChange(ctx, change.order, ""));
  RETURN_IF_ERROR(work::Close(ctx, kPayout, change.payout.name()));
  return SavePayoutChange(ctx, change.payout, events::kPayoutConfirmed, response);
}

absl::Status BouncePayout(runtime::WriteContext& ctx, const v1::BouncePayoutRequest& request,
                          Payout* response) {
  ASSIGN_OR_RETURN(PayoutChange change, LoadPayoutForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::BouncePayout(
      change.payout, privacy::Mask(option::v1::PII_FREE_TEXT, request.reason()), MomentOf(ctx)));
  return SavePayoutChange(ctx, change.payout, events::kPayoutBounced, response);
}

absl::Status RevealPayee(runtime::WriteContext& ctx, const v1::RevealPayeeRequest& request,
                         Payee* response) {
  ASSIGN_OR_RETURN(const Payout payout, store::LoadPayout(ctx.txn(), request.name()));
  if (!payout.has_payee()) {
    return domain::NoPayeeYetError(payout);
  }
  return RevealBank(ctx, payout.name(), kPayeeSlot, request.purpose(), *response);
}

}  // namespace shopdesk::orders::handlers
