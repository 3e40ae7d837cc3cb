#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/logistics/v1/branch.pb.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "tools/shopdesk/csv_table.h"

// What the files of import.h say, apart from the services that it is sent to.
namespace shopdesk::cli {

// Each opens a file, and reads the present row; what is wrong in that is in table.RowStatus().
absl::StatusOr<CsvTable> OpenCarriers(const std::string& file);
logistics::v1::ImportCarrier ReadCarrierRow(CsvTable& table);

absl::StatusOr<CsvTable> OpenBranches(const std::string& file);
logistics::v1::ImportBranch ReadBranchRow(CsvTable& table);

// Of rates each row has a zone, with its rate unless the row gives none; the columns of the rate
// table itself are the same on all its rows.
absl::StatusOr<CsvTable> OpenRates(const std::string& file);
logistics::v1::RateTable ReadRateTable(CsvTable& table);
void AddZone(CsvTable& table, logistics::v1::RateTable& rates);

// The name of a mode in a cell, or in a part of one.
logistics::v1::Mode ReadMode(const std::string& text, absl::string_view column, CsvTable& table);

using OnProduct = absl::FunctionRef<absl::Status(catalog::v1::ImportProduct)>;
// The products of a file, one by one, until `on_product` fails.
absl::Status ReadShopify(const std::string& file, const std::string& currency,
                         OnProduct on_product);
absl::Status ReadJsonLines(const std::string& file, OnProduct on_product);

}  // namespace shopdesk::cli
