#include "services/orders/handlers/duplicates.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/duplicate.h"
#include "services/orders/domain/payment.h"
#include "services/orders/domain/ship_by.h"
#include "services/orders/handlers/order_change.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/refund_change.h"
#include "services/orders/handlers/refunds.h"
#include "services/orders/handlers/text.h"
#include "services/orders/handlers/work_kinds.h"
#include "services/orders/store/orders.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::DuplicatePair;
using v1::Order;

// A buyer who places more than these within a day is no mistake.
constexpr int kMostLike = 5;

struct Both {
  OrderChange first;
  OrderChange second;
};

// Loads two orders for change, in the order of their names as everywhere; nullopt if one is gone.
absl::StatusOr<absl::optional<Both>> LoadBoth(rpc::WriteContext& ctx, const std::string& first,
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

absl::Status SaveBoth(rpc::WriteContext& ctx, Both& both, bool held) {
  for (OrderChange* change : {&both.first, &both.second}) {
    const bool tell = held && IsHeldFor(change->order);
    RETURN_IF_ERROR(SaveChange(ctx, *change, tell ? "order.held" : ""));
  }
  return absl::OkStatus();
}

absl::Status OpenWork(rpc::WriteContext& ctx, const DuplicatePair& pair, const Order& order) {
  work::Subject subject;
  subject.resource = pair.name();
  subject.buyer = order.buyer();
  subject.order = order.name();
  subject.agent = order.agent();
  if (order.has_ship_by_time()) subject.due = FromProto(order.ship_by_time());
  return work::Open(ctx.txn(), kDuplicatePairWork, subject, ctx.now());
}

absl::Status PairUp(rpc::WriteContext& ctx, const store::DuplicateSign& sign,
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
  ASSIGN_OR_RETURN(const bool inserted, store::InsertPair(ctx.txn(), pair));
  if (!inserted) return absl::OkStatus();
  domain::AddPair(first, pair.name());
  domain::AddPair(second, pair.name());
  const bool held = policy.duplicate_rule() != v1::Policy::LIST_PAIRS &&
                    domain::HoldPair(pair, first, second, MomentOf(ctx));
  if (domain::NeedsDecision(pair)) RETURN_IF_ERROR(OpenWork(ctx, pair, second));
  RETURN_IF_ERROR(SaveBoth(ctx, *both, held));
  ctx.Emit(pair, "duplicate_pair.found");
  return absl::OkStatus();
}

// Takes an order of a pair out of the trade: closed if nothing was paid, else refunded whole.
absl::Status Drop(rpc::WriteContext& ctx, OrderChange& change) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(change.order.name())));
  if (!domain::MustShip(change.order)) {
    RETURN_IF_ERROR(domain::CloseUnpaid(change.order, domain::kClose, v1::DUPLICATE_ORDER, policy,
                                        MomentOf(ctx)));
    return SaveChange(ctx, change, "order.closed");
  }
  if (change.order.state() == v1::SELLER_CONSIGNED_PART) {
    return WrongStateError(change.order.name(), v1::OrderState_Name(change.order.state()),
                           "drop_duplicate", "KEEP_BOTH, or refund it by hand");
  }
  domain::RefundRequest request;
  request.kind = v1::MONEY_ONLY;
  request.reason = v1::NOT_WANTED_BEFORE_SHIPPING;
  v1::Refund refund;
  RETURN_IF_ERROR(
      GiveRefundOn(ctx, change, request, policy, ctx.DerivedId("duplicate_refund"), &refund));
  if (domain::IsClosed(change.order.state())) change.order.set_close_reason(v1::DUPLICATE_ORDER);
  return SaveRefundedOrder(ctx, change, refund);
}

absl::StatusOr<store::PairQuery> QueryOf(const v1::ListDuplicatePairsRequest& req) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 50, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  store::PairQuery query;
  query.shop = std::string(ShopOf(req.parent()));
  query.state = req.state();
  query.limit = size + 1;
  if (key.empty()) return query;
  if (key.size() != 2 || !absl::SimpleAtoi(key[0], &query.before_ms)) {
    return InvalidFieldError("page_token", "is none of this list's");
  }
  query.before_id = key[1];
  return query;
}

// Takes an open pair off both orders and off the work list.
absl::StatusOr<absl::optional<Both>> Detach(rpc::WriteContext& ctx, const DuplicatePair& pair) {
  ASSIGN_OR_RETURN(absl::optional<Both> both,
                   LoadBoth(ctx, pair.first_order(), pair.second_order()));
  if (both.has_value()) {
    domain::RemovePair(both->first.order, pair.name());
    domain::RemovePair(both->second.order, pair.name());
  }
  RETURN_IF_ERROR(work::Close(ctx.txn(), kDuplicatePairWork, pair.name()));
  return both;
}

}  // namespace

