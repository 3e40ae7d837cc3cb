#include "services/catalog/domain/product/category.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "services/catalog/domain/shop/errors.h"

namespace shopdesk::catalog::domain {
namespace {

void CheckDefinition(const v1::AttributeDefinition& definition, const std::string& field,
                     Violations& violations) {
  const bool choice = definition.value_type() == v1::AttributeDefinition::CHOICE;
  if (choice && definition.allowed_values().empty()) {
    violations.Add(field + ".allowed_values", "must name the values of a CHOICE");
  }
  if (!choice && !definition.allowed_values().empty()) {
    violations.Add(field + ".allowed_values", "is for a CHOICE only");
  }
  if (!definition.unit().empty() && definition.value_type() != v1::AttributeDefinition::MEASURE) {
    violations.Add(field + ".unit", "is for a MEASURE only");
  }
}

}  // namespace

absl::Status CheckCategory(const v1::Category& category) {
  Violations violations;
  std::set<std::string> keys;
  for (int i = 0; i < category.attribute_definitions_size(); ++i) {
    const v1::AttributeDefinition& definition = category.attribute_definitions(i);
    const std::string field = absl::StrCat("category.attribute_definitions[", i, "]");
    if (!keys.insert(definition.key()).second) {
      violations.Add(field + ".key", absl::StrCat("\"", definition.key(), "\" is defined twice"));
    }
    CheckDefinition(definition, field, violations);
  }
  return violations.ToStatus();
}

Definitions EffectiveDefinitions(absl::Span<const v1::Category> path) {
  Definitions definitions;
  for (const v1::Category& category : path) {
    for (const v1::AttributeDefinition& definition : category.attribute_definitions()) {
      definitions.emplace(definition.key(), definition);
    }
  }
  return definitions;
}

absl::Status CheckNoCycle(const v1::Category& category,
                          absl::Span<const v1::Category> parent_path) {
  for (const v1::Category& above : parent_path) {
    if (above.name() == category.name()) return CategoryCycleError(category.name());
  }
  return absl::OkStatus();
}

absl::Status CheckDepth(int parent_depth, int height) {
  if (parent_depth + height <= kMaxCategoryDepth) return absl::OkStatus();
  return InvalidFieldError(
      "category.parent_category",
      absl::StrCat("would make the tree deeper than ", kMaxCategoryDepth, " categories"));
}

}  // namespace shopdesk::catalog::domain
