#include "services/orders/handlers/order_errors.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/order_error.h"
#include "services/orders/handlers/order_change.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/text.h"
#include "services/orders/store/order_errors.h"
#include "services/orders/store/orders.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::OrderError;

constexpr absl::Duration kLongestPeriod = absl::Hours(400 * 24);

absl::StatusOr<OrderError> LoadForUpdate(rpc::WriteContext& ctx, absl::string_view name,
                                         absl::string_view etag) {
  ASSIGN_OR_RETURN(OrderError error, store::LoadOrderErrorForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, error));
  return error;
}

absl::StatusOr<store::OrderErrorQuery> QueryOf(const v1::ListOrderErrorsRequest& req) {
  if (!req.agent().empty() && !req.order().empty()) {
    return InvalidFieldError("agent", "can't be combined with order");
  }
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 50, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  store::OrderErrorQuery query;
  query.shop = std::string(ShopOf(req.parent()));
  query.agent = req.agent();
  query.order_id = std::string(LastSegment(req.order()));
  query.limit = size + 1;
  if (key.empty()) return query;
  if (key.size() != 2 || !absl::SimpleAtoi(key[0], &query.before_ms)) {
    return InvalidFieldError("page_token", "is none of this list's");
  }
  query.before_id = key[1];
  return query;
}

}  // namespace

absl::Status RecordOrderError(rpc::WriteContext& ctx, const v1::RecordOrderErrorRequest& req,
                              OrderError* resp) {
  if (ShopOf(req.order()) != ShopOf(req.parent())) {
    return InvalidFieldError("order", absl::StrCat("must be an order of ", req.parent()));
  }
  ASSIGN_OR_RETURN(const v1::Order order, store::LoadOrder(ctx.txn(), req.order()));
  ASSIGN_OR_RETURN(*resp, domain::MakeOrderError(order, req, MomentOf(ctx)));
  resp->set_name(absl::StrCat(req.parent(), "/orderErrors/", ctx.DerivedId("order_error")));
  ASSIGN_OR_RETURN(*resp->mutable_note(), SealText(ctx, resp->name(), "note", req.note()));
  RETURN_IF_ERROR(store::InsertOrderError(ctx.txn(), *resp));
  ctx.Emit(*resp, "order_error.recorded");
  return absl::OkStatus();
}

absl::Status GetOrderError(rpc::ReadContext& ctx, const v1::GetOrderErrorRequest& req,
                           OrderError* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadOrderError(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListOrderErrors(rpc::ReadContext& ctx, const v1::ListOrderErrorsRequest& req,
                             v1::ListOrderErrorsResponse* resp) {
  ASSIGN_OR_RETURN(const store::OrderErrorQuery query, QueryOf(req));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), query.shop).status());
  ASSIGN_OR_RETURN(std::vector<OrderError> errors, store::ListOrderErrors(ctx.txn(), query));
  if (static_cast<int>(errors.size()) == query.limit) {
    errors.pop_back();
    const OrderError& last = errors.back();
    resp->set_next_page_token(
        MakePageToken(req, {absl::StrCat(ToMillis(FromProto(last.create_time()))),
                            std::string(LastSegment(last.name()))}));
  }
  for (OrderError& error : errors) *resp->add_order_errors() = std::move(error);
  return absl::OkStatus();
}

absl::Status ContestOrderError(rpc::WriteContext& ctx, const v1::ContestOrderErrorRequest& req,
                               OrderError* resp) {
  ASSIGN_OR_RETURN(*resp, LoadForUpdate(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::ContestOrderError(*resp, MomentOf(ctx)));
  ASSIGN_OR_RETURN(*resp->mutable_contest_note(),
                   SealText(ctx, resp->name(), "contest_note", req.note()));
  RETURN_IF_ERROR(store::SaveOrderError(ctx.txn(), *resp));
  ctx.Emit(*resp, "order_error.contested");
  return absl::OkStatus();
}

absl::Status DecideOrderError(rpc::WriteContext& ctx, const v1::DecideOrderErrorRequest& req,
                              OrderError* resp) {
  ASSIGN_OR_RETURN(*resp, LoadForUpdate(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::DecideOrderError(*resp, req.decision(), MomentOf(ctx)));
  ASSIGN_OR_RETURN(*resp->mutable_decision_note(),
                   SealText(ctx, resp->name(), "decision_note", req.note()));
  RETURN_IF_ERROR(store::SaveOrderError(ctx.txn(), *resp));
  ctx.Emit(*resp, "order_error.decided");
  return absl::OkStatus();
}

absl::Status GetOrderErrorRates(rpc::ReadContext& ctx, const v1::GetOrderErrorRatesRequest& req,
                                v1::OrderErrorRates* resp) {
  const type::v1::TimeRange& period = req.period();
  Violations violations;
  if (!period.has_start_time()) violations.Add("period.start_time", "is required");
  if (!period.has_end_time()) violations.Add("period.end_time", "is required");
  RETURN_IF_ERROR(violations.ToStatus());
  const absl::Time from = FromProto(period.start_time());
  const absl::Time to = FromProto(period.end_time());
  if (to <= from || to - from > kLongestPeriod) {
    return InvalidFieldError("period", "must end after it starts, by 400 days at most");
  }
  const absl::string_view shop = ShopOf(req.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(auto counts, store::CountOrderErrors(ctx.txn(), shop, ToMillis(from),
                                                        ToMillis(to), req.agent()));
  const int64_t target = domain::ErrorTargetPerMillion(policy);
  resp->set_target_per_million(target);
  v1::OrderErrorRates::Agent& total = *resp->mutable_total();
  for (auto& [number, count] : counts) {
    count.set_agent(number);
    domain::JudgeErrorRate(target, count);
    total.set_orders_handled(total.orders_handled() + count.orders_handled());
    total.set_errors(total.errors() + count.errors());
    total.set_contested(total.contested() + count.contested());
    *resp->add_agents() = std::move(count);
  }
  domain::JudgeErrorRate(target, total);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
