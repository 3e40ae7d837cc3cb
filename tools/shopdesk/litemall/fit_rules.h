#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "re2/re2.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/size_chart.pb.h"
#include "shopdesk/catalog/v1/suitability.pb.h"
#include "tools/shopdesk/litemall/reading.h"

// How the texts of a litemall shop tell whom goods suit, and their sizes: rules that are data.
// docs/import.md has the columns of their files.
namespace shopdesk::cli {

// Where the words stand that a rule looks for.
struct WordPlace {
  // The attribute's key, or "title", "selling_points" or "description".
  std::string field;
  // Found anywhere in it.
  std::shared_ptr<const RE2> pattern;
  // Only of goods in whose title this is found; null: all.
  std::shared_ptr<const RE2> title;
};

// What suits of an age or a measure, with the parts of the pattern ("\1cm") that are to be put in.
struct WordRange {
  std::string from;
  std::string to;
};

struct FitRule {
  WordPlace place;
  // What follows, without its numbers; nothing for words that only look as if something did.
  absl::optional<catalog::v1::SuitabilityRule> rule;
  WordRange range;
  // Words that are about suitability, of which nothing follows: told unless another rule has taken
  // them.
  bool watches = false;
};

struct SizeRule {
  WordPlace place;
  catalog::v1::FitMeasure::Value measure;
  // What the size is called, with parts of the pattern.
  std::string size;
  WordRange range;
};

// INVALID_ARGUMENT naming line and column.
absl::StatusOr<std::vector<FitRule>> ReadFitRules(const std::string& file);
absl::StatusOr<std::vector<SizeRule>> ReadSizeRules(const std::string& file);

// What the rules make of a product's texts, each rule with the sentence it comes from; of two that
// say the same the first counts. What became of each sentence is added to `readings`.
catalog::v1::SuitabilityGuide DeriveSuitability(const std::vector<FitRule>& rules,
                                                const std::string& product_id,
                                                const catalog::v1::Product& product,
                                                std::vector<Reading>& readings);

// The same of sizes, a line of a text each; they go by the measure that is found first.
catalog::v1::SizeChart DeriveSizes(const std::vector<SizeRule>& rules,
                                   const std::string& product_id,
                                   const catalog::v1::Product& product,
                                   std::vector<Reading>& readings);

}  // namespace shopdesk::cli
