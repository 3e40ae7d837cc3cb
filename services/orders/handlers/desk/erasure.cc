#include "services/orders/handlers/desk/erasure.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/erase.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/handlers/desk/buyer_card.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/desk/erasure.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;

// Orders of a step: each has a few resources beside it.
constexpr int kOrdersInStep = 20;
// Refunds of one order: more than anybody has asked.
constexpr int kMostRefunds = 500;

// Where a round over a buyer's orders goes on, the newest first: "<milliseconds> <id>".
store::CreationKey KeyOf(const erasure::v1::Erasure& erasure, const std::string& cursor) {
  if (cursor.empty()) {
    return store::CreationKey(ToMillis(FromProto(erasure.create_time())) + 1, "");
  }
  const std::vector<std::string> parts = absl::StrSplit(cursor, absl::MaxSplits(' ', 1));
  store::CreationKey key(0, parts.back());
  return absl::SimpleAtoi(parts.front(), &std::get<0>(key)) ? key : store::Newest();
}

std::string CursorAfter(const Order& order) {
  const store::CreationKey key = store::CreationKeyOf(order);
  return absl::StrCat(std::get<0>(key), " ", std::get<1>(key));
}

bool IsErased(const Order& order, const erasure::v1::Erasure& erasure) {
  return order.has_erase_time() &&
         FromProto(order.erase_time()) >= FromProto(erasure.create_time());
}

// Whether goods that were paid for at a scan are still due, or money is to be claimed back for
// them.
absl::StatusOr<bool> HasPaidGoodsDue(runtime::WriteContext& ctx, const Order& order) {
  store::RefundQuery query;
  query.shop = std::string(ShopOf(order.name()));
  query.order_id = std::string(LastSegment(order.name()));
  ASSIGN_OR_RETURN(const std::vector<v1::Refund> refunds,
                   store::ListRefunds(ctx.txn(), query, store::OldestChild(), kMostRefunds));
  return std::any_of(refunds.begin(), refunds.end(), [](const v1::Refund& refund) {
    const v1::ScanPayment::State state = refund.scan_payment().state();
    return state == v1::ScanPayment::GOODS_AWAITED || state == v1::ScanPayment::OWED;
  });
}

// Nothing of it is needed any more: no delivery, no refund, no goods, no payout, no promise.
absl::StatusOr<bool> HasEnded(runtime::WriteContext& ctx, const Order& order) {
  if (!domain::IsFinal(order.state()) || order.open_refunds() > 0) return false;
  ASSIGN_OR_RETURN(const bool goods_due, HasPaidGoodsDue(ctx, order));
  if (goods_due) return false;
  ASSIGN_OR_RETURN(const bool payout, store::HasOpenPayout(ctx.txn(), order.name()));
  ASSIGN_OR_RETURN(const bool promise, store::HasOpenPromise(ctx.txn(), order.name()));
  return !payout && !promise;
}

absl::Status EraseOrder(runtime::WriteContext& ctx, Order& order) {
  RETURN_IF_ERROR(
      store::EraseBesidesOrder(ctx.txn(), ctx.vault(), order, erasure::TellIn(ctx)).status());
  RETURN_IF_ERROR(ctx.vault().Erase(ctx.txn(), order.name()));
  privacy::EraseMessage(order);
  *order.mutable_erase_time() = ToProto(ctx.now());
  *order.mutable_update_time() = order.erase_time();
  RETURN_IF_ERROR(store::SaveOrder(ctx.txn(), order));
  ctx.Emit(order, events::kOrderErased);
  return absl::OkStatus();
}

absl::StatusOr<erasure::Step> TakeStep(runtime::WriteContext& ctx,
                                       const erasure::v1::Erasure& erasure,
                                       const std::string& cursor) {
  erasure::Step step;
  ASSIGN_OR_RETURN(const std::vector<Order> orders,
                   store::ListOrdersOfBuyer(ctx.txn(), ShopOf(erasure.name()), erasure.buyer(),
                                            KeyOf(erasure, cursor), kOrdersInStep));
  for (const Order& seen : orders) {
    if (IsErased(seen, erasure)) continue;
    ASSIGN_OR_RETURN(Order order, store::LoadOrderForUpdate(ctx.txn(), seen.name()));
    ASSIGN_OR_RETURN(const bool ended, HasEnded(ctx, order));
    if (!ended) {
      ++step.waiting;
      continue;
    }
    RETURN_IF_ERROR(EraseOrder(ctx, order));
    ++step.erased;
  }
  if (orders.size() == kOrdersInStep) step.cursor = CursorAfter(orders.back());
  return step;
}

}  // namespace

absl::Status EraseBuyer(runtime::WriteContext& ctx, const v1::EraseBuyerRequest& request,
                        erasure::v1::Erasure* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  const std::string name = absl::StrCat(request.parent(), "/erasures/", ctx.DerivedId("erasure"));
  ASSIGN_OR_RETURN(*response, erasure::Begin(ctx, name, request.buyer(), ctx.now()));
  RETURN_IF_ERROR(EraseBuyerNotes(ctx, ShopOf(request.parent()), request.buyer()));
  return absl::OkStatus();
}

absl::Status EraseSomeOrders(runtime::WriteContext& ctx, const timer::Due& due) {
  return erasure::TakeStep(ctx, due, TakeStep);
}

}  // namespace shopdesk::orders::handlers
