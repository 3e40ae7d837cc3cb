#include "tools/shopdesk/csv.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/text_file.h"

namespace shopdesk::cli {
namespace {

constexpr size_t kMaxRow = size_t{1} << 20;

}  // namespace

class CsvReader::Impl {
 public:
  explicit Impl(TextFile file) : file_(std::move(file)) {}

  absl::StatusOr<bool> Next(std::vector<std::string>& fields) {
    std::string line;
    do {
      ASSIGN_OR_RETURN(bool more, file_.Next(line));
      if (!more) return false;
    } while (line == "\n" || line == "\r\n");
    row_line_ = file_.line();
    row_status_ = file_.LineStatus();
    fields.assign(1, "");
    size_t size = line.size();
    while (ParseLine(line, fields)) {
      ASSIGN_OR_RETURN(bool more, file_.Next(line));
      row_status_.Update(file_.LineStatus());
      size += line.size();
      if (!more || size > kMaxRow) return TooLong();
    }
    return true;
  }

  int64_t row_line() const { return row_line_; }
  const absl::Status& row_status() const { return row_status_; }

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

  TextFile file_;
  int64_t row_line_ = 0;
  absl::Status row_status_;
  bool quoted_ = false;
};

absl::StatusOr<CsvReader> CsvReader::Open(const std::string& file, absl::string_view encoding) {
  ASSIGN_OR_RETURN(TextFile opened, TextFile::Open(file, encoding));
  return CsvReader(std::make_unique<Impl>(std::move(opened)));
}

CsvReader::CsvReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CsvReader::CsvReader(CsvReader&&) noexcept = default;
CsvReader::~CsvReader() = default;

absl::StatusOr<bool> CsvReader::Next(std::vector<std::string>& fields) {
  return impl_->Next(fields);
}
int64_t CsvReader::line() const { return impl_->row_line(); }
const absl::Status& CsvReader::RowStatus() const { return impl_->row_status(); }

}  // namespace shopdesk::cli
