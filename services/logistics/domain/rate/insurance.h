#pragma once

#include <cstdint>

#include "absl/types/optional.h"
#include "services/logistics/domain/rate/pricing.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/quote.pb.h"

// What of a loss is paid, by the terms of a rate table.
namespace shopdesk::logistics::domain {

// How parcels name goods that break.
inline constexpr char kFragile[] = "fragile";

// The insurance of a declared value at the premium that is part of the price, by a table that has
// an insurance.
v1::Insurance InsuranceOf(const v1::RateTable& table, const Consignment& consignment,
                          const Price& price);

// What is paid at most for what isn't insured, in hundredths of the freight: as the table says, or
// what is usual of its mode; nullopt: unknown.
absl::optional<int64_t> UninsuredCapPercent(const v1::RateTable& table);

}  // namespace shopdesk::logistics::domain
