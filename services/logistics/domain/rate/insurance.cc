#include "services/logistics/domain/rate/insurance.h"

#include <algorithm>

namespace shopdesk::logistics::domain {
namespace {

// Hundredths of the freight.
constexpr int64_t kUsualCap = 300;
constexpr int64_t kUsualRoadCap = 200;

v1::Insurance::Cover CoverOf(int64_t declared, absl::optional<int64_t> goods) {
  if (!goods.has_value()) return v1::Insurance::COVER_UNSPECIFIED;
  if (declared == *goods) return v1::Insurance::FULL;
  return declared < *goods ? v1::Insurance::UNDER : v1::Insurance::OVER;
}

}  // namespace

v1::Insurance InsuranceOf(const v1::RateTable& table, const Consignment& consignment,
                          const Price& price) {
  v1::Insurance insurance;
  const int64_t declared = consignment.declared_minor.value_or(0);
  insurance.mutable_declared_value()->set_currency_code(table.currency_code());
  insurance.mutable_declared_value()->set_minor(declared);
  insurance.mutable_premium()->set_currency_code(table.currency_code());
  insurance.mutable_premium()->set_minor(price.premium_minor);
  if (consignment.goods_value.has_value()) {
    insurance.mutable_goods_value()->set_currency_code(table.currency_code());
    insurance.mutable_goods_value()->set_minor(*consignment.goods_value);
  }
  insurance.set_cover(CoverOf(declared, consignment.goods_value));
  const bool fragile = std::find(consignment.goods.begin(), consignment.goods.end(), kFragile) !=
                       consignment.goods.end();
  if (fragile) insurance.set_deductible_bps(table.fragile_deductible_bps());
  return insurance;
}

absl::optional<int64_t> UninsuredCapPercent(const v1::RateTable& table) {
  if (table.has_uninsured_cap_percent()) return table.uninsured_cap_percent();
  switch (table.mode()) {
    case v1::Mode::RAIL_FREIGHT:
      return absl::nullopt;
    case v1::Mode::ROAD_FREIGHT:
      return kUsualRoadCap;
    default:
      return kUsualCap;
  }
}

}  // namespace shopdesk::logistics::domain
