#include "services/orders/domain/pricing/price.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/domain/trade/reminder.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

// Of prices, and of SKUs: the order carries them all.
constexpr int kMostChanges = 100;

absl::Status WrongState(const Order& order, absl::string_view wanted) {
  return WrongStateError(order.name(), OrderState::Value_Name(order.state()), wanted,
                         TradeMachine().Allowed(order.state()));
}

Money UnitPrice(const OrderLine& line) {
  return line.has_unit_price() ? line.unit_price() : line.snapshot().price();
}

// PaymentMethod::COD that can still be changed: nothing was handed over, given to a carrier, or
// taken off.
bool IsWhole(const Order& order) {
  return order.parcels().empty() && order.open_refunds() == 0 &&
         std::all_of(order.lines().begin(), order.lines().end(),
                     [](const OrderLine& line) { return line.to_ship() == line.quantity(); });
}

bool CanChangePrice(const Order& order) {
  switch (order.state()) {
    case OrderState::WAIT_BUYER_PAY:
      return order.payment().state() == PaymentState::AWAITING ||
             order.payment().state() == PaymentState::CLAIMED;
    case OrderState::WAIT_COD_CONFIRM:
      return true;
    case OrderState::WAIT_SELLER_SEND_GOODS:
      return IsCod(order) && IsWhole(order);
    default:
      return false;
  }
}

PriceChange Describe(const Order& order, const PriceRequest& request, const Moment& moment) {
  PriceChange change;
  for (const NewPrice& price : request.prices) {
    const OrderLine& line = *FindLine(order, price.line);
    PriceChange::Line& changed = *change.add_lines();
    changed.set_line(price.line);
    changed.set_sku_id(line.sku_id());
    *changed.mutable_from() = UnitPrice(line);
    *changed.mutable_to() = price.unit_price;
    changed.set_grant(price.grant);
    if (line.grant() != price.grant) changed.set_replaced_grant(line.grant());
  }
  if (request.freight_minor.has_value()) {
    *change.mutable_freight_from() = order.freight();
    *change.mutable_freight_to() = MakeMoney(order.total().currency_code(), *request.freight_minor);
  }
  change.set_reason(request.reason);
  *change.mutable_actor() = moment.actor;
  *change.mutable_time() = ToProto(moment.now);
  return change;
}

// A buyer who confirmed PaymentMethod::COD knows what he is to pay.
absl::Status CheckConfirmed(const Order& order, int64_t confirmed_minor) {
  if (order.state() != OrderState::WAIT_SELLER_SEND_GOODS ||
      order.total().minor() <= confirmed_minor) {
    return absl::OkStatus();
  }
  return DearerThanConfirmedError(order, confirmed_minor);
}

}  // namespace

const std::string& ReservationOf(const Order& order, const OrderLine& line) {
  return line.reservation().empty() ? order.reservation() : line.reservation();
}

std::vector<std::string> ReservationsOf(const Order& order) {
  std::vector<std::string> reservations = {order.reservation()};
  for (const OrderLine& line : order.lines()) {
    if (!line.reservation().empty()) reservations.push_back(line.reservation());
  }
  return reservations;
}

