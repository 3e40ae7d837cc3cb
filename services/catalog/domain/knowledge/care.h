#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/care.pb.h"
#include "shopdesk/catalog/v1/category.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

// How to care for a product: what guides tell of it, of its materials and of its categories.
namespace shopdesk::catalog::domain {

// The attribute whose values are a product's materials.
inline constexpr char kMaterialAttribute[] = "material";

// INVALID_ARGUMENT with all that is wrong with a guide.
absl::Status CheckCareGuide(const v1::CareGuide& guide);

// Whether two guides tell the same.
bool SameCare(const v1::CareGuide& a, const v1::CareGuide& b);

std::vector<std::string> MaterialsOf(const v1::Product& product);

// The subjects of all guides that may tell of a product, as SubjectOfCareGuide has them. `path`:
// its category and all above, the nearest first.
std::vector<std::string> CareSubjects(const v1::Product& product,
                                      absl::Span<const v1::Category> path);

// What counts for a product. `guides`: those that there are of CareSubjects, by subject.
// `language`: one of kTextLanguages.
v1::ProductCare MakeProductCare(const v1::Product& product, absl::Span<const v1::Category> path,
                                const std::map<std::string, v1::CareGuide>& guides,
                                absl::string_view language);

}  // namespace shopdesk::catalog::domain
