#include "services/orders/handlers/desk/order_error.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/desk/figures.h"
#include "services/orders/domain/desk/order_error.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/desk/order_error.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::OrderError;

// Errors: usual, at most.
constexpr PageLimits kOrderErrorPage{50, 1000};

absl::StatusOr<OrderError> LoadForUpdate(runtime::WriteContext& ctx, absl::string_view name,
                                         absl::string_view etag) {
  ASSIGN_OR_RETURN(OrderError error, store::LoadOrderErrorForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, error));
  return error;
}

// A draft was decided, or stands: nobody has to look at it any more.
absl::Status EndDraft(runtime::WriteContext& ctx, const OrderError& error) {
  ctx.Cancel(kOrderErrorDraft, error.name());
  return work::Close(ctx, kDraftedError, error.name());
}

absl::StatusOr<store::OrderErrorQuery> QueryOf(const v1::ListOrderErrorsRequest& request) {
  if (!request.agent().empty() && !request.order().empty()) {
    return InvalidFieldError("agent", "can't be combined with order");
  }
  store::OrderErrorQuery query;
  query.shop = std::string(ShopOf(request.parent()));
  query.agent = request.agent();
  query.order_id = std::string(LastSegment(request.order()));
  return query;
}

}  // namespace

absl::Status RecordOrderError(runtime::WriteContext& ctx,
                              const v1::RecordOrderErrorRequest& request, OrderError* response) {
  if (ShopOf(request.order()) != ShopOf(request.parent())) {
    return InvalidFieldError("order", absl::StrCat("must be an order of ", request.parent()));
  }
  ASSIGN_OR_RETURN(const v1::Order order, store::LoadOrder(ctx.txn(), request.order()));
  ASSIGN_OR_RETURN(*response, domain::MakeOrderError(order, request, MomentOf(ctx)));
  response->set_name(absl::StrCat(request.parent(), "/orderErrors/", ctx.DerivedId("order_error")));
  ASSIGN_OR_RETURN(*response->mutable_note(),
                   runtime::SealText(ctx, response->name(), "note", request.note()));
  RETURN_IF_ERROR(store::InsertOrderError(ctx.txn(), *response));
  ctx.Emit(*response, events::kOrderErrorRecorded);
  return absl::OkStatus();
}

absl::StatusOr<std::string> DraftOrderError(runtime::WriteContext& ctx, const v1::Order& order,
                                            OrderError::Kind kind, absl::string_view agent,
                                            absl::string_view source, absl::string_view tag) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(order.name())));
  v1::RecordOrderErrorRequest request;
  request.set_kind(kind);
  request.set_agent(std::string(agent));
  ASSIGN_OR_RETURN(OrderError error, domain::MakeOrderError(order, request, MomentOf(ctx)));
  domain::DraftOrderError(error, source, policy, MomentOf(ctx));
  error.set_name(absl::StrCat(ShopNameOf(order.name()), "/orderErrors/",
                              ctx.DerivedId(absl::StrCat("order_error/", source, tag))));
  RETURN_IF_ERROR(store::InsertOrderError(ctx.txn(), error));
  const absl::Time deadline = FromProto(error.deadline_time());
  ctx.Schedule(kOrderErrorDraft, error.name(), deadline);
  RETURN_IF_ERROR(work::Open(ctx, kDraftedError, SubjectOf(order, error.name(), deadline)));
  ctx.Emit(error, events::kOrderErrorDrafted);
  return error.name();
}

absl::Status OnOrderErrorDraft(runtime::WriteContext& ctx, const timer::Due& due) {
  absl::StatusOr<OrderError> loaded = LoadForUpdate(ctx, due.resource_name, "");
  if (absl::IsNotFound(loaded.status())) return absl::OkStatus();
  ASSIGN_OR_RETURN(OrderError error, std::move(loaded));
  if (error.state() != OrderError::DRAFTED) return absl::OkStatus();
  RETURN_IF_ERROR(domain::LetOrderErrorStand(error));
  RETURN_IF_ERROR(EndDraft(ctx, error));
  RETURN_IF_ERROR(store::SaveOrderError(ctx.txn(), error));
  ctx.Emit(error, events::kOrderErrorStood);
  return absl::OkStatus();
}

absl::Status GetOrderError(runtime::ReadContext& ctx, const v1::GetOrderErrorRequest& request,
                           OrderError* response) {
  ASSIGN_OR_RETURN(*response, store::LoadOrderError(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListOrderErrors(runtime::ReadContext& ctx, const v1::ListOrderErrorsRequest& request,
                             v1::ListOrderErrorsResponse* response) {
  ASSIGN_OR_RETURN(const store::OrderErrorQuery query, QueryOf(request));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), query.shop).status());
  return ListPage(
      request, kOrderErrorPage, store::Newest(),
      [&](const store::CreationKey& before, int limit) {
        return store::ListOrderErrors(ctx.txn(), query, before, limit);
      },
      store::CreationKeyOf<OrderError>, *response, *response->mutable_order_errors());
}

absl::Status ContestOrderError(runtime::WriteContext& ctx,
                               const v1::ContestOrderErrorRequest& request, OrderError* response) {
  ASSIGN_OR_RETURN(*response, LoadForUpdate(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::ContestOrderError(*response, MomentOf(ctx)));
  ASSIGN_OR_RETURN(*response->mutable_contest_note(),
                   runtime::SealText(ctx, response->name(), "contest_note", request.note()));
  RETURN_IF_ERROR(store::SaveOrderError(ctx.txn(), *response));
  ctx.Emit(*response, events::kOrderErrorContested);
  return absl::OkStatus();
}

absl::Status DecideOrderError(runtime::WriteContext& ctx,
                              const v1::DecideOrderErrorRequest& request, OrderError* response) {
  ASSIGN_OR_RETURN(*response, LoadForUpdate(ctx, request.name(), request.etag()));
  if (response->state() == OrderError::DRAFTED) RETURN_IF_ERROR(EndDraft(ctx, *response));
  RETURN_IF_ERROR(domain::DecideOrderError(*response, request.decision(), MomentOf(ctx)));
  ASSIGN_OR_RETURN(*response->mutable_decision_note(),
                   runtime::SealText(ctx, response->name(), "decision_note", request.note()));
  RETURN_IF_ERROR(store::SaveOrderError(ctx.txn(), *response));
  ctx.Emit(*response, events::kOrderErrorDecided);
  return absl::OkStatus();
}

absl::Status GetOrderErrorRates(runtime::ReadContext& ctx,
                                const v1::GetOrderErrorRatesRequest& request,
                                v1::OrderErrorRates* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const Days days, DaysOf(request.period()));
  ASSIGN_OR_RETURN(const Sums sums, figures::Sum(ctx, shop, days));
  const int64_t target = policy.order_error_target_per_million();
  response->set_target_per_million(target);
  v1::OrderErrorRates::Agent& total = *response->mutable_total();
  for (auto& [escaped, count] : domain::ErrorCountsOf(sums)) {
    ASSIGN_OR_RETURN(const std::string agent, UnescapeId(escaped));
    if (!request.agent().empty() && agent != request.agent()) continue;
    count.set_agent(agent);
    domain::JudgeErrorRate(target, count);
    total.set_orders_handled(total.orders_handled() + count.orders_handled());
    total.set_errors(total.errors() + count.errors());
    total.set_contested(total.contested() + count.contested());
    *response->add_agents() = std::move(count);
  }
  domain::JudgeErrorRate(target, total);
  ASSIGN_OR_RETURN(*response->mutable_as_of(), figures::AsOf(ctx));
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
