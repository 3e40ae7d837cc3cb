#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/orders/domain/trade/trade.h"
#include "shopdesk/type/v1/money.pb.h"

// COD: an order's freight and surcharge are collected once, with one of its parcels. When that one
// comes back, another that is still on its way brings them.
namespace shopdesk::orders::domain {

using v1::Parcel;

// What of them a parcel that is made now brings, in minor units; 0 if another brings or brought
// them.
int64_t FreightOfNewParcel(const Order& order);

// What a carrier is to be told to collect with a parcel that isn't delivered.
struct CodChange {
  std::string shipment;
  type::v1::Money cod_amount;
};
// All that differ from what the carriers know; those that collect less stand first, so that never
// two bring the freight. Empty for orders that aren't COD, or have ended.
std::vector<CodChange> CodChanges(const Order& order);

// What came is all that comes, and nothing of it brought freight and surcharge: the parcel that was
// to bring them came back when the others had arrived. No carrier can collect them any more.
bool IsCodFreightMissing(const Order& order);
// A parcel brought them, and so may have one that was believed to come back, whose carrier had been
// told to collect them: it was delivered after all.
bool MayHaveCodFreightTwice(const Order& order);

// The carrier collects, or collected, that much with the parcel.
void SetCodAmount(Parcel& parcel, const type::v1::Money& amount);

}  // namespace shopdesk::orders::domain
