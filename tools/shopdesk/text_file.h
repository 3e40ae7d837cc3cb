#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace shopdesk::cli {

// The encodings of files, as flags and people call them.
inline constexpr const char* kEncodings[] = {"UTF-8", "GB18030", "Windows-1252"};

// Finds out a file's encoding by reading it once: UTF-8 if it has a byte order mark, or if at least
// half of its lines with other than ASCII surely are; else GB18030 (of which GBK and GB2312 are
// parts) if such bytes come in runs, as Chinese does; else Windows-1252 if all of the file fits it.
// INVALID_ARGUMENT for UTF-16, for what fits none, and for what can't be read twice; NOT_FOUND if
// it can't be opened.
absl::StatusOr<std::string> FindEncoding(const std::string& file);

// The lines of a plain or gzipped file as UTF-8, in bounded memory.
class TextFile {
 public:
  // `encoding`: one of kEncodings; empty: found out. Errors as FindEncoding.
  static absl::StatusOr<TextFile> Open(const std::string& file, absl::string_view encoding = "");
  TextFile(TextFile&&) noexcept;
  ~TextFile();

  // The next line with its end, without a byte order mark; false at the end. DATA_LOSS if a gzipped
  // file is broken; INVALID_ARGUMENT for a line over 4 MiB.
  absl::StatusOr<bool> Next(std::string& line);
  // What is wrong with the bytes of the line that Next returned last; in the line, U+FFFD stands
  // for them.
  absl::Status LineStatus() const;
  // The number of that line, from 1.
  int64_t line() const;
  const std::string& encoding() const;

 private:
  class Impl;
  explicit TextFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace shopdesk::cli
