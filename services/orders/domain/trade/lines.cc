#include "services/orders/domain/trade/lines.h"

#include <algorithm>

#include "libs/base/clock.h"

namespace shopdesk::orders::domain {

using namespace v1;  // NOLINT: the states

OrderLine* FindLine(Order& order, int32_t line) {
  // Lines are numbered by position.
  if (line < 1 || line > order.lines_size()) return nullptr;
  return order.mutable_lines(line - 1);
}

const OrderLine* FindLine(const Order& order, int32_t line) {
  if (line < 1 || line > order.lines_size()) return nullptr;
  return &order.lines(line - 1);
}

int64_t UnitPriceMinor(const OrderLine& line) {
  return line.has_unit_price() ? line.unit_price().minor() : line.snapshot().price().minor();
}

int64_t FreeToShip(const Order& order, const OrderLine& line) {
  return line.to_ship() - line.locked() - IntendedQuantity(order, line.line());
}

int64_t WithBuyer(const OrderLine& line) { return line.shipped() + line.delivered(); }

int64_t IntendedQuantity(const Order& order, int32_t line) {
  int64_t quantity = 0;
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.state() != Parcel::INTENDED) continue;
    for (const LineQuantity& part : parcel.lines()) {
      if (part.line() == line) quantity += part.quantity();
    }
  }
  return quantity;
}

int64_t MovePieces(Order& order, const Parcel& parcel, const Column& from, const Column& to) {
  int64_t moved = 0;
  for (const LineQuantity& part : parcel.lines()) {
    OrderLine& line = *FindLine(order, part.line());
    const int64_t quantity = std::min(part.quantity(), (line.*from.get)());
    (line.*from.set)((line.*from.get)() - quantity);
    (line.*to.set)((line.*to.get)() + quantity);
    moved += quantity;
  }
  return moved;
}

bool AnyWithBuyer(const Order& order, const Parcel& parcel) {
  return std::any_of(parcel.lines().begin(), parcel.lines().end(), [&](const LineQuantity& part) {
    return WithBuyer(*FindLine(order, part.line())) > 0;
  });
}

absl::Time LastShipTime(const Order& order) {
  absl::Time last = absl::InfinitePast();
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.has_ship_time()) last = std::max(last, FromProto(parcel.ship_time()));
  }
  return last;
}

bool NothingToShip(const Order& order) {
  return std::all_of(order.lines().begin(), order.lines().end(), [](const OrderLine& line) {
    return line.to_ship() == 0 && line.short_() == 0;
  });
}

}  // namespace shopdesk::orders::domain
