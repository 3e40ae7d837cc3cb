#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/category.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/profile.pb.h"
#include "shopdesk/catalog/v1/suitability.pb.h"

// Whom a product suits: what guides tell of it and of its categories, held against a buyer.
namespace shopdesk::catalog::domain {

// INVALID_ARGUMENT with all that is wrong with a guide.
absl::Status CheckSuitabilityGuide(const v1::SuitabilityGuide& guide);
// With each allergen, condition and habit by its key (FitKey).
v1::SuitabilityGuide WithFitKeys(v1::SuitabilityGuide guide);
// Whether two guides tell the same.
bool SameSuitability(const v1::SuitabilityGuide& a, const v1::SuitabilityGuide& b);

// INVALID_ARGUMENT for a measure that is given twice, a blank word, and what is no skin type.
absl::Status CheckProfile(const v1::BuyerProfile& profile);
// With each allergen, condition and habit by its key.
v1::BuyerProfile WithFitKeys(v1::BuyerProfile profile);

// The subjects of all guides that may tell of a product, as SubjectOfSuitabilityGuide has them.
// `path`: its category and all above, the nearest first.
std::vector<std::string> SuitabilitySubjects(const v1::Product& product,
                                             absl::Span<const v1::Category> path);

using SuitabilityGuides = std::map<std::string, v1::SuitabilityGuide>;

// What comes of a product for a buyer, without alternatives. `guides`: those that there are of
// SuitabilitySubjects, by subject, and `profile`, both WithFitKeys. `sku_id`: a SKU of the product;
// empty: all. `language`: one of kTextLanguages.
v1::Suitability MakeSuitability(const v1::Product& product, absl::Span<const v1::Category> path,
                                const SuitabilityGuides& guides, const v1::BuyerProfile& profile,
                                absl::string_view sku_id, absl::string_view language);

// The product's SKUs that are SUITABLE, by what MakeSuitability made of all of them.
std::vector<const v1::Sku*> SuitableSkus(const v1::Product& product,
                                         const v1::Suitability& suitability);

}  // namespace shopdesk::catalog::domain
