#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "services/orders/domain/trade/trade.h"

// An order's lines by their numbers, and where their pieces are.
namespace shopdesk::orders::domain {

// The line with this number; nullptr if there is none.
OrderLine* FindLine(Order& order, int32_t line);
const OrderLine* FindLine(const Order& order, int32_t line);
int64_t UnitPriceMinor(const OrderLine& line);
// Pieces that can still be refunded as never shipped (not locked, not in a parcel being made), and
// pieces that are or may be with the buyer.
int64_t FreeToShip(const Order& order, const OrderLine& line);
int64_t WithBuyer(const OrderLine& line);

// Pieces of a line in parcels whose shipment is being made.
int64_t IntendedQuantity(const Order& order, int32_t line);
// A column of a line: where so many of its pieces are.
struct Column {
  int64_t (OrderLine::*get)() const;
  void (OrderLine::*set)(int64_t);
};
inline constexpr Column kToShip = {&OrderLine::to_ship, &OrderLine::set_to_ship};
inline constexpr Column kShort = {&OrderLine::short_, &OrderLine::set_short_};
inline constexpr Column kShipped = {&OrderLine::shipped, &OrderLine::set_shipped};
inline constexpr Column kDelivered = {&OrderLine::delivered, &OrderLine::set_delivered};
inline constexpr Column kReturned = {&OrderLine::returned, &OrderLine::set_returned};
// Moves what is left of a parcel's pieces from one column to another: some may have been refunded
// meanwhile. Returns how many moved.
int64_t MovePieces(Order& order, const v1::Parcel& parcel, const Column& from, const Column& to);
// Pieces that went with a parcel may still be with the buyer, or on their way.
bool AnyWithBuyer(const Order& order, const v1::Parcel& parcel);

// When the last parcel was shipped; InfinitePast if none was.
absl::Time LastShipTime(const Order& order);

// No piece of any line is still to ship, or missing.
bool NothingToShip(const Order& order);

}  // namespace shopdesk::orders::domain
