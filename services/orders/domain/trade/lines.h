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
// When the last parcel was shipped; InfinitePast if none was.
absl::Time LastShipTime(const Order& order);

// No piece of any line is still to ship.
bool NothingToShip(const Order& order);

}  // namespace shopdesk::orders::domain
