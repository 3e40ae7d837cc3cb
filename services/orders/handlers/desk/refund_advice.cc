#include "services/orders/handlers/desk/refund_advice.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "services/orders/domain/desk/refund_advice.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/desk/buyer_card.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/desk/buyer_card.h"
#include "services/orders/store/desk/refund_advice.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::RefundAdvice;

// A buyer's refunds that are looked at: who has more has too many for any rule.
constexpr int kMostRefundsOfBuyer = 200;

absl::StatusOr<int> CountRefundOnly(runtime::WriteContext& ctx, const v1::Order& order,
                                    const v1::Policy& policy) {
  const absl::Time since = ctx.now() - absl::Hours(24) * policy.refund_advice_days();
  ASSIGN_OR_RETURN(const std::vector<v1::Refund> refunds,
                   store::ListRefundsOfBuyer(ctx.txn(), ShopOf(order.name()), order.buyer(),
                                             ToMillis(since), kMostRefundsOfBuyer));
  return static_cast<int>(std::count_if(refunds.begin(), refunds.end(), domain::IsRefundOnly));
}

}  // namespace

absl::Status AdviseRefund(runtime::WriteContext& ctx, const v1::AdviseRefundRequest& request,
                          RefundAdvice* response) {
  // No order, no refund: NOT_FOUND names what was asked for.
  const auto order = store::LoadOrderForUpdate(ctx.txn(), ParentOf(request.name()));
  if (absl::IsNotFound(order.status())) return shopdesk::NotFoundError(request.name());
  RETURN_IF_ERROR(order.status());
  ASSIGN_OR_RETURN(const v1::Refund refund, store::LoadRefund(ctx.txn(), request.name()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(const int refund_only, CountRefundOnly(ctx, *order, policy));
  ASSIGN_OR_RETURN(
      const v1::BuyerCard card,
      LoadBuyerCard(ctx.txn(), store::BuyerCardName(ShopOf(order->name()), order->buyer())));
  const std::string name = absl::StrCat(request.name(), "/advice");
  ASSIGN_OR_RETURN(absl::optional<RefundAdvice> kept,
                   store::FindRefundAdviceForUpdate(ctx.txn(), name));
  RefundAdvice advice = kept.value_or(RefundAdvice());
  advice.set_name(name);
  RETURN_IF_ERROR(domain::AdviseRefund(refund,
                                       domain::FactsOf(*order, refund, refund_only, card, policy),
                                       policy, MomentOf(ctx), advice));
  RETURN_IF_ERROR(kept.has_value() ? store::SaveRefundAdvice(ctx.txn(), advice)
                                   : store::InsertRefundAdvice(ctx.txn(), advice));
  ctx.Emit(advice, events::kRefundAdviceGiven);
  *response = std::move(advice);
  return absl::OkStatus();
}

absl::Status GetRefundAdvice(runtime::ReadContext& ctx, const v1::GetRefundAdviceRequest& request,
                             RefundAdvice* response) {
  ASSIGN_OR_RETURN(*response, store::LoadRefundAdvice(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status GetRefundAdviceFigures(runtime::ReadContext& ctx,
                                    const v1::GetRefundAdviceFiguresRequest& request,
                                    v1::RefundAdviceFigures* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  return figures::AnswerSums(ctx, request, domain::RefundAdviceFiguresOf, response);
}

absl::Status NoteRefundAction(runtime::WriteContext& ctx, const v1::Refund& refund) {
  ASSIGN_OR_RETURN(
      absl::optional<RefundAdvice> advice,
      store::FindRefundAdviceForUpdate(ctx.txn(), absl::StrCat(refund.name(), "/advice")));
  if (!advice.has_value() || !domain::NoteAction(refund, *advice)) return absl::OkStatus();
  RETURN_IF_ERROR(store::SaveRefundAdvice(ctx.txn(), *advice));
  ctx.Emit(*advice, events::kRefundAdviceActed);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
