#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace shopdesk::cli {

// A table of a litemall shop, as a CSV whose first row names the columns.
struct LitemallTable {
  struct Row {
    int64_t line = 0;
    std::map<std::string, std::string> cells;

    // Empty for a column that the table hasn't.
    const std::string& operator[](const std::string& column) const;
  };
  std::vector<Row> rows;
  // How many rows say something in each column.
  std::map<std::string, int64_t> filled;
};

// `folder`/`name`.csv, or the same gzipped. INVALID_ARGUMENT naming file and line for a row that
// can't be read, and where one of `needed` columns is missing.
absl::StatusOr<LitemallTable> ReadTable(const std::string& folder, const std::string& name,
                                        const std::vector<std::string>& needed);

// The rows by what they have in a column, in the order of the table.
std::map<std::string, std::vector<const LitemallTable::Row*>> RowsBy(const LitemallTable& table,
                                                                     const std::string& column);

}  // namespace shopdesk::cli
