#include "services/orders/handlers/pricing/price.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/pricing/price.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/handlers/pricing/grant.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/reservation.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;

absl::Status CheckRequest(const v1::ChangePriceRequest& request) {
  Violations violations;
  if (request.lines().empty() && !request.has_freight()) {
    violations.Add("lines", "is required without freight");
  }
  std::set<int32_t> numbers;
  for (int i = 0; i < request.lines_size(); ++i) {
    const v1::LinePrice& line = request.lines(i);
    const std::string field = absl::StrCat("lines[", i, "]");
    if (!numbers.insert(line.line()).second) violations.Add(field + ".line", "is there twice");
    if (line.has_unit_price() != line.grant().empty()) {
      violations.Add(field + ".unit_price", "either it or a grant is required");
    }
    if (line.unit_price().minor() < 0) {
      violations.Add(field + ".unit_price.minor", "must not be negative");
    }
  }
  if (request.freight().minor() < 0) violations.Add("freight.minor", "must not be negative");
  return violations.ToStatus();
}

absl::Status Refuse(const catalog::v1::PriceCheck& check, Role::Value role) {
  if (check.verdict() == catalog::v1::PriceVerdict::ABOVE_ROLE_LIMIT) {
    return domain::AboveRoleLimitError(role, check.sku_id(), check.lowest());
  }
  return domain::BelowFloorError(check.sku_id(), check.floor());
}

// Whether the caller's role may give these prices.
absl::Status CheckPrices(runtime::WorkflowContext& ctx, const Order& order,
                         const std::vector<domain::NewPrice>& prices, clients::Catalog& catalog) {
  if (prices.empty()) return absl::OkStatus();
  catalog::v1::CheckPriceRequest wanted;
  wanted.set_parent(ShopNameOf(order.name()));
  wanted.set_role(ctx.actor().role());
  for (const domain::NewPrice& price : prices) {
    catalog::v1::PriceCheckLine& line = *wanted.add_lines();
    line.set_sku_id(domain::FindLine(order, price.line)->sku_id());
    *line.mutable_unit_price() = price.unit_price;
  }
  ASSIGN_OR_RETURN(const catalog::v1::CheckPriceResponse answer, catalog.CheckPrice(ctx, wanted));
  for (const catalog::v1::PriceCheck& check : answer.checks()) {
    if (check.verdict() != catalog::v1::PriceVerdict::ALLOWED)
      return Refuse(check, ctx.actor().role());
  }
  return absl::OkStatus();
}

struct Prices {
  // Of the caller's own saying.
  std::vector<domain::NewPrice> own;
  std::vector<GrantedLine> granted;
};

absl::StatusOr<Prices> SortPrices(const Order& order, const v1::ChangePriceRequest& request) {
  Prices prices;
  for (const v1::LinePrice& asked : request.lines()) {
    const v1::OrderLine* line = domain::FindLine(order, asked.line());
    if (line == nullptr) {
      return InvalidFieldError("lines", absl::StrCat("the order has no line ", asked.line()));
    }
    if (asked.grant().empty()) {
      prices.own.push_back({asked.line(), asked.unit_price(), ""});
    } else if (asked.grant() == line->grant()) {
      return InvalidFieldError("lines", absl::StrCat("line ", asked.line(), " has this grant"));
    } else {
      prices.granted.push_back({asked.line(), line->sku_id(), line->quantity(), asked.grant()});
    }
  }
  return prices;
}

absl::Status Apply(runtime::WriteContext& ctx, const v1::ChangePriceRequest& request,
                   const v1::Policy& policy, const domain::PriceRequest& wanted, Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::ChangePrice(change.order, policy, wanted, MomentOf(ctx)));
  return SaveChange(ctx, change, events::kOrderPriceChanged, response);
}

}  // namespace

absl::Status ChangePrice(runtime::WorkflowContext& ctx, const v1::ChangePriceRequest& request,
                         Order* response, clients::Catalog& catalog) {
  RETURN_IF_ERROR(CheckRequest(request));
  ASSIGN_OR_RETURN(const OrderAndPolicy seen,
                   LoadOrderAndPolicy(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::CheckPriceGate(seen.order));
  if (request.has_freight() &&
      request.freight().currency_code() != seen.order.total().currency_code()) {
    return InvalidFieldError("freight.currency_code",
                             absl::StrCat("must be ", seen.order.total().currency_code()));
  }
  ASSIGN_OR_RETURN(Prices prices, SortPrices(seen.order, request));
  RETURN_IF_ERROR(CheckPrices(ctx, seen.order, prices.own, catalog));
  ASSIGN_OR_RETURN(const std::vector<domain::NewPrice> granted,
                   RedeemGrants(ctx, catalog, request.name(), seen.order.buyer(), prices.granted));
  domain::PriceRequest wanted;
  wanted.prices = std::move(prices.own);
  wanted.prices.insert(wanted.prices.end(), granted.begin(), granted.end());
  if (request.has_freight()) wanted.freight_minor = request.freight().minor();
  wanted.reason = request.reason();
  const absl::Status status = ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return Apply(write, request, seen.policy, wanted, response);
  });
  // What may have been done, or may be tried again, keeps its grants.
  if (!status.ok() && !IsTransient(status)) {
    std::vector<std::string> redeemed;
    for (const domain::NewPrice& price : granted) redeemed.push_back(price.grant);
    ReturnGrants(ctx, catalog, request.name(), redeemed).IgnoreError();
  }
  return status;
}

absl::Status ChangeSku(runtime::WorkflowContext& ctx, const v1::ChangeSkuRequest& request,
                       Order* response, clients::Catalog& catalog) {
  ASSIGN_OR_RETURN(const OrderAndPolicy seen,
                   LoadOrderAndPolicy(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::CheckSkuGate(seen.order, request.line(), request.sku_id()));
  const int64_t quantity = domain::FindLine(seen.order, request.line())->quantity();
  ASSIGN_OR_RETURN(
      const catalog::v1::Reservation reservation,
      Reserve(ctx, catalog, ShopNameOf(request.name()), {{request.sku_id(), quantity}}, "sku/"));
  absl::Status status = InternalError("catalog's reservation has no line");
  if (!reservation.lines().empty()) {
    status = ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
      ASSIGN_OR_RETURN(OrderChange change, LoadForChange(write, request.name(), request.etag()));
      RETURN_IF_ERROR(domain::ChangeSku(change.order, request.line(),
                                        reservation.lines(0).snapshot(), reservation.name(),
                                        MomentOf(write)));
      domain::FindLine(change.order, request.line())->set_location(reservation.lines(0).location());
      return SaveChange(write, change, events::kOrderSkuChanged, response);
    });
  }
  // What may have been done, or may be tried again, keeps its reservation until it expires.
  if (!status.ok() && !IsTransient(status)) {
    ReleaseReservation(ctx, catalog, reservation.name()).IgnoreError();
  }
  return status;
}

}  // namespace shopdesk::orders::handlers
