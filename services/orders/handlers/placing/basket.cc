#include "services/orders/handlers/placing/basket.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/row_error.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/pricing/price.h"
#include "services/orders/handlers/placing/placing.h"
#include "services/orders/handlers/pricing/courier.h"

namespace shopdesk::orders::handlers {
namespace {

using catalog::v1::Reservation;
using catalog::v1::StockCheck;
using v1::BasketLine;
using v1::CheckBasketRequest;
using v1::CheckBasketResponse;
using v1::Order;
using v1::PlaceOrderLine;
using v1::PlaceOrderRequest;

// Objections that are about no line.
constexpr int kWholeBasket = -1;

PlaceOrderRequest AsPlaceOrder(const CheckBasketRequest& request, v1::PaymentMethod::Value method) {
  PlaceOrderRequest place;
  place.set_parent(request.parent());
  place.set_buyer(request.buyer());
  *place.mutable_lines() = request.lines();
  *place.mutable_receiver() = request.receiver();
  place.set_payment_method(method);
  *place.mutable_delivery() = request.delivery();
  if (request.has_phone_expire_time()) {
    *place.mutable_phone_expire_time() = request.phone_expire_time();
  }
  return place;
}

// Where the request mentions a SKU first.
int IndexOf(const CheckBasketRequest& request, const std::string& sku_id) {
  int index = 0;
  while (request.lines(index).sku_id() != sku_id) ++index;
  return index;
}

// The part of a basket that catalog knows: what it would be reserved as.
struct Goods {
  std::vector<PlaceOrderLine> lines;
  Reservation reservation;
  std::vector<domain::NewPrice> granted;
};

class Basket {
 public:
  Basket(runtime::WorkflowContext& ctx, const CheckBasketRequest& request,
         CheckBasketResponse& response, clients::Catalog& catalog, clients::Logistics& logistics)
      : ctx_(ctx),
        request_(request),
        response_(response),
        catalog_(catalog),
        logistics_(logistics) {}

  absl::Status Run();

 private:
  // Asks catalog for stock and prices of the lines, and says what is wrong with them.
  absl::Status CheckLines(const std::vector<PlaceOrderLine>& lines);
  absl::Status CheckGrants();
  void AddLine(const PlaceOrderLine& line, const StockCheck& check);
  // The basket as an order that is paid by `method`, with what speaks against it.
  absl::StatusOr<Order> PriceBy(v1::PaymentMethod::Value method, Placing& placing);
  absl::Status CheckCod();
  void Total(const Order& order);

