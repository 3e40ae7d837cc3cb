#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace shopdesk::cli {

// Reads RFC 4180 CSV row by row, from a plain or gzipped file, in bounded memory. A line that is
// not UTF-8 is taken as Latin-1. Empty lines are skipped; the end of a row is LF or CRLF.
class CsvReader {
 public:
  // NOT_FOUND if the file can't be opened.
  static absl::StatusOr<CsvReader> Open(const std::string& file);
  CsvReader(CsvReader&&) noexcept;
  ~CsvReader();

  // The next row's fields into `fields`; false at the end. DATA_LOSS if a gzipped file is broken;
  // INVALID_ARGUMENT for a quoted field that never ends, or a row over 1 MiB.
  absl::StatusOr<bool> Next(std::vector<std::string>& fields);
  // The line on which the row that Next returned last began, from 1.
  int64_t line() const;

 private:
  class Impl;
  explicit CsvReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace shopdesk::cli
