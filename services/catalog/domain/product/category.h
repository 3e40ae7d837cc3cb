#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/category.pb.h"

namespace shopdesk::catalog::domain {

// Categories in a path from a top category to a leaf, at most.
inline constexpr int kMaxCategoryDepth = 10;

// Attribute definitions by key.
using Definitions = std::map<std::string, v1::AttributeDefinition>;

// INVALID_ARGUMENT with all that is wrong with a category's definitions.
absl::Status CheckCategory(const v1::Category& category);

// The definitions in effect for a category: `path` is the category, its parent, … up to the top;
// the nearest definition of a key counts.
Definitions EffectiveDefinitions(absl::Span<const v1::Category> path);

// FAILED_PRECONDITION (CATEGORY_CYCLE) if a category would stand below itself. `parent_path` is the
// wanted parent and all above it.
absl::Status CheckNoCycle(const v1::Category& category, absl::Span<const v1::Category> parent_path);

// INVALID_ARGUMENT if a subtree `height` deep below `parent_depth` categories is too deep.
absl::Status CheckDepth(int parent_depth, int height);

}  // namespace shopdesk::catalog::domain
