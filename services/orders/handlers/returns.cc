#include "services/orders/handlers/returns.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund_return.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/refund_change.h"
#include "services/orders/handlers/refunds.h"
#include "services/orders/store/orders.h"
#include "services/orders/store/refunds.h"
#include "services/orders/store/returns.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Return;

// Orders of a buyer read at once: what comes back is mostly of the newest.
constexpr int kOrdersPage = 8;

// What of one order comes back.
struct OrderMatch {
  OrderChange change;
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
absl::Status MatchOrder(rpc::WriteContext& ctx, const v1::AcceptReturnRequest& req, v1::Order order,
                        Matches& matches) {
  if (!domain::CountsForReturn(order, req.validate_only())) return absl::OkStatus();
  if (!domain::HasProduct(order, req.product())) return absl::OkStatus();
  OrderMatch match;
  if (req.validate_only()) {
    match.change.order = std::move(order);
  } else {
    ASSIGN_OR_RETURN(match.change, LoadForChange(ctx, order.name()));
    if (!domain::CountsForReturn(match.change.order, false)) return absl::OkStatus();
  }
  matches.bought = true;
  ASSIGN_OR_RETURN(const std::vector<v1::Refund> open,
                   store::LoadUnpaidRefunds(ctx.txn(), match.change.order.name()));
  match.lines = domain::MatchReturn(match.change.order, open, req.product(), matches.left);
  if (match.lines.empty()) return absl::OkStatus();
  for (const domain::ReturnedLine& line : match.lines) matches.left -= line.quantity;
  matches.orders.push_back(std::move(match));
  return absl::OkStatus();
}

absl::StatusOr<Matches> FindMatches(rpc::WriteContext& ctx, const v1::AcceptReturnRequest& req) {
  Matches matches;
  matches.left = req.quantity();
  absl::Time before = absl::InfiniteFuture();
  std::string before_id;
  while (matches.left > 0) {
    std::vector<v1::Order> page;
    RETURN_IF_ERROR(store::ListOrdersOfBuyer(ctx.txn(), ShopOf(req.parent()), req.buyer(), before,
                                             before_id, kOrdersPage, page));
    const bool more = page.size() == kOrdersPage;
    if (!page.empty()) {
      before = FromProto(page.back().create_time());
      before_id = std::string(LastSegment(page.back().name()));
    }
    for (v1::Order& order : page) {
      if (matches.left == 0) break;
      RETURN_IF_ERROR(MatchOrder(ctx, req, std::move(order), matches));
    }
    if (!more) break;
  }
  return matches;
}

// Goods that the buyer can't have yet are not taken back, nor those whose window is over.
absl::Status CheckMatches(const Matches& matches, const v1::AcceptReturnRequest& req,
                          const v1::Policy& policy, absl::Time now) {
  std::vector<std::string> undelivered;
  for (const OrderMatch& match : matches.orders) {
    RETURN_IF_ERROR(domain::CheckWindow(match.change.order, domain::LinesToRefund(match.lines),
                                        v1::GOODS_CAME_BACK, policy, now));
    if (!match.delivered()) undelivered.push_back(match.change.order.name());
  }
  if (req.validate_only() || undelivered.empty()) return absl::OkStatus();
  const std::string orders = absl::StrJoin(undelivered, ",");
  return Error(absl::StatusCode::kFailedPrecondition, "NOT_DELIVERED",
               absl::StrCat("these orders match but are not delivered: ", orders,
                            "; record their delivery first"),
               {{"orders", orders}});
}

void AddMatches(const OrderMatch& match, absl::string_view refund, Return& resp) {
  for (const domain::ReturnedLine& line : match.lines) {
    Return::Match& one = *resp.add_matches();
    one.set_order(match.change.order.name());
    one.set_line(line.line);
    one.set_quantity(line.quantity);
    one.set_refunded_minor(line.minor);
    one.set_refund(std::string(refund));
    one.set_delivered(line.delivered);
  }
}

absl::Status RefundMatch(rpc::WriteContext& ctx, OrderMatch& match, const Return& returned,
                         const v1::Policy& policy, std::string& refund_name) {
  domain::RefundRequest request;
  request.kind = v1::RETURN_AND_REFUND;
  request.reason = v1::GOODS_CAME_BACK;
  request.lines = domain::LinesToRefund(match.lines);
  request.inspection = returned.inspection();
  ASSIGN_OR_RETURN(const std::string id, UnescapeId(LastSegment(returned.name())));
  v1::Refund refund;
  RETURN_IF_ERROR(
      GiveRefundOn(ctx, match.change, request, policy, absl::StrCat("return-", id), &refund));
  refund_name = refund.name();
  return SaveRefundedOrder(ctx, match.change, refund);
}

void Fill(const rpc::WriteContext& ctx, const v1::AcceptReturnRequest& req, const Matches& matches,
          Return& resp) {
  const std::string id = req.return_id().empty() ? ctx.DerivedId("return") : req.return_id();
  resp.set_name(absl::StrCat(req.parent(), "/returns/", EscapeId(id)));
  resp.set_buyer(req.buyer());
  resp.set_product(req.product());
  resp.set_quantity(req.quantity());
  resp.set_inspection(req.inspection());
  *resp.mutable_create_time() = ToProto(ctx.now());
  resp.set_unmatched_quantity(matches.left);
  if (matches.left > 0) {
    resp.set_unmatched_reason(matches.bought ? Return::MORE_THAN_LEFT : Return::NO_ORDER);
  }
}

}  // namespace

