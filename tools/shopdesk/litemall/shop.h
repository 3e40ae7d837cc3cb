#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "shopdesk/catalog/v1/care.pb.h"
#include "shopdesk/catalog/v1/category.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/size_chart.pb.h"
#include "shopdesk/catalog/v1/suggestion.pb.h"
#include "shopdesk/catalog/v1/suitability.pb.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/litemall/reading.h"

// A shop in the tables of litemall (github.com/linlinjava/litemall) with rules beside them that say
// what its words mean. docs/import.md has the files.
namespace shopdesk::cli {

struct LitemallProduct {
  catalog::v1::ImportProduct row;
  // The pieces of each SKU.
  std::vector<std::pair<std::string, int64_t>> stock;
  // Where it stands in the table of goods.
  int64_t line = 0;
};

struct LitemallShop {
  // Named, with parents before their children.
  std::vector<catalog::v1::Category> categories;
  std::vector<LitemallProduct> products;
  // Of materials, then of products.
  std::vector<catalog::v1::CareGuide> guides;
  std::vector<catalog::v1::SuitabilityGuide> suitability_guides;
  std::vector<catalog::v1::SizeChart> size_charts;
  std::vector<catalog::v1::SuggestionGuide> suggestion_guides;
  std::vector<Reading> readings;
};

// `file.file` is the folder. Goods that can't be taken are refused in `summary`.
absl::StatusOr<LitemallShop> ReadLitemall(const ImportFile& file, ImportSummary& summary);

}  // namespace shopdesk::cli
