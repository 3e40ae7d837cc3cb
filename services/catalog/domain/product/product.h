#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/catalog/domain/product/category.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::domain {

// A new product as it is stored: DRAFT, with what callers can't set taken away. `name` is set by
// the caller of this function.
v1::Product NewProduct(const v1::Product& given);

// INVALID_ARGUMENT with all that is wrong: prices in another currency than the shop's or negative,
// SKUs or attributes given twice, wrong barcodes, attributes that contradict their definitions.
absl::Status CheckProduct(const v1::Product& product, const v1::Policy& policy,
                          const Definitions& definitions);

// The keys of required attributes that the product lacks, sorted.
std::vector<std::string> MissingFacts(const v1::Product& product, const Definitions& definitions);
// FAILED_PRECONDITION (FACTS_MISSING) with metadata missing, if there are any.
absl::Status CheckFacts(const v1::Product& product, const Definitions& definitions);

// Whether two products hold the same data, what the server fills in aside.
bool SameContent(const v1::Product& a, const v1::Product& b);

// The ids, escaped and sorted, of SKUs that `a` has and `b` hasn't.
std::vector<std::string> SkusWithout(const v1::Product& a, const v1::Product& b);

// The SKU as an order keeps it. `product` has its name and etag.
v1::SkuSnapshot MakeSkuSnapshot(const v1::Product& product, const v1::Sku& sku);

// The price of the cheapest SKU in minor units; 0 without SKUs.
int64_t MinPriceMinor(const v1::Product& product);

}  // namespace shopdesk::catalog::domain
