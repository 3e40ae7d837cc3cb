#include "services/orders/handlers/placing/duplicate.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/placing/duplicate.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::DuplicatePair;
using v1::Order;

// A buyer who places more than these within a day is no mistake.
constexpr int kMostLike = 5;

// Pairs: usual, at most.
constexpr PageLimits kDuplicatePairPage{50, 1000};

struct Both {
  OrderChange first;
  OrderChange second;
};

// Loads two orders for change, in the order of their names as everywhere; nullopt if one is gone.
absl::StatusOr<absl::optional<Both>> LoadBoth(runtime::WriteContext& ctx, const std::string& first,
                                              const std::string& second) {
  Both both;
  const bool in_order = first < second;
  for (const bool load_first : {in_order, !in_order}) {
    absl::StatusOr<OrderChange> change = LoadForChange(ctx, load_first ? first : second);
    if (absl::IsNotFound(change.status())) return absl::nullopt;
    RETURN_IF_ERROR(change.status());
    (load_first ? both.first : both.second) = *std::move(change);
  }
  return both;
}

bool IsHeldFor(const Order& order) {
  return std::any_of(order.holds().begin(), order.holds().end(), [](const v1::Hold& hold) {
    return hold.kind() == v1::Hold::DUPLICATE_SUSPECTED;
  });
}

absl::Status SaveBoth(runtime::WriteContext& ctx, Both& both, bool held) {
  for (OrderChange* change : {&both.first, &both.second}) {
    const bool tell = held && IsHeldFor(change->order);
    RETURN_IF_ERROR(SaveChange(ctx, *change, tell ? events::kOrderHeld : ""));
  }
  return absl::OkStatus();
}

absl::Status OpenWork(runtime::WriteContext& ctx, const DuplicatePair& pair, const Order& order) {
  const absl::Time due =
      order.has_ship_by_time() ? FromProto(order.ship_by_time()) : absl::InfiniteFuture();
  return work::Open(ctx, kDuplicatePairWork, SubjectOf(order, pair.name(), due));
}

// False if the pair is there already, open or decided. One that lapsed is opened again.
absl::StatusOr<bool> StorePair(runtime::WriteContext& ctx, DuplicatePair& pair) {
  ASSIGN_OR_RETURN(const bool inserted, store::InsertPair(ctx.txn(), pair));
  if (inserted) return true;
  ASSIGN_OR_RETURN(DuplicatePair known, store::LoadPairForUpdate(ctx.txn(), pair.name()));
  if (known.state() != DuplicatePair::LAPSED) return false;
  RETURN_IF_ERROR(domain::ReopenPair(known, pair, MomentOf(ctx)));
  pair = std::move(known);
  RETURN_IF_ERROR(store::SavePair(ctx.txn(), pair));
  return true;
}

absl::Status PairUp(runtime::WriteContext& ctx, const store::DuplicateSign& sign,
                    const store::DuplicateSign& like, const v1::Policy& policy) {
  ASSIGN_OR_RETURN(absl::optional<Both> both, LoadBoth(ctx, like.order, sign.order));
  if (!both.has_value()) return absl::OkStatus();
  Order& first = both->first.order;
  Order& second = both->second.order;
  const absl::optional<DuplicatePair::Grade> grade = domain::GradePair(first, second);
  if (!grade.has_value()) return absl::OkStatus();
  DuplicatePair pair = domain::MakePair(first, second, *grade, MomentOf(ctx));
  pair.set_same_buyer(like.buyer == sign.buyer);
  pair.set_same_phone(like.phone == sign.phone);
  ASSIGN_OR_RETURN(const bool stored, StorePair(ctx, pair));
  if (!stored) return absl::OkStatus();
  domain::AddPair(first, pair.name());
  domain::AddPair(second, pair.name());
  const bool held = policy.duplicate_rule() != v1::Policy::LIST_PAIRS &&
                    domain::HoldPair(pair, first, second, MomentOf(ctx));
  if (domain::NeedsDecision(pair)) RETURN_IF_ERROR(OpenWork(ctx, pair, second));
  RETURN_IF_ERROR(SaveBoth(ctx, *both, held));
  ctx.Emit(pair, events::kDuplicatePairFound);
  return absl::OkStatus();
}

