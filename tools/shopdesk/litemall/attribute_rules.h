#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "re2/re2.h"
#include "shopdesk/catalog/v1/category.pb.h"

// How the attributes of a litemall shop become typed ones: rules that are data. docs/import.md has
// the columns of their file.
namespace shopdesk::cli {

struct AttributeRule {
  // What it becomes: key, display name, type, unit and, of a CHOICE, its values.
  catalog::v1::AttributeDefinition definition;
  // A text is cut into several values at each of these characters.
  std::string cut;
  // What is written, by what it becomes.
  std::map<std::string, std::string> words;
  // Units in lower case, with how many of the definition's unit one is.
  std::map<std::string, double> units;
  // What a value must look like as a whole; null: anything.
  std::shared_ptr<const RE2> pattern;
  // Its text names materials.
  bool materials = false;
};

// The rules of a shop, by the name of the attribute in its file.
using AttributeRules = std::map<std::string, AttributeRule>;

// INVALID_ARGUMENT naming line and column.
absl::StatusOr<AttributeRules> ReadAttributeRules(const std::string& file);

// The values that a text has by a rule; empty if one of them is not what the rule expects.
std::vector<std::string> ReadValues(const AttributeRule& rule, absl::string_view text);

}  // namespace shopdesk::cli
