#pragma once

#include <cstdint>
#include <vector>

namespace shopdesk::orders::domain {

// The weights of the parcels that pieces of these lines are packed in: evenly, 30 kg each as far as
// 100 parcels suffice. A SKU without weight counts 500 g.
struct PackedLine {
  int64_t weight_grams = 0;
  int64_t quantity = 0;
};
std::vector<int64_t> PackParcels(const std::vector<PackedLine>& lines);

}  // namespace shopdesk::orders::domain