  runtime::WorkflowContext& ctx_;
  const CheckBasketRequest& request_;
  CheckBasketResponse& response_;
  clients::Catalog& catalog_;
  clients::Logistics& logistics_;
  Goods goods_;
};

void Basket::AddLine(const PlaceOrderLine& line, const StockCheck& check) {
  BasketLine& told = *response_.add_lines();
  told.set_sku_id(line.sku_id());
  told.set_quantity(line.quantity());
  told.set_available(check.available());
  if (!check.has_snapshot()) return;
  *told.mutable_snapshot() = check.snapshot();
  goods_.lines.push_back(line);
  catalog::v1::ReservationLine& reserved = *goods_.reservation.add_lines();
  reserved.set_sku_id(line.sku_id());
  *reserved.mutable_snapshot() = check.snapshot();
}

absl::Status Basket::CheckLines(const std::vector<PlaceOrderLine>& lines) {
  catalog::v1::CheckStockRequest check;
  check.set_parent(request_.parent());
  for (const PlaceOrderLine& line : lines) {
    catalog::v1::ReservationLine& wanted = *check.add_lines();
    wanted.set_sku_id(line.sku_id());
    wanted.set_quantity(line.quantity());
  }
  ASSIGN_OR_RETURN(const catalog::v1::CheckStockResponse checked, catalog_.CheckStock(ctx_, check));
  absl::flat_hash_map<std::string, const StockCheck*> checks;
  for (const StockCheck& found : checked.checks()) checks[found.sku_id()] = &found;
  for (const PlaceOrderLine& line : lines) {
    const auto found = checks.find(line.sku_id());
    if (found == checks.end()) return InternalError("catalog's check of stock lacks a SKU");
    AddLine(line, *found->second);
    if (found->second->reason().empty()) continue;
    type::v1::RowError& objection = *response_.add_objections();
    objection.set_index(IndexOf(request_, line.sku_id()));
    objection.set_id(line.sku_id());
    objection.set_reason(found->second->reason());
    objection.set_message(found->second->message());
  }
  return absl::OkStatus();
}

absl::Status Basket::CheckGrants() {
  for (size_t i = 0; i < goods_.lines.size(); ++i) {
    const PlaceOrderLine& line = goods_.lines[i];
    if (line.grant().empty()) continue;
    catalog::v1::CheckGrantRequest check;
    check.set_name(line.grant());
    check.set_buyer(request_.buyer());
    check.set_sku_id(line.sku_id());
    check.set_quantity(line.quantity());
    const absl::StatusOr<catalog::v1::CheckGrantResponse> granted =
        catalog_.CheckGrant(ctx_, check);
    if (granted.ok()) {
      goods_.granted.push_back({static_cast<int32_t>(i + 1), granted->unit_price(), line.grant()});
      continue;
    }
    if (!absl::IsFailedPrecondition(granted.status()) && !absl::IsNotFound(granted.status())) {
      return granted.status();
    }
    *response_.add_objections() =
        MakeRowError(IndexOf(request_, line.sku_id()), line.sku_id(), granted.status());
  }
  return absl::OkStatus();
}

absl::StatusOr<Order> Basket::PriceBy(v1::PaymentMethod::Value method, Placing& placing) {
  ASSIGN_OR_RETURN(placing, PrepareOrder(ctx_, AsPlaceOrder(request_, method)));
  placing.lines = goods_.lines;
  if (placing.lines.empty()) return Order();
  return PriceOrder(ctx_, placing, goods_.reservation, goods_.granted, logistics_);
}

void Basket::Total(const Order& order) {
  int next = 0;
  for (BasketLine& told : *response_.mutable_lines()) {
    if (!told.has_snapshot()) continue;
    const v1::OrderLine& line = order.lines(next++);
    *told.mutable_unit_price() =
        line.has_unit_price() ? line.unit_price() : line.snapshot().price();
    *told.mutable_total() = line.total();
    told.set_grant(line.grant());
  }
  *response_.mutable_goods_total() = order.goods_total();
  *response_.mutable_freight() = order.freight();
  *response_.mutable_cod_surcharge() = order.cod_surcharge();
  *response_.mutable_total() = order.total();
}

absl::Status Basket::CheckCod() {
  Placing placing;
  ASSIGN_OR_RETURN(const Order order, PriceBy(v1::PaymentMethod::COD, placing));
  v1::CodCheck& cod = *response_.mutable_cod();
  for (const absl::Status& objection : placing.objections) {
    *cod.add_objections() = MakeRowError(kWholeBasket, "", objection);
  }
  cod.set_possible(placing.objections.empty());
  if (goods_.lines.empty()) return absl::OkStatus();
  *cod.mutable_surcharge() = order.cod_surcharge();
  *cod.mutable_total() = order.total();
  return absl::OkStatus();
}

absl::Status Basket::Run() {
  ASSIGN_OR_RETURN(const Placing asked,
                   PrepareOrder(ctx_, AsPlaceOrder(request_, request_.payment_method())));
  RETURN_IF_ERROR(CheckLines(asked.lines));
  RETURN_IF_ERROR(CheckGrants());
  Placing placing;
  ASSIGN_OR_RETURN(const Order order, PriceBy(request_.payment_method(), placing));
  for (const absl::Status& objection : placing.objections) {
    *response_.add_objections() = MakeRowError(kWholeBasket, "", objection);
  }
  response_.set_placeable(response_.objections().empty());
  response_.set_held(response_.placeable() && placing.blocked);
  RETURN_IF_ERROR(CheckCod());
  if (goods_.lines.empty()) return absl::OkStatus();
  Total(order);
  return FillCourierOptions(ctx_, logistics_, order, placing.policy, placing.senders,
                            *response_.mutable_couriers());
}

}  // namespace

absl::Status CheckBasket(runtime::WorkflowContext& ctx, const CheckBasketRequest& request,
                         CheckBasketResponse* response, clients::Catalog& catalog,
                         clients::Logistics& logistics) {
  return Basket(ctx, request, *response, catalog, logistics).Run();
}

}  // namespace shopdesk::orders::handlers
