#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/shopdesk/csv.h"

namespace shopdesk::cli {

struct CsvOptions {
  // As of TextFile::Open.
  std::string encoding;
  // Columns that are not known are no error.
  bool ignore_unknown = false;
};

// A CSV file whose first row names its columns, in any case. The readers of cells note what is
// wrong, so that a row is read in one go and checked once. The apostrophe that spreadsheets put
// before a number to keep it as it is written ('0123) is taken off.
class CsvTable {
 public:
  // `columns`: those that are known, each with its other names behind "|". Absent columns are
  // empty. INVALID_ARGUMENT for a column that isn't known or stands twice.
  static absl::StatusOr<CsvTable> Open(const std::string& file,
                                       const std::vector<std::string>& columns,
                                       const CsvOptions& options = {});

  // The next row; false at the end.
  absl::StatusOr<bool> Next();
  int64_t line() const { return reader_.line(); }

  // By the first of its names.
  bool Has(absl::string_view column) const;
  const std::string& Text(absl::string_view column) const;
  // An empty cell is 0.
  int64_t Integer(absl::string_view column);
  bool Boolean(absl::string_view column);
  // The parts between ";"; none for an empty cell.
  std::vector<std::string> List(absl::string_view column) const;
  // Notes an error of the present row.
  void Fail(absl::string_view column, absl::string_view expected);
  // INVALID_ARGUMENT naming line, column and what is allowed, if a cell of the present row was
  // wrong; also if it has more or less fields than the first row, or doesn't fit the encoding.
  absl::Status RowStatus() const { return row_status_; }

 private:
  CsvTable(CsvReader reader, std::map<std::string, size_t> positions, size_t width)
      : reader_(std::move(reader)), positions_(std::move(positions)), width_(width) {}

  CsvReader reader_;
  // By the column's name in lower case.
  std::map<std::string, size_t> positions_;
  size_t width_;
  std::vector<std::string> fields_;
  absl::Status row_status_;
};

}  // namespace shopdesk::cli
