#include "services/catalog/domain/shop/figures.h"

#include <map>

#include "libs/base/clock.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::StockFigures;

// Stored numbers: never change one.
constexpr FigureName kProducts = 1;
constexpr FigureName kSkus = 2;
constexpr FigureName kOnHand = 3;
constexpr FigureName kReserved = 4;
// These three: by the movement's reason.
constexpr FigureName kMovements = 5;
constexpr FigureName kMovedOnHand = 6;
constexpr FigureName kMovedReserved = 7;

// What has no day of its own.
constexpr Day kNoDay = 0;

}  // namespace

void CountProduct(const v1::Product& product, Counts& counts) {
  counts.AddOn(kNoDay, kProducts, "", 1);
  counts.AddOn(kNoDay, kSkus, "", product.skus_size());
}

void CountLevel(const v1::StockLevel& level, Counts& counts) {
  counts.AddOn(kNoDay, kOnHand, "", level.on_hand());
  counts.AddOn(kNoDay, kReserved, "", level.reserved());
}

std::vector<FigureName> AppendedFigures() { return {kMovements, kMovedOnHand, kMovedReserved}; }

void AppendMovement(const v1::StockMovement& movement, Counts& counts) {
  const absl::Time time = FromProto(movement.create_time());
  const std::string reason = DimensionOf(static_cast<int>(movement.reason()));
  counts.Append(time, kMovements, reason, 1);
  counts.Append(time, kMovedOnHand, reason,
                movement.bucket() == v1::StockBucket::ON_HAND ? movement.delta() : 0);
  counts.Append(time, kMovedReserved, reason, movement.reserved_delta());
}

StockFigures StockFiguresOf(const Sums& period, const Sums& to_its_end, const Sums& all) {
  StockFigures figures;
  figures.set_products(all.Of(kProducts));
  figures.set_skus(all.Of(kSkus));
  figures.set_on_hand(all.Of(kOnHand));
  figures.set_reserved(all.Of(kReserved));
  figures.set_ledger_on_hand(to_its_end.Total(kMovedOnHand));
  figures.set_ledger_reserved(to_its_end.Total(kMovedReserved));
  figures.set_movements(period.Total(kMovements));
  std::map<int, std::string> reasons;
  for (const auto& [reason, count] : period.By(kMovements)) reasons[NumberOf(reason)] = reason;
  for (const auto& [number, reason] : reasons) {
    StockFigures::ReasonCount& count = *figures.add_movements_by_reason();
    count.set_reason(static_cast<v1::MovementReason::Value>(number));
    count.set_movements(period.Of(kMovements, reason));
    count.set_on_hand(period.Of(kMovedOnHand, reason));
    count.set_reserved(period.Of(kMovedReserved, reason));
  }
  return figures;
}

}  // namespace shopdesk::catalog::domain
