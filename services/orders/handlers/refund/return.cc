#include "services/orders/handlers/refund/return.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund_return.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/refund/return.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Return;

// Returns: usual, at most.
constexpr PageLimits kReturnPage{50, 1000};

// Orders of a buyer read at once: what comes back is mostly of the newest.
constexpr int kOrdersPage = 8;

// What of one order comes back.
struct OrderMatch {
  OrderChange change;
  // The order's.
  std::vector<v1::Refund> refunds;
  std::vector<domain::ReturnedLine> lines;

  bool delivered() const {
    for (const domain::ReturnedLine& line : lines) {
      if (!line.delivered) return false;
    }
    return true;
  }
};

struct Matches {
  std::vector<OrderMatch> orders;
  // Pieces that match nothing.
  int64_t left = 0;
  // The buyer has an order with the product, whatever is left of it.
  bool bought = false;
};

// Matches what is left with one order, which is loaded again, for update, if it is to be changed.
// All returns of a buyer lock his orders newest first.
absl::Status MatchOrder(runtime::WriteContext& ctx, const v1::AcceptReturnRequest& request,
                        bool delivered_only, v1::Order order, Matches& matches) {
  if (!domain::CountsForReturn(order, request.validate_only())) return absl::OkStatus();
  if (!domain::HasProduct(order, request.product())) return absl::OkStatus();
  OrderMatch match;
  if (request.validate_only()) {
    match.change.order = std::move(order);
  } else {
    ASSIGN_OR_RETURN(match.change, LoadForChange(ctx, order.name()));
    if (!domain::CountsForReturn(match.change.order, false)) return absl::OkStatus();
  }
  matches.bought = true;
  ASSIGN_OR_RETURN(match.refunds, store::LoadRefundsOf(ctx.txn(), match.change.order.name()));
  match.lines = domain::MatchReturn(match.change.order, match.refunds, request.product(),
                                    matches.left, delivered_only);
  if (match.lines.empty()) return absl::OkStatus();
  for (const domain::ReturnedLine& line : match.lines) matches.left -= line.quantity;
  matches.orders.push_back(std::move(match));
  return absl::OkStatus();
}

absl::StatusOr<Matches> FindMatches(runtime::WriteContext& ctx,
                                    const v1::AcceptReturnRequest& request, bool delivered_only) {
  Matches matches;
  matches.left = request.quantity();
  store::CreationKey before = store::Newest();
  while (matches.left > 0) {
    ASSIGN_OR_RETURN(std::vector<v1::Order> page,
                     store::ListOrdersOfBuyer(ctx.txn(), ShopOf(request.parent()), request.buyer(),
                                              before, kOrdersPage));
    if (!page.empty()) before = store::CreationKeyOf(page.back());
    for (v1::Order& order : page) {
      if (matches.left == 0) break;
      RETURN_IF_ERROR(MatchOrder(ctx, request, delivered_only, std::move(order), matches));
    }
    if (page.size() < kOrdersPage) break;
  }
  return matches;
}

// Goods that the buyer can't have yet are not taken back, nor those whose window is over.
absl::Status CheckMatches(const Matches& matches, const v1::AcceptReturnRequest& request,
                          const v1::Policy& policy, absl::Time now) {
  std::vector<std::string> undelivered;
  for (const OrderMatch& match : matches.orders) {
    RETURN_IF_ERROR(domain::CheckWindow(
        match.change.order, match.refunds, domain::LinesToRefund(match.lines),
        v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::GOODS_CAME_BACK, policy, now));
    if (!match.delivered()) undelivered.push_back(match.change.order.name());
  }
  if (request.validate_only() || undelivered.empty()) return absl::OkStatus();
  return domain::NotDeliveredError(undelivered);
}

void AddMatches(const OrderMatch& match, absl::string_view refund, Return& response) {
  for (const domain::ReturnedLine& line : match.lines) {
    Return::Match& one = *response.add_matches();
    one.set_order(match.change.order.name());
    one.set_line(line.line);
    one.set_quantity(line.quantity);
    one.set_refunded_minor(line.minor);
    one.set_refund(std::string(refund));
    one.set_delivered(line.delivered);
  }
}

