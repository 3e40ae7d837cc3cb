#include "services/orders/handlers/prices.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/price.h"
#include "services/orders/domain/settlement.h"
#include "services/orders/handlers/grants.h"
#include "services/orders/handlers/order_change.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/reservation.h"
#include "services/orders/store/orders.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;

absl::Status CheckRequest(const v1::ChangePriceRequest& req) {
  Violations violations;
  if (req.lines().empty() && !req.has_freight()) {
    violations.Add("lines", "is required without freight");
  }
  std::set<int32_t> numbers;
  for (int i = 0; i < req.lines_size(); ++i) {
    const v1::LinePrice& line = req.lines(i);
    const std::string field = absl::StrCat("lines[", i, "]");
    if (!numbers.insert(line.line()).second) violations.Add(field + ".line", "is there twice");
    if (line.has_unit_price() != line.grant().empty()) {
      violations.Add(field + ".unit_price", "either it or a grant is required");
    }
    if (line.unit_price().minor() < 0) {
      violations.Add(field + ".unit_price.minor", "must not be negative");
    }
  }
  if (req.freight().minor() < 0) violations.Add("freight.minor", "must not be negative");
  return violations.ToStatus();
}

struct Seen {
  Order order;
  v1::Policy policy;
};

absl::StatusOr<Seen> Look(rpc::WorkflowContext& ctx, const std::string& name,
                          const std::string& etag) {
  Seen seen;
  RETURN_IF_ERROR(ctx.Read([&](rpc::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(seen.order, store::LoadOrder(read.txn(), name));
    RETURN_IF_ERROR(CheckEtag(etag, seen.order));
    ASSIGN_OR_RETURN(seen.policy, LoadPolicy(read.txn(), ShopOf(name)));
    return absl::OkStatus();
  }));
  return seen;
}

absl::Status Refuse(const catalog::v1::PriceCheck& check, const std::string& role) {
  if (check.verdict() == catalog::v1::ABOVE_ROLE_LIMIT) {
    return Error(absl::StatusCode::kFailedPrecondition, "ABOVE_ROLE_LIMIT",
                 absl::StrCat("the role \"", role, "\" may sell ", check.sku_id(), " for ",
                              FormatMoney(check.lowest()), " at the lowest"),
                 {{"sku", check.sku_id()}, {"lowest", absl::StrCat(check.lowest().minor())}});
  }
  return Error(
      absl::StatusCode::kFailedPrecondition, "BELOW_FLOOR",
      absl::StrCat("nobody may sell ", check.sku_id(), " below ", FormatMoney(check.floor())),
      {{"sku", check.sku_id()}, {"floor", absl::StrCat(check.floor().minor())}});
}

// Whether the caller's role may give these prices.
absl::Status CheckPrices(rpc::WorkflowContext& ctx, const Order& order,
                         const std::vector<domain::NewPrice>& prices, clients::Catalog& catalog) {
  if (prices.empty()) return absl::OkStatus();
  catalog::v1::CheckPriceRequest request;
  request.set_parent(ShopNameOf(order.name()));
  request.set_role(ctx.actor().role());
  for (const domain::NewPrice& price : prices) {
    catalog::v1::PriceCheckLine& line = *request.add_lines();
    line.set_sku_id(domain::FindLine(order, price.line)->sku_id());
    *line.mutable_unit_price() = price.unit_price;
  }
  ASSIGN_OR_RETURN(const catalog::v1::CheckPriceResponse answer, catalog.CheckPrice(ctx, request));
  for (const catalog::v1::PriceCheck& check : answer.checks()) {
    if (check.verdict() != catalog::v1::ALLOWED) return Refuse(check, ctx.actor().role());
  }
  return absl::OkStatus();
}

struct Prices {
  // Of the caller's own saying.
  std::vector<domain::NewPrice> own;
  std::vector<GrantedLine> granted;
};

absl::StatusOr<Prices> SortPrices(const Order& order, const v1::ChangePriceRequest& req) {
  Prices prices;
  for (const v1::LinePrice& asked : req.lines()) {
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

absl::Status Apply(rpc::WriteContext& ctx, const v1::ChangePriceRequest& req,
                   const v1::Policy& policy, const domain::PriceRequest& request, Order* resp) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::ChangePrice(change.order, policy, request, MomentOf(ctx)));
  RETURN_IF_ERROR(SaveChange(ctx, change, "order.price_changed"));
  *resp = std::move(change.order);
  return absl::OkStatus();
}

}  // namespace

absl::Status ChangePrice(rpc::WorkflowContext& ctx, const v1::ChangePriceRequest& req, Order* resp,
                         clients::Catalog& catalog) {
  RETURN_IF_ERROR(CheckRequest(req));
  ASSIGN_OR_RETURN(const Seen seen, Look(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::CheckPriceGate(seen.order));
  if (req.has_freight() && req.freight().currency_code() != seen.order.total().currency_code()) {
    return InvalidFieldError("freight.currency_code",
                             absl::StrCat("must be ", seen.order.total().currency_code()));
  }
  ASSIGN_OR_RETURN(Prices prices, SortPrices(seen.order, req));
  RETURN_IF_ERROR(CheckPrices(ctx, seen.order, prices.own, catalog));
  ASSIGN_OR_RETURN(const std::vector<domain::NewPrice> granted,
                   RedeemGrants(ctx, catalog, req.name(), seen.order.buyer(), prices.granted));
  domain::PriceRequest request;
  request.prices = std::move(prices.own);
  request.prices.insert(request.prices.end(), granted.begin(), granted.end());
  if (req.has_freight()) request.freight_minor = req.freight().minor();
  request.reason = req.reason();
  const absl::Status status = ctx.Finish(*resp, [&](rpc::WriteContext& write) {
    return Apply(write, req, seen.policy, request, resp);
  });
  // What may have been done, or may be tried again, keeps its grants.
  if (!status.ok() && !IsTransient(status)) {
    std::vector<std::string> redeemed;
    for (const domain::NewPrice& price : granted) redeemed.push_back(price.grant);
    ReturnGrants(ctx, catalog, req.name(), redeemed).IgnoreError();
  }
  return status;
}

absl::Status ChangeSku(rpc::WorkflowContext& ctx, const v1::ChangeSkuRequest& req, Order* resp,
                       clients::Catalog& catalog) {
  ASSIGN_OR_RETURN(const Seen seen, Look(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::CheckSkuGate(seen.order, req.line(), req.sku_id()));
  const int64_t quantity = domain::FindLine(seen.order, req.line())->quantity();
  ASSIGN_OR_RETURN(const catalog::v1::Reservation reservation,
                   ReserveLine(ctx, catalog, seen.order, req.sku_id(), quantity, "sku"));
  absl::Status status = InternalError("catalog's reservation has no line");
  if (!reservation.lines().empty()) {
    status = ctx.Finish(*resp, [&](rpc::WriteContext& write) -> absl::Status {
      ASSIGN_OR_RETURN(OrderChange change, LoadForChange(write, req.name(), req.etag()));
      RETURN_IF_ERROR(domain::ChangeSku(change.order, req.line(), reservation.lines(0).snapshot(),
                                        reservation.name(), MomentOf(write)));
      RETURN_IF_ERROR(SaveChange(write, change, "order.sku_changed"));
      *resp = std::move(change.order);
      return absl::OkStatus();
    });
  }
  // What may have been done, or may be tried again, keeps its reservation until it expires.
  if (!status.ok() && !IsTransient(status)) {
    ReleaseReservation(ctx, catalog, reservation.name()).IgnoreError();
  }
  return status;
}

}  // namespace shopdesk::orders::handlers
