#pragma once

#include <cstdint>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/logistics/v1/quote.pb.h"

namespace shopdesk::orders::domain {

// Pieces of a SKU that are to be packed.
struct PackedLine {
  const catalog::v1::SkuSnapshot& snapshot;
  int64_t quantity = 0;
};

// The parcels that the pieces go in, one line after the other: up to 30 kg in each, what is heavier
// alone; heavier ones where 100 would not suffice. A SKU without weight counts 500 g. A parcel's
// sides are those of a box that the pieces fill, if all have sides; its goods are what any piece
// names.
google::protobuf::RepeatedPtrField<logistics::v1::ParcelSpec> PackParcels(
    const std::vector<PackedLine>& lines);

}  // namespace shopdesk::orders::domain
