#include "services/orders/domain/shipping/cod_freight.h"

#include <algorithm>

#include "libs/base/money.h"

namespace shopdesk::orders::domain {
namespace {

int64_t CodFreight(const Order& order) {
  return order.freight().minor() + order.cod_surcharge().minor();
}

bool IsWithCarrier(const Parcel& parcel) {
  return !parcel.coming_back() &&
         (parcel.state() == Parcel::SHIPPED || parcel.state() == Parcel::TROUBLED);
}

bool AnyDelivered(const Order& order) {
  return std::any_of(order.parcels().begin(), order.parcels().end(),
                     [](const Parcel& parcel) { return parcel.state() == Parcel::DELIVERED; });
}

// The parcel that brought or brings the freight; nullptr if none does.
const Parcel* Holder(const Order& order) {
  const Parcel* holder = nullptr;
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.cod_freight_minor() == 0) continue;
    if (parcel.state() == Parcel::DELIVERED) return &parcel;
    const bool awaited = parcel.state() == Parcel::INTENDED || IsWithCarrier(parcel);
    if (awaited && holder == nullptr) holder = &parcel;
  }
  return holder;
}

}  // namespace

int64_t FreightOfNewParcel(const Order& order) {
  return Holder(order) == nullptr ? CodFreight(order) : 0;
}

std::vector<CodChange> CodChanges(const Order& order) {
  std::vector<CodChange> changes;
  if (!IsCod(order) || IsFinal(order.state())) return changes;
  const Parcel* holder = Holder(order);
  if (holder == nullptr) {
    const auto next = std::find_if(order.parcels().begin(), order.parcels().end(), IsWithCarrier);
    // Nothing is left that could bring it.
    if (next == order.parcels().end()) return changes;
    holder = &*next;
  }
  for (const Parcel& parcel : order.parcels()) {
    // What is only intended is asked for as it was: it may be told when it is made.
    if (parcel.state() == Parcel::INTENDED || parcel.state() == Parcel::DELIVERED) continue;
    const int64_t known = parcel.cod_freight_minor();
    int64_t wanted = 0;
    if (holder == &parcel) wanted = known > 0 ? known : CodFreight(order);
    if (wanted == known) continue;
    changes.push_back({parcel.shipment(), MakeMoney(order.total().currency_code(),
                                                    parcel.cod_amount().minor() - known + wanted)});
    if (wanted < known) std::rotate(changes.begin(), changes.end() - 1, changes.end());
  }
  return changes;
}

bool IsCodFreightMissing(const Order& order) {
  if (!IsCod(order) || CodFreight(order) == 0 || HasUnshipped(order.state()) ||
      IsClosed(order.state())) {
    return false;
  }
  const auto& parcels = order.parcels();
  return AnyDelivered(order) && Holder(order) == nullptr &&
         std::none_of(parcels.begin(), parcels.end(), IsWithCarrier);
}

bool MayHaveCodFreightTwice(const Order& order) {
  const Parcel* holder = Holder(order);
  if (holder == nullptr || holder->state() != Parcel::DELIVERED) return false;
  const auto& parcels = order.parcels();
  return std::any_of(parcels.begin(), parcels.end(), [](const Parcel& parcel) {
    return parcel.state() == Parcel::DELIVERED && parcel.cod_freight_moved();
  });
}

void SetCodAmount(Parcel& parcel, const type::v1::Money& amount) {
  const int64_t before = parcel.cod_freight_minor();
  const int64_t goods = parcel.cod_amount().minor() - before;
  const int64_t now = std::max<int64_t>(amount.minor() - goods, 0);
  parcel.set_cod_freight_minor(now);
  // What is only intended was told to nobody.
  const bool told = before > 0 && parcel.state() != Parcel::INTENDED;
  parcel.set_cod_freight_moved(now == 0 && (told || parcel.cod_freight_moved()));
  *parcel.mutable_cod_amount() = amount;
}

}  // namespace shopdesk::orders::domain
