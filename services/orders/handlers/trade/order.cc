#include "services/orders/handlers/trade/order.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/desk/describe.h"
#include "services/orders/domain/desk/sentence.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

// Orders: usual, at most.
constexpr PageLimits kOrderPage{50, 1000};

absl::Status CheckFilter(const v1::ListOrdersRequest& request) {
  const bool state = request.state() != v1::OrderState::ORDER_STATE_UNSPECIFIED;
  if (!request.agent().empty() && (state || !request.buyer().empty())) {
    return InvalidFieldError("agent", "can't be combined with state or buyer");
  }
  return absl::OkStatus();
}

absl::StatusOr<store::OrderQuery> MakeQuery(const v1::ListOrdersRequest& request) {
  RETURN_IF_ERROR(CheckFilter(request));
  store::OrderQuery query;
  query.shop = std::string(ShopOf(request.parent()));
  query.state = request.state();
  query.buyer = request.buyer();
  query.agent = request.agent();
  query.ascending = request.sort() == v1::ListOrdersRequest::OLDEST_CHANGE_FIRST;
  const type::v1::TimeRange& range = request.update_time();
  if (range.has_start_time()) query.after = {ToMillis(FromProto(range.start_time())), ""};
  if (range.has_end_time()) query.before = {ToMillis(FromProto(range.end_time())), ""};
  return query;
}

}  // namespace

absl::Status GetOrder(runtime::ReadContext& ctx, const v1::GetOrderRequest& request,
                      v1::Order* response) {
  ASSIGN_OR_RETURN(*response, store::LoadOrder(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status BatchGetOrders(runtime::ReadContext& ctx, const v1::BatchGetOrdersRequest& request,
                            v1::BatchGetOrdersResponse* response) {
  for (const std::string& name : request.names()) {
    if (!absl::StartsWith(name, absl::StrCat(request.parent(), "/orders/"))) {
      return InvalidFieldError("names", absl::StrCat(name, " is no order of ", request.parent()));
    }
    ASSIGN_OR_RETURN(absl::optional<v1::Order> found, store::FindOrder(ctx.txn(), name));
    if (found.has_value()) {
      *response->add_orders() = *std::move(found);
    } else {
      response->add_missing(name);
    }
  }
  return absl::OkStatus();
}

absl::Status ListOrders(runtime::ReadContext& ctx, const v1::ListOrdersRequest& request,
                        v1::ListOrdersResponse* response) {
  ASSIGN_OR_RETURN(store::OrderQuery query, MakeQuery(request));
  store::OrderKey& start = query.ascending ? query.after : query.before;
  return ListPage(
      request, kOrderPage, start,
      [&](const store::OrderKey& key, int limit) {
        start = key;
        query.limit = limit;
        return store::ListOrders(ctx.txn(), query);
      },
      store::OrderKeyOf, *response, *response->mutable_orders());
}

absl::Status DescribeOrder(runtime::ReadContext& ctx, const v1::DescribeOrderRequest& request,
                           v1::DescribeOrderResponse* response) {
  ASSIGN_OR_RETURN(v1::Order order, store::LoadOrder(ctx.txn(), request.name()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  for (const std::string& action : domain::BuyerActions(order)) {
    response->add_buyer_actions(action);
  }
  for (const std::string& action : domain::SellerActions(order)) {
    response->add_seller_actions(action);
  }
  if (order.has_deadline_time()) *response->mutable_deadline_time() = order.deadline_time();
  response->set_sentence(domain::Sentence(order, policy, ctx.now(), request.language_code()));
  *response->mutable_order() = std::move(order);
  return absl::OkStatus();
}

absl::Status CloseOrder(runtime::WriteContext& ctx, const v1::CloseOrderRequest& request,
                        v1::Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  RETURN_IF_ERROR(
      domain::CloseUnpaid(change.order, domain::kClose, request.reason(), policy, MomentOf(ctx)));
  return SaveChange(ctx, change, events::kOrderClosed, response);
}

}  // namespace shopdesk::orders::handlers
