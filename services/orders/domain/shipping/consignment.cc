#include "services/orders/domain/shipping/consignment.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "services/orders/domain/packing/parcels.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {
namespace {

using logistics::v1::QuoteRequest;
using type::v1::Money;
using v1::Parcel;

// What the policy insures goods of this worth for; nullopt: not at all.
absl::optional<Money> InsuredByPolicy(const v1::Policy& policy, const Money& goods) {
  if (!policy.insure_parcels() || goods.minor() < policy.insure_from_minor()) return absl::nullopt;
  const int64_t minor = std::min(goods.minor(), policy.insure_most_minor());
  if (minor == 0) return absl::nullopt;
  return MakeMoney(goods.currency_code(), minor);
}

void Insure(const v1::Policy& policy, QuoteRequest& consignment) {
  const absl::optional<Money> declared = InsuredByPolicy(policy, consignment.goods_value());
  if (declared.has_value()) *consignment.mutable_declared_value() = *declared;
}

void AddTo(Money& sum, const Money& part) { sum.set_minor(sum.minor() + part.minor()); }

}  // namespace

std::vector<QuoteRequest> ConsignAll(const Order& order, const v1::Policy& policy,
                                     const Senders& senders) {
  // By the location of the address.
  std::map<std::string, Parcel> parcels;
  for (const OrderLine& line : order.lines()) {
    v1::LineQuantity& part = *parcels[SenderAt(senders, line.location())].add_lines();
    part.set_line(line.line());
    part.set_quantity(line.quantity());
  }
  std::vector<QuoteRequest> consignments;
  for (const auto& [sender, parcel] : parcels) {
    QuoteRequest& consignment = consignments.emplace_back(Consign(order, parcel));
    if (IsCod(order)) *consignment.mutable_cod_amount() = consignment.goods_value();
    Insure(policy, consignment);
    SendFrom(senders, sender, consignment);
  }
  return consignments;
}

QuoteRequest Consign(const Order& order, const Parcel& parcel) {
  return Consign(std::vector<SharedPart>{{order, parcel}});
}

QuoteRequest Consign(const std::vector<SharedPart>& parts) {
  QuoteRequest consignment;
  const std::string& currency = parts.front().order.goods_total().currency_code();
  *consignment.mutable_goods_value() = MakeMoney(currency, 0);
  std::vector<PackedLine> packed;
  for (const auto& [order, parcel] : parts) {
    AddTo(*consignment.mutable_goods_value(), GoodsValue(order, parcel));
    for (const v1::LineQuantity& part : parcel.lines()) {
      packed.push_back({FindLine(order, part.line())->snapshot(), part.quantity()});
    }
    if (parcel.has_declared_value()) {
      consignment.mutable_declared_value()->set_currency_code(currency);
      AddTo(*consignment.mutable_declared_value(), parcel.declared_value());
    }
    // COD orders share no parcel.
    if (parcel.has_cod_amount()) *consignment.mutable_cod_amount() = parcel.cod_amount();
  }
  *consignment.mutable_parcels() = PackParcels(packed);
  return consignment;
}

std::vector<int64_t> WeightsOf(const std::vector<SharedPart>& parts) {
  std::vector<int64_t> declared;
  std::vector<int64_t> goods;
  for (const auto& [order, parcel] : parts) {
    declared.push_back(parcel.declared_value().minor());
    goods.push_back(GoodsValue(order, parcel).minor());
  }
  for (const std::vector<int64_t>& weights : {declared, goods}) {
    if (std::any_of(weights.begin(), weights.end(), [](int64_t minor) { return minor > 0; })) {
      return weights;
    }
  }
  // Presents only: any share is as good.
  return std::vector<int64_t>(parts.size(), 1);
}

QuoteRequest ConsignTogether(const std::vector<Order>& orders, const v1::Policy& policy,
                             const Senders& senders) {
  std::vector<SharedPart> parts;
  for (const Order& order : orders) {
    SharedPart& shared = parts.emplace_back(SharedPart{order, Parcel()});
    for (const OrderLine& line : order.lines()) {
      if (line.to_ship() == 0) continue;
      v1::LineQuantity& part = *shared.parcel.add_lines();
      part.set_line(line.line());
      part.set_quantity(line.to_ship());
    }
  }
  QuoteRequest consignment = Consign(parts);
  Insure(policy, consignment);
  SendFrom(senders, orders.front().lines(0).location(), consignment);
  return consignment;
}

void SendFrom(const Senders& senders, const std::string& location, QuoteRequest& consignment) {
  const auto sender = senders.find(SenderAt(senders, location));
  if (sender != senders.end()) *consignment.mutable_origin() = sender->second;
}

Money GoodsValue(const Order& order, const Parcel& parcel) {
  int64_t minor = 0;
  for (const v1::LineQuantity& part : parcel.lines()) {
    minor += UnitPriceMinor(*FindLine(order, part.line())) * part.quantity();
  }
  return MakeMoney(order.goods_total().currency_code(), minor);
}

absl::StatusOr<absl::optional<Money>> DeclaredValue(const v1::Policy& policy,
                                                    const absl::optional<Money>& asked,
                                                    const Money& goods) {
  if (!asked.has_value()) return InsuredByPolicy(policy, goods);
  if (asked->minor() < 0) return InvalidFieldError("declared_value", "must not be negative");
  if (asked->minor() == 0) return absl::optional<Money>();
  if (asked->currency_code() == goods.currency_code()) return asked;
  return InvalidFieldError(
      "declared_value", absl::StrCat("must be in the order's currency, ", goods.currency_code()));
}

}  // namespace shopdesk::orders::domain
