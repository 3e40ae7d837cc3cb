#include "services/orders/domain/packing/parcels.h"

#include <algorithm>

namespace shopdesk::orders::domain {
namespace {

// What a piece of unknown weight counts, and how much goes in a parcel.
constexpr int64_t kUnknownWeightGrams = 500;
constexpr int64_t kParcelGrams = 30000;
// What logistics takes: parcels of a shipment, and the weight of one.
constexpr int64_t kMaxParcels = 100;
constexpr int64_t kMaxWeightGrams = 100000000;

}  // namespace

std::vector<int64_t> PackParcels(const std::vector<PackedLine>& lines) {
  int64_t grams = 0;
  for (const PackedLine& line : lines) {
    const int64_t each = line.weight_grams > 0 ? line.weight_grams : kUnknownWeightGrams;
    grams += each * line.quantity;
  }
  grams = std::max<int64_t>(grams, 1);
  const int64_t count =
      std::clamp<int64_t>((grams + kParcelGrams - 1) / kParcelGrams, 1, kMaxParcels);
  std::vector<int64_t> parcels;
  for (int64_t i = 0; i < count; ++i) {
    parcels.push_back(std::min(grams / count + (i < grams % count ? 1 : 0), kMaxWeightGrams));
  }
  return parcels;
}

}  // namespace shopdesk::orders::domain