absl::Status SetPrices(Order& order, absl::Span<const NewPrice> prices) {
  Violations violations;
  for (const NewPrice& price : prices) {
    OrderLine* line = FindLine(order, price.line);
    if (line == nullptr) {
      violations.Add("lines", absl::StrCat("the order has no line ", price.line));
      continue;
    }
    if (price.unit_price.currency_code() != order.goods_total().currency_code()) {
      violations.Add("lines", absl::StrCat("line ", price.line, ": the price must be in ",
                                           order.goods_total().currency_code()));
      continue;
    }
    *line->mutable_unit_price() = price.unit_price;
    // A bargain that is dearer than the list price of now gives that.
    const Money& list = line->snapshot().price();
    const bool dearer = list.currency_code() == price.unit_price.currency_code() &&
                        list.minor() < price.unit_price.minor();
    if (!price.grant.empty() && dearer) *line->mutable_unit_price() = list;
    line->set_grant(price.grant);
    ASSIGN_OR_RETURN(*line->mutable_total(), Multiply(line->unit_price(), line->quantity()));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  Money goods = MakeMoney(order.goods_total().currency_code(), 0);
  for (const OrderLine& line : order.lines()) {
    ASSIGN_OR_RETURN(goods, Add(goods, line.total()));
  }
  *order.mutable_goods_total() = std::move(goods);
  return absl::OkStatus();
}

absl::Status CheckPriceGate(const Order& order) {
  if (order.has_imported()) return CarriedOutElsewhereError(order);
  if (!CanChangePrice(order)) return WrongState(order, "ChangePrice");
  return order.price_changes_size() < kMostChanges ? absl::OkStatus()
                                                   : TooManyChangesError(order, kMostChanges);
}

absl::Status ChangePrice(Order& order, const Policy& policy, const PriceRequest& request,
                         const Moment& moment) {
  RETURN_IF_ERROR(CheckPriceGate(order));
  const int64_t before_minor = order.total().minor();
  for (const NewPrice& price : request.prices) {
    if (FindLine(order, price.line) == nullptr) {
      return InvalidFieldError("lines", absl::StrCat("the order has no line ", price.line));
    }
  }
  *order.add_price_changes() = Describe(order, request, moment);
  RETURN_IF_ERROR(SetPrices(order, request.prices));
  RETURN_IF_ERROR(
      SetFreight(order, policy, request.freight_minor.value_or(order.freight().minor())));
  if (order.total().minor() <= 0) {
    return InvalidFieldError("lines", "must leave something to pay");
  }
  RETURN_IF_ERROR(CheckConfirmed(order, before_minor));
  if (order.state() == OrderState::WAIT_BUYER_PAY &&
      order.payment().state() == PaymentState::AWAITING) {
    const absl::Time again = moment.now + UnpaidTime(order, policy);
    SetDeadline(order, kUnpaidClose, std::max(again, FromProto(order.deadline_time())));
  }
  return absl::OkStatus();
}

absl::Status CheckSkuGate(const Order& order, int32_t number, absl::string_view sku_id) {
  if (order.has_imported()) return CarriedOutElsewhereError(order);
  if (order.state() != OrderState::WAIT_BUYER_PAY &&
      order.state() != OrderState::WAIT_COD_CONFIRM &&
      order.state() != OrderState::WAIT_SELLER_SEND_GOODS &&
      order.state() != OrderState::SELLER_CONSIGNED_PART) {
    return WrongState(order, "ChangeSku");
  }
  const OrderLine* line = FindLine(order, number);
  if (line == nullptr) {
    return InvalidFieldError("line", absl::StrCat("the order has no line ", number));
  }
  for (const OrderLine& other : order.lines()) {
    if (other.sku_id() != sku_id) continue;
    return InvalidFieldError("sku_id", absl::StrCat("is on line ", other.line(), " already"));
  }
  if (order.sku_changes_size() >= kMostChanges) return TooManyChangesError(order, kMostChanges);
  if (FreeToShip(order, *line) == line->quantity()) return absl::OkStatus();
  if (line->locked() == 0) return WrongState(order, "ChangeSku");
  return SkuLineLockedError(order, number);
}

absl::Status ChangeSku(Order& order, int32_t number, const catalog::v1::SkuSnapshot& snapshot,
                       absl::string_view reservation, const Moment& moment) {
  RETURN_IF_ERROR(CheckSkuGate(order, number, snapshot.sku_id()));
  OrderLine& line = *FindLine(order, number);
  const Money& from = line.snapshot().price();
  if (snapshot.price().minor() != from.minor() ||
      snapshot.price().currency_code() != from.currency_code()) {
    return PriceDiffersError(line, snapshot);
  }
  SkuChange& change = *order.add_sku_changes();
  change.set_line(number);
  change.set_from_sku_id(line.sku_id());
  change.set_to_sku_id(snapshot.sku_id());
  change.set_quantity(line.quantity());
  change.set_from_reservation(ReservationOf(order, line));
  change.set_to_reservation(std::string(reservation));
  *change.mutable_actor() = moment.actor;
  *change.mutable_time() = ToProto(moment.now);
  line.set_sku_id(snapshot.sku_id());
  line.set_reservation(std::string(reservation));
  *line.mutable_snapshot() = snapshot;
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
