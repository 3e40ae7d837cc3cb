#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

// Errors of an import that are kept to be listed.
inline constexpr size_t kMostImportErrors = 50;

struct ImportFile {
  std::string shop;
  std::string file;
  // As of TextFile::Open.
  std::string encoding;
  // Of a file of Shopify or litemall.
  std::string currency;
  // Where what became of each text of litemall is written, as a CSV; empty: nowhere.
  std::string report;
};

struct ImportSummary {
  int64_t created = 0;
  int64_t updated = 0;
  int64_t unchanged = 0;
  // What was not taken, because the file or the service says so. The rest was.
  int64_t refused = 0;
  // Why: the first of them, each with its line or id.
  std::vector<std::string> errors;
  int64_t more_errors = 0;
  // How many texts became what (cli::Reading).
  std::map<std::string, int64_t> readings;

  // Counts one that is refused, for at least one reason.
  void Refuse(const std::vector<std::string>& reasons);
};

// Each reads a file and sends it in pages; `summary` says what came of it, also when it fails. What
// is wrong in the file refuses the carrier, the branch, the whole rate table or the whole product
// that it is in, and nothing else. Importing the same file again changes nothing. Fails where the
// file can't be read on or the service doesn't answer: what was sent before stays.

// services/logistics/data/README.md has the columns of both.
absl::Status ImportCarriers(const Suite& suite, const ImportFile& file, ImportSummary& summary);
absl::Status ImportRates(const Suite& suite, const ImportFile& file, ImportSummary& summary);
// Columns: carrier_id, negotiated_rate_id and the fields of shopdesk.logistics.v1.NegotiatedRate,
// its time as valid_from and valid_until.
absl::Status ImportNegotiatedRates(const Suite& suite, const ImportFile& file,
                                   ImportSummary& summary);
// Columns: carrier_id, branch_id and the fields of shopdesk.logistics.v1.Branch; lists are
// separated by ";".
absl::Status ImportBranches(const Suite& suite, const ImportFile& file, ImportSummary& summary);
// JSON lines of shopdesk.catalog.v1.ImportProduct, or Shopify's product CSV, told apart by the
// first line. What a Shopify file doesn't publish, or has as draft or archived, isn't put on sale.
absl::Status ImportCatalog(const Suite& suite, const ImportFile& file, ImportSummary& summary);
// Columns: product_id, uri and file, from the folder of the CSV.
absl::Status ImportPictures(const Suite& suite, const ImportFile& file, ImportSummary& summary);
// Columns: product_id, or category_id and brand; option, size, option_values (";"), measure, from,
// to and ease with their units: a row for each measure of a size.
absl::Status ImportSizes(const Suite& suite, const ImportFile& file, ImportSummary& summary);
// Taobao's export of orders, one a row (docs/import.md). What isn't used of its 41 columns is left
// alone. Orders whose receiver the file masks are taken without one, and counted.
absl::Status ImportTaobaoOrders(const Suite& suite, const ImportFile& file, ImportSummary& summary);
// A folder with the tables of a litemall shop and the rules of its words (litemall/shop.h): its
// categories and products, which are counted together, and the stock of SKUs that have none yet.
absl::Status ImportLitemall(const Suite& suite, const ImportFile& file, ImportSummary& summary);

}  // namespace shopdesk::cli
