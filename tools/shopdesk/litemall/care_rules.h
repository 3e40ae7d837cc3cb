#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "re2/re2.h"
#include "shopdesk/catalog/v1/care.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "tools/shopdesk/litemall/reading.h"

// How the texts of a litemall shop become care guides: rules that are data. docs/import.md has the
// columns of their files.
namespace shopdesk::cli {

struct CareRule {
  // The attribute's key, or "title", "selling_points" or "description".
  std::string field;
  // Found anywhere in a sentence.
  std::shared_ptr<const RE2> pattern;
  // What follows from it: a symbol, or an entry, or both. Its texts may have "{words}", which is
  // the sentence.
  absl::optional<catalog::v1::CareSymbol::Value> symbol;
  absl::optional<catalog::v1::CareEntry> entry;
  // Words that only look as if they were about care.
  bool none = false;

  // Words that are about care, of which nothing follows: told unless another rule has taken them.
  bool watches() const { return !symbol.has_value() && !entry.has_value() && !none; }
};

// INVALID_ARGUMENT naming line and column.
absl::StatusOr<std::vector<CareRule>> ReadCareRules(const std::string& file);

// What the rules make of a product's texts, each symbol and entry with the sentence it comes from;
// of two symbols of one process the first counts, and the other one stays open. What became of each
// sentence is added to `readings`.
catalog::v1::CareGuide DeriveCare(const std::vector<CareRule>& rules, const std::string& product_id,
                                  const catalog::v1::Product& product,
                                  std::vector<Reading>& readings);

// The guides that a file tells of materials, in the order of their names.
absl::StatusOr<std::vector<catalog::v1::CareGuide>> ReadMaterialCare(const std::string& file,
                                                                     const std::string& shop);

}  // namespace shopdesk::cli