absl::Status GetDuplicatePair(rpc::ReadContext& ctx, const v1::GetDuplicatePairRequest& req,
                              DuplicatePair* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadPair(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListDuplicatePairs(rpc::ReadContext& ctx, const v1::ListDuplicatePairsRequest& req,
                                v1::ListDuplicatePairsResponse* resp) {
  ASSIGN_OR_RETURN(const store::PairQuery query, QueryOf(req));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), query.shop).status());
  ASSIGN_OR_RETURN(std::vector<DuplicatePair> pairs, store::ListPairs(ctx.txn(), query));
  if (static_cast<int>(pairs.size()) == query.limit) {
    pairs.pop_back();
    const DuplicatePair& last = pairs.back();
    resp->set_next_page_token(
        MakePageToken(req, {absl::StrCat(ToMillis(FromProto(last.create_time()))),
                            std::string(LastSegment(last.name()))}));
  }
  for (DuplicatePair& pair : pairs) *resp->add_duplicate_pairs() = std::move(pair);
  return absl::OkStatus();
}

absl::Status DecideDuplicate(rpc::WriteContext& ctx, const v1::DecideDuplicateRequest& req,
                             DuplicatePair* resp) {
  // The orders are locked before the pair, as where pairs are found.
  ASSIGN_OR_RETURN(*resp, store::LoadPair(ctx.txn(), req.name()));
  ASSIGN_OR_RETURN(absl::optional<Both> both, Detach(ctx, *resp));
  ASSIGN_OR_RETURN(*resp, store::LoadPairForUpdate(ctx.txn(), req.name()));
  RETURN_IF_ERROR(CheckEtag(req.etag(), *resp));
  ASSIGN_OR_RETURN(const std::string reason, SealText(ctx, req.name(), "reason", req.reason()));
  RETURN_IF_ERROR(domain::DecidePair(*resp, req.decision(), reason, MomentOf(ctx)));
  if (!both.has_value()) return shopdesk::NotFoundError(resp->first_order());
  const bool drop_first = req.decision() == DuplicatePair::KEEP_SECOND;
  const bool drop_second = req.decision() == DuplicatePair::KEEP_FIRST;
  RETURN_IF_ERROR(drop_first ? Drop(ctx, both->first)
                             : SaveChange(ctx, both->first, "order.pair_decided"));
  RETURN_IF_ERROR(drop_second ? Drop(ctx, both->second)
                              : SaveChange(ctx, both->second, "order.pair_decided"));
  RETURN_IF_ERROR(store::SavePair(ctx.txn(), *resp));
  ctx.Emit(*resp, "duplicate_pair.decided");
  return absl::OkStatus();
}

absl::Status FindDuplicates(rpc::WriteContext& ctx, const store::DuplicateSign& sign,
                            const v1::Policy& policy) {
  const absl::Duration window = domain::DuplicateWindow(policy);
  ASSIGN_OR_RETURN(const std::vector<store::DuplicateSign> found,
                   store::FindLike(ctx.txn(), sign, window, kMostLike));
  RETURN_IF_ERROR(store::InsertSign(ctx.txn(), sign, window));
  for (const store::DuplicateSign& like : found) {
    RETURN_IF_ERROR(PairUp(ctx, sign, like, policy));
  }
  return absl::OkStatus();
}

absl::Status HoldDuplicates(rpc::WriteContext& ctx, absl::string_view order_name,
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

absl::Status LapseDuplicates(rpc::WriteContext& ctx, absl::string_view order_name) {
  ASSIGN_OR_RETURN(const Order order, store::LoadOrder(ctx.txn(), order_name));
  for (const std::string& name : order.duplicate_pairs()) {
    ASSIGN_OR_RETURN(DuplicatePair pair, store::LoadPair(ctx.txn(), name));
    ASSIGN_OR_RETURN(absl::optional<Both> both, Detach(ctx, pair));
    ASSIGN_OR_RETURN(pair, store::LoadPairForUpdate(ctx.txn(), name));
    if (pair.state() != DuplicatePair::OPEN) continue;
    RETURN_IF_ERROR(domain::LapsePair(pair, MomentOf(ctx)));
    RETURN_IF_ERROR(store::SavePair(ctx.txn(), pair));
    if (both.has_value()) RETURN_IF_ERROR(SaveBoth(ctx, *both, /*held=*/false));
    ctx.Emit(pair, "duplicate_pair.lapsed");
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
