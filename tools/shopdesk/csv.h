#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace shopdesk::cli {

// Reads RFC 4180 CSV row by row, as UTF-8, from a file as TextFile reads it, in bounded memory.
// Empty lines are skipped; the end of a row is LF or CRLF.
class CsvReader {
 public:
  // `encoding` and errors as of TextFile::Open.
  static absl::StatusOr<CsvReader> Open(const std::string& file, absl::string_view encoding = "");
  CsvReader(CsvReader&&) noexcept;
  ~CsvReader();

  // The next row's fields into `fields`; false at the end. DATA_LOSS if a gzipped file is broken;
  // INVALID_ARGUMENT for a quoted field that never ends, or a row over 1 MiB.
  absl::StatusOr<bool> Next(std::vector<std::string>& fields);
  // The line on which the row that Next returned last began, from 1.
  int64_t line() const;
  // INVALID_ARGUMENT with the line if that row has bytes that don't fit the file's encoding.
  const absl::Status& RowStatus() const;

 private:
  class Impl;
  explicit CsvReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace shopdesk::cli
