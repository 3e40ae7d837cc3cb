#include "tools/shopdesk/csv_table.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"

namespace shopdesk::cli {

absl::StatusOr<CsvTable> CsvTable::Open(const std::string& file, std::vector<std::string> columns,
                                        bool ignore_unknown) {
  ASSIGN_OR_RETURN(CsvReader reader, CsvReader::Open(file));
  std::vector<std::string> header;
  ASSIGN_OR_RETURN(bool more, reader.Next(header));
  if (!more)
    return absl::InvalidArgumentError(
        absl::StrCat(file, " is empty; its first row must name the columns"));
  constexpr absl::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (absl::StartsWith(header[0], kByteOrderMark)) header[0].erase(0, kByteOrderMark.size());
  std::map<std::string, size_t> positions;
  for (size_t i = 0; i < header.size(); ++i) {
    const bool known = std::find(columns.begin(), columns.end(), header[i]) != columns.end();
    if (!known && !ignore_unknown) {
      return absl::InvalidArgumentError(absl::StrCat(file, " has an unknown column \"", header[i],
                                                     "\"; known are ",
                                                     absl::StrJoin(columns, ", ")));
    }
    positions.emplace(header[i], i);
  }
  return CsvTable(std::move(reader), std::move(positions), header.size());
}

absl::StatusOr<bool> CsvTable::Next() {
  row_status_ = absl::OkStatus();
  ASSIGN_OR_RETURN(bool more, reader_.Next(fields_));
  if (!more) return false;
  if (fields_.size() > width_) {
    row_status_ = absl::InvalidArgumentError(
        absl::StrCat("line ", line(), ": has ", fields_.size(), " fields, the first row ", width_));
  }
  fields_.resize(width_);
  return true;
}

const std::string& CsvTable::Text(absl::string_view column) const {
  static const std::string& kEmpty = *new std::string;
  const auto found = positions_.find(std::string(column));
  return found == positions_.end() ? kEmpty : fields_[found->second];
}

int64_t CsvTable::Integer(absl::string_view column) {
  const std::string& text = Text(column);
  int64_t value = 0;
  if (!text.empty() && !absl::SimpleAtoi(text, &value)) Fail(column, "must be a whole number");
  return value;
}

bool CsvTable::Boolean(absl::string_view column) {
  const std::string& text = Text(column);
  bool value = false;
  if (!text.empty() && !absl::SimpleAtob(text, &value)) Fail(column, "must be true or false");
  return value;
}

std::vector<std::string> CsvTable::List(absl::string_view column) const {
  return absl::StrSplit(Text(column), ';', absl::SkipWhitespace());
}

void CsvTable::Fail(absl::string_view column, absl::string_view expected) {
  if (!row_status_.ok()) return;
  row_status_ = absl::InvalidArgumentError(absl::StrCat("line ", line(), ", column ", column, ": ",
                                                        expected, ", got \"", Text(column), "\""));
}

}  // namespace shopdesk::cli