// Takes an order of a pair out of the trade: closed if nothing was paid, else refunded whole.
absl::Status Drop(runtime::WriteContext& ctx, OrderChange& change) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(change.order.name())));
  if (!domain::MustShip(change.order)) {
    RETURN_IF_ERROR(domain::CloseUnpaid(change.order, domain::kClose,
                                        v1::CloseReason::DUPLICATE_ORDER, policy, MomentOf(ctx)));
    return SaveChange(ctx, change, events::kOrderClosed);
  }
  if (change.order.state() == v1::OrderState::SELLER_CONSIGNED_PART) {
    return WrongStateError(change.order.name(), v1::OrderState::Value_Name(change.order.state()),
                           "DecideDuplicate other than KEEP_BOTH", "DecideDuplicate, OpenRefund");
  }
  domain::RefundRequest request;
  request.kind = v1::RefundKind::MONEY_ONLY;
  request.reason = v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING;
  v1::Refund refund;
  RETURN_IF_ERROR(
      GiveRefundOn(ctx, change, request, policy, ctx.DerivedId("duplicate_refund"), &refund));
  if (domain::IsClosed(change.order.state()))
    change.order.set_close_reason(v1::CloseReason::DUPLICATE_ORDER);
  return SaveRefundedOrder(ctx, change, refund);
}

// Takes an open pair off both orders and off the work list.
absl::StatusOr<absl::optional<Both>> Detach(runtime::WriteContext& ctx, const DuplicatePair& pair) {
  ASSIGN_OR_RETURN(absl::optional<Both> both,
                   LoadBoth(ctx, pair.first_order(), pair.second_order()));
  if (both.has_value()) {
    domain::RemovePair(both->first.order, pair.name());
    domain::RemovePair(both->second.order, pair.name());
  }
  RETURN_IF_ERROR(work::Close(ctx, kDuplicatePairWork, pair.name()));
  return both;
}

absl::Status Lapse(runtime::WriteContext& ctx, const std::string& name) {
  ASSIGN_OR_RETURN(DuplicatePair pair, store::LoadPair(ctx.txn(), name));
  ASSIGN_OR_RETURN(absl::optional<Both> both, Detach(ctx, pair));
  ASSIGN_OR_RETURN(pair, store::LoadPairForUpdate(ctx.txn(), name));
  if (pair.state() != DuplicatePair::OPEN) return absl::OkStatus();
  RETURN_IF_ERROR(domain::LapsePair(pair, MomentOf(ctx)));
  RETURN_IF_ERROR(store::SavePair(ctx.txn(), pair));
  if (both.has_value()) RETURN_IF_ERROR(SaveBoth(ctx, *both, /*held=*/false));
  ctx.Emit(pair, events::kDuplicatePairLapsed);
  return absl::OkStatus();
}

