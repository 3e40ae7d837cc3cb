#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

struct ImportSummary {
  int64_t created = 0;
  int64_t updated = 0;
  int64_t unchanged = 0;
  // What the service refused: the id and why. The rest was taken.
  std::vector<std::string> errors;
};

// Reads a file and sends it in pages. Importing the same file again changes nothing.
// INVALID_ARGUMENT naming line and column if the file itself is malformed: what was sent before
// stays.

// services/logistics/data/README.md has the columns of both.
absl::StatusOr<ImportSummary> ImportCarriers(Suite& suite, const std::string& shop,
                                             const std::string& file);
absl::StatusOr<ImportSummary> ImportRates(Suite& suite, const std::string& shop,
                                          const std::string& file);
// Columns: carrier_id, branch_id and the fields of shopdesk.logistics.v1.Branch; lists are
// separated by ";".
absl::StatusOr<ImportSummary> ImportBranches(Suite& suite, const std::string& shop,
                                             const std::string& file);
// JSON lines of shopdesk.catalog.v1.ImportProduct, or Shopify's product CSV, told apart by the
// content. `publish` puts the products of a CSV on sale where the file says that they are
// published; `currency` is the CSV's.
absl::StatusOr<ImportSummary> ImportCatalog(Suite& suite, const std::string& shop,
                                            const std::string& file, const std::string& currency);

}  // namespace shopdesk::cli
