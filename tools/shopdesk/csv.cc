#include "tools/shopdesk/csv.h"

#include <zlib.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"

namespace shopdesk::cli {
namespace {

constexpr size_t kMaxRow = size_t{1} << 20;

std::string Latin1ToUtf8(absl::string_view text) {
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8.push_back(c);
    } else {
      utf8.push_back(static_cast<char>(0xc0 | (byte >> 6)));
      utf8.push_back(static_cast<char>(0x80 | (byte & 0x3f)));
    }
  }
  return utf8;
}

}  // namespace

class CsvReader::Impl {
 public:
  explicit Impl(gzFile file) : file_(file) {}
  ~Impl() { gzclose(file_); }

  // The next physical line with its end, as UTF-8; false at the end of the file.
  absl::StatusOr<bool> NextLine(std::string& line) {
    line.clear();
    char buffer[8192];
    while (gzgets(file_, buffer, sizeof(buffer)) != nullptr) {
      line += buffer;
      if (line.back() == '\n') break;
      if (line.size() > kMaxRow) return TooLong();
    }
    int code = Z_OK;
    const char* message = gzerror(file_, &code);
    if (code != Z_OK && code != Z_STREAM_END) {
      return absl::DataLossError(absl::StrCat("the file can't be read on: ", message));
    }
    ++lines_;
    if (!IsUtf8(line)) line = Latin1ToUtf8(line);
    return !line.empty();
  }

  absl::StatusOr<bool> Next(std::vector<std::string>& fields) {
    std::string line;
    do {
      ASSIGN_OR_RETURN(bool more, NextLine(line));
      if (!more) return false;
    } while (line == "\n" || line == "\r\n");
    row_line_ = lines_;
    fields.assign(1, "");
    size_t size = line.size();
    while (ParseLine(line, fields)) {
      ASSIGN_OR_RETURN(bool more, NextLine(line));
      size += line.size();
      if (!more || size > kMaxRow) return TooLong();
    }
    return true;
  }

  int64_t row_line() const { return row_line_; }

 private:
  absl::Status TooLong() const {
    return absl::InvalidArgumentError(absl::StrCat(
        "line ", row_line_, ": a quoted field is not closed, or the row is longer than 1 MiB"));
  }

  // Adds the line's fields; true if it ends within quotes.
  bool ParseLine(absl::string_view line, std::vector<std::string>& fields) {
    for (size_t i = 0; i < line.size(); ++i) {
      const char c = line[i];
      if (quoted_) {
        if (c != '"') {
          fields.back().push_back(c);
        } else if (i + 1 < line.size() && line[i + 1] == '"') {
          fields.back().push_back('"');
          ++i;
        } else {
          quoted_ = false;
        }
      } else if (c == '"' && fields.back().empty()) {
        quoted_ = true;
      } else if (c == ',') {
        fields.emplace_back();
      } else if (c != '\n' && !(c == '\r' && i + 1 < line.size() && line[i + 1] == '\n')) {
        fields.back().push_back(c);
      }
    }
    return quoted_;
  }

  gzFile file_;
  int64_t lines_ = 0;
  int64_t row_line_ = 0;
  bool quoted_ = false;
};

absl::StatusOr<CsvReader> CsvReader::Open(const std::string& file) {
  gzFile opened = gzopen(file.c_str(), "rb");
  if (opened == nullptr) return absl::NotFoundError(absl::StrCat("can't open ", file));
  return CsvReader(std::make_unique<Impl>(opened));
}

CsvReader::CsvReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CsvReader::CsvReader(CsvReader&&) noexcept = default;
CsvReader::~CsvReader() = default;

absl::StatusOr<bool> CsvReader::Next(std::vector<std::string>& fields) {
  return impl_->Next(fields);
}
int64_t CsvReader::line() const { return impl_->row_line(); }

}  // namespace shopdesk::cli