absl::Status RefundMatch(runtime::WriteContext& ctx, OrderMatch& match, const Return& returned,
                         const v1::Policy& policy, std::string& refund_name) {
  domain::RefundRequest request;
  request.kind = v1::RefundKind::RETURN_AND_REFUND;
  request.reason = v1::RefundReason::GOODS_CAME_BACK;
  request.lines = domain::LinesToRefund(match.lines);
  request.inspection = returned.inspection();
  ASSIGN_OR_RETURN(const std::string id, UnescapeId(LastSegment(returned.name())));
  v1::Refund refund;
  RETURN_IF_ERROR(
      GiveRefundOn(ctx, match.change, request, policy, absl::StrCat("return-", id), &refund));
  refund_name = refund.name();
  return SaveRefundedOrder(ctx, match.change, refund);
}

void Fill(const runtime::WriteContext& ctx, const v1::AcceptReturnRequest& request,
          const Matches& matches, Return& response) {
  const std::string id =
      request.return_id().empty() ? ctx.DerivedId("return") : request.return_id();
  response.set_name(absl::StrCat(request.parent(), "/returns/", EscapeId(id)));
  response.set_buyer(request.buyer());
  response.set_product(request.product());
  response.set_quantity(request.quantity());
  response.set_inspection(request.inspection());
  *response.mutable_create_time() = ToProto(ctx.now());
  response.set_unmatched_quantity(matches.left);
  if (matches.left > 0) {
    response.set_unmatched_reason(matches.bought ? Return::MORE_THAN_LEFT : Return::NO_ORDER);
  }
}

}  // namespace

absl::Status AcceptReturn(runtime::WriteContext& ctx, const v1::AcceptReturnRequest& request,
                          Return* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  if (ShopOf(request.product()) != ShopOf(request.parent())) {
    return InvalidFieldError("product", absl::StrCat("must be one of ", request.parent()));
  }
  if (!request.return_id().empty()) {
    const std::string name =
        absl::StrCat(request.parent(), "/returns/", EscapeId(request.return_id()));
    const absl::Status found = store::LoadReturn(ctx.txn(), name).status();
    if (found.ok()) return shopdesk::AlreadyExistsError(name);
    if (!absl::IsNotFound(found)) return found;
  }
  // What the buyer has comes back, whatever newer order is on its way to him.
  ASSIGN_OR_RETURN(Matches matches, FindMatches(ctx, request, true));
  if (matches.left > 0) {
    ASSIGN_OR_RETURN(matches, FindMatches(ctx, request, false));
  }
  RETURN_IF_ERROR(CheckMatches(matches, request, policy, ctx.now()));
  Fill(ctx, request, matches, *response);
  int64_t refunded = 0;
  for (OrderMatch& match : matches.orders) {
    std::string refund;
    if (!request.validate_only())
      RETURN_IF_ERROR(RefundMatch(ctx, match, *response, policy, refund));
    AddMatches(match, refund, *response);
    for (const domain::ReturnedLine& line : match.lines) refunded += line.minor;
  }
  *response->mutable_refunded() = MakeMoney(policy.currency_code(), refunded);
  if (request.validate_only()) return absl::OkStatus();
  RETURN_IF_ERROR(store::InsertReturn(ctx.txn(), *response));
  ctx.Emit(*response, events::kReturnAccepted);
  return absl::OkStatus();
}

absl::Status GetReturn(runtime::ReadContext& ctx, const v1::GetReturnRequest& request,
                       Return* response) {
  ASSIGN_OR_RETURN(*response, store::LoadReturn(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListReturns(runtime::ReadContext& ctx, const v1::ListReturnsRequest& request,
                         v1::ListReturnsResponse* response) {
  store::ReturnQuery query;
  query.shop = std::string(ShopOf(request.parent()));
  query.unmatched_only = request.unmatched_only();
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), query.shop).status());
  return ListPage(
      request, kReturnPage, store::Newest(),
      [&](const store::CreationKey& before, int limit) {
        return store::ListReturns(ctx.txn(), query, before, limit);
      },
      store::CreationKeyOf<Return>, *response, *response->mutable_returns());
}

}  // namespace shopdesk::orders::handlers