absl::Status AcceptReturn(rpc::WriteContext& ctx, const v1::AcceptReturnRequest& req,
                          Return* resp) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.parent())));
  if (ShopOf(req.product()) != ShopOf(req.parent())) {
    return InvalidFieldError("product", absl::StrCat("must be one of ", req.parent()));
  }
  if (!req.return_id().empty()) {
    const std::string name = absl::StrCat(req.parent(), "/returns/", EscapeId(req.return_id()));
    const absl::Status found = store::LoadReturn(ctx.txn(), name).status();
    if (found.ok()) return shopdesk::AlreadyExistsError(name);
    if (!absl::IsNotFound(found)) return found;
  }
  ASSIGN_OR_RETURN(Matches matches, FindMatches(ctx, req));
  RETURN_IF_ERROR(CheckMatches(matches, req, policy, ctx.now()));
  Fill(ctx, req, matches, *resp);
  int64_t refunded = 0;
  for (OrderMatch& match : matches.orders) {
    std::string refund;
    if (!req.validate_only()) RETURN_IF_ERROR(RefundMatch(ctx, match, *resp, policy, refund));
    AddMatches(match, refund, *resp);
    for (const domain::ReturnedLine& line : match.lines) refunded += line.minor;
  }
  *resp->mutable_refunded() = MakeMoney(policy.currency_code(), refunded);
  if (req.validate_only()) return absl::OkStatus();
  RETURN_IF_ERROR(store::InsertReturn(ctx.txn(), *resp));
  ctx.Emit(*resp, "return.accepted");
  return absl::OkStatus();
}

absl::Status GetReturn(rpc::ReadContext& ctx, const v1::GetReturnRequest& req, Return* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadReturn(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListReturns(rpc::ReadContext& ctx, const v1::ListReturnsRequest& req,
                         v1::ListReturnsResponse* resp) {
  store::ReturnQuery query;
  query.shop = std::string(ShopOf(req.parent()));
  query.unmatched_only = req.unmatched_only();
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), query.shop).status());
  ASSIGN_OR_RETURN(query.limit, PageSize(req.page_size(), 50, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  if (!key.empty()) {
    if (key.size() != 2 || !absl::SimpleAtoi(key[0], &query.before_ms)) {
      return InvalidFieldError("page_token", "is none of this list");
    }
    query.before_id = key[1];
  }
  ASSIGN_OR_RETURN(std::vector<Return> returns, store::ListReturns(ctx.txn(), query));
  for (Return& one : returns) *resp->add_returns() = std::move(one);
  if (resp->returns_size() < query.limit) return absl::OkStatus();
  const Return& last = *resp->returns().rbegin();
  resp->set_next_page_token(
      MakePageToken(req, {absl::StrCat(ToMillis(FromProto(last.create_time()))),
                          std::string(LastSegment(last.name()))}));
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
