#include "services/orders/handlers/trade/order.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/base/time_range.h"
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

absl::StatusOr<store::OrderQuery> MakeQuery(const v1::ListOrdersRequest& request) {
  store::OrderQuery query;
  query.shop = std::string(ShopOf(request.parent()));
  query.state = request.state();
  query.buyer = request.buyer();
  query.agent = request.agent();
  query.method = request.payment_method();
  query.hold = request.hold();
  query.changed = MillisOf(request.update_time());
  query.created = MillisOf(request.create_time());
  query.ship_by = MillisOf(request.ship_by_time());
  // Orders without a promise are stored as promised at 0.
  if (request.has_ship_by_time()) query.ship_by.start = std::max<int64_t>(query.ship_by.start, 1);
  switch (request.sort()) {
    case v1::ListOrdersRequest::SORT_UNSPECIFIED:
      return query;
    case v1::ListOrdersRequest::OLDEST_CHANGE_FIRST:
      query.ascending = true;
      return query;
    case v1::ListOrdersRequest::NEWEST_FIRST:
      query.sort = store::OrderSort::kCreated;
      return query;
    case v1::ListOrdersRequest::OLDEST_FIRST:
      query.sort = store::OrderSort::kCreated;
      query.ascending = true;
      return query;
    case v1::ListOrdersRequest::SHIP_BY_FIRST:
      query.sort = store::OrderSort::kShipBy;
      query.ascending = true;
      return query;
    default:
      return InvalidFieldError("sort", "must be one of ListOrdersRequest.Sort");
  }
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
  ASSIGN_OR_RETURN(const store::OrderQuery query, MakeQuery(request));
  return ScanPage(
      request, kOrderPage, store::StartOf(query),
      [&](const store::OrderKey& after, int limit) {
        return store::ScanOrders(ctx.txn(), query, after, limit);
      },
      *response, *response->mutable_orders());
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
