#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "re2/re2.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/suggestion.pb.h"
#include "tools/shopdesk/litemall/reading.h"

// What of a litemall shop goes with what: rules that are data. docs/import.md has the columns of
// their file.
namespace shopdesk::cli {

// Goods of a category in whose titles something is found.
struct GoodsOfKind {
  std::string category;
  // Null: all.
  std::shared_ptr<const RE2> title;
};

struct SuggestionRule {
  GoodsOfKind goods;
  GoodsOfKind with;
  std::vector<catalog::v1::CareText> reasons;
};

// INVALID_ARGUMENT naming line and column.
absl::StatusOr<std::vector<SuggestionRule>> ReadSuggestionRules(const std::string& file);

// A product, with the name of its category.
struct KnownProduct {
  const catalog::v1::ImportProduct* row;
  std::string category;
};

// What the rules offer with a product, in their order: of each rule those two of `all` that are on
// sale and nearest in price, each product once. What each rule came to is added to `readings`.
catalog::v1::SuggestionGuide DeriveSuggestions(const std::vector<SuggestionRule>& rules,
                                               absl::Span<const KnownProduct> all,
                                               const KnownProduct& product, const std::string& shop,
                                               std::vector<Reading>& readings);

}  // namespace shopdesk::cli