// Its receiver may have changed: what isn't like it any more makes no pair with it.
absl::Status LapseUnlike(runtime::WriteContext& ctx, const store::DuplicateSign& sign) {
  ASSIGN_OR_RETURN(const Order order, store::LoadOrder(ctx.txn(), sign.order));
  for (const std::string& name : order.duplicate_pairs()) {
    ASSIGN_OR_RETURN(const DuplicatePair pair, store::LoadPair(ctx.txn(), name));
    const bool first = pair.first_order() == sign.order;
    ASSIGN_OR_RETURN(
        const bool unlike,
        store::IsUnlike(ctx.txn(), sign, first ? pair.second_order() : pair.first_order()));
    if (unlike) RETURN_IF_ERROR(Lapse(ctx, name));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status GetDuplicatePair(runtime::ReadContext& ctx, const v1::GetDuplicatePairRequest& request,
                              DuplicatePair* response) {
  ASSIGN_OR_RETURN(*response, store::LoadPair(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListDuplicatePairs(runtime::ReadContext& ctx,
                                const v1::ListDuplicatePairsRequest& request,
                                v1::ListDuplicatePairsResponse* response) {
  store::PairQuery query;
  query.shop = std::string(ShopOf(request.parent()));
  query.state = request.state();
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), query.shop).status());
  return ListPage(
      request, kDuplicatePairPage, store::Newest(),
      [&](const store::CreationKey& before, int limit) {
        return store::ListPairs(ctx.txn(), query, before, limit);
      },
      store::CreationKeyOf<DuplicatePair>, *response, *response->mutable_duplicate_pairs());
}

absl::Status DecideDuplicate(runtime::WriteContext& ctx, const v1::DecideDuplicateRequest& request,
                             DuplicatePair* response) {
  // The orders are locked before the pair, as where pairs are found.
  ASSIGN_OR_RETURN(*response, store::LoadPair(ctx.txn(), request.name()));
  ASSIGN_OR_RETURN(absl::optional<Both> both, Detach(ctx, *response));
  ASSIGN_OR_RETURN(*response, store::LoadPairForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  ASSIGN_OR_RETURN(const std::string reason,
                   runtime::SealText(ctx, request.name(), "reason", request.reason()));
  RETURN_IF_ERROR(domain::DecidePair(*response, request.decision(), reason, MomentOf(ctx)));
  if (!both.has_value()) return shopdesk::NotFoundError(response->first_order());
  const bool drop_first = request.decision() == DuplicatePair::KEEP_SECOND;
  const bool drop_second = request.decision() == DuplicatePair::KEEP_FIRST;
  RETURN_IF_ERROR(drop_first ? Drop(ctx, both->first)
                             : SaveChange(ctx, both->first, events::kOrderPairDecided));
  RETURN_IF_ERROR(drop_second ? Drop(ctx, both->second)
                              : SaveChange(ctx, both->second, events::kOrderPairDecided));
  RETURN_IF_ERROR(store::SavePair(ctx.txn(), *response));
  ctx.Emit(*response, events::kDuplicatePairDecided);
  return absl::OkStatus();
}

absl::Status FindDuplicates(runtime::WriteContext& ctx, const store::DuplicateSign& sign,
                            const v1::Policy& policy, Pairs pairs) {
  const absl::Duration window = absl::Seconds(policy.duplicate_window_seconds());
  ASSIGN_OR_RETURN(const std::vector<store::DuplicateSign> found,
                   store::FindLike(ctx.txn(), sign, window, kMostLike));
  RETURN_IF_ERROR(store::SaveSign(ctx.txn(), sign, window));
  if (pairs == Pairs::kPerhaps) RETURN_IF_ERROR(LapseUnlike(ctx, sign));
  for (const store::DuplicateSign& like : found) {
    RETURN_IF_ERROR(PairUp(ctx, sign, like, policy));
  }
  return absl::OkStatus();
}

absl::Status HoldDuplicates(runtime::WriteContext& ctx, absl::string_view order_name,
                            const v1::Policy& policy) {
  if (policy.duplicate_rule() == v1::Policy::LIST_PAIRS) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Order order, store::LoadOrder(ctx.txn(), order_name));
  for (const std::string& name : order.duplicate_pairs()) {
    ASSIGN_OR_RETURN(const DuplicatePair pair, store::LoadPair(ctx.txn(), name));
    ASSIGN_OR_RETURN(absl::optional<Both> both,
                     LoadBoth(ctx, pair.first_order(), pair.second_order()));
    if (!both.has_value()) continue;
    if (!domain::HoldPair(pair, both->first.order, both->second.order, MomentOf(ctx))) continue;
    RETURN_IF_ERROR(SaveBoth(ctx, *both, /*held=*/true));
  }
  return absl::OkStatus();
}

absl::Status LapseDuplicates(runtime::WriteContext& ctx, absl::string_view order_name) {
  ASSIGN_OR_RETURN(const Order order, store::LoadOrder(ctx.txn(), order_name));
  for (const std::string& name : order.duplicate_pairs()) RETURN_IF_ERROR(Lapse(ctx, name));
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
