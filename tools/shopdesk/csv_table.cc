#include "tools/shopdesk/csv_table.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"

namespace shopdesk::cli {

namespace {

// A name as columns are compared by.
std::string Folded(absl::string_view name) {
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(name));
}

// The first name of each column, by all of its names.
std::map<std::string, std::string> NamesOf(const std::vector<std::string>& columns) {
  std::map<std::string, std::string> names;
  for (const std::string& column : columns) {
    const std::vector<std::string> all = absl::StrSplit(column, '|');
    for (const std::string& name : all) names[Folded(name)] = Folded(all.front());
  }
  return names;
}

absl::Status UnknownColumn(const std::string& file, const std::vector<std::string>& header,
                           const std::string& name, const std::vector<std::string>& columns) {
  if (header.size() == 1 && name.find_first_of(";\t") != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": its first row has no \",\"; save it as CSV separated by commas"));
  }
  return absl::InvalidArgumentError(absl::StrCat(file, " has an unknown column \"", name,
                                                 "\"; known are ", absl::StrJoin(columns, ", ")));
}

void StripApostrophe(std::string& cell) {
  static constexpr char kNumber[] = "0123456789.,+- ";
  if (cell.size() > 1 && cell[0] == '\'' && cell.find_first_not_of(kNumber, 1) == cell.npos) {
    cell.erase(0, 1);
  }
}

}  // namespace

absl::StatusOr<CsvTable> CsvTable::Open(const std::string& file,
                                        const std::vector<std::string>& columns,
                                        const CsvOptions& options) {
  ASSIGN_OR_RETURN(CsvReader reader, CsvReader::Open(file, options.encoding));
  std::vector<std::string> header;
  ASSIGN_OR_RETURN(bool more, reader.Next(header));
  if (!more)
    return absl::InvalidArgumentError(
        absl::StrCat(file, " is empty; its first row must name the columns"));
  RETURN_IF_ERROR(reader.RowStatus());
  const std::map<std::string, std::string> names = NamesOf(columns);
  std::map<std::string, size_t> positions;
  for (size_t i = 0; i < header.size(); ++i) {
    const auto found = names.find(Folded(header[i]));
    if (found == names.end()) {
      if (!options.ignore_unknown) return UnknownColumn(file, header, header[i], columns);
    } else if (!positions.emplace(found->second, i).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(file, " has the column \"", header[i], "\" twice"));
    }
  }
  return CsvTable(std::move(reader), std::move(positions), header.size());
}

absl::StatusOr<bool> CsvTable::Next() {
  ASSIGN_OR_RETURN(bool more, reader_.Next(fields_));
  if (!more) return false;
  row_status_ = reader_.RowStatus();
  if (fields_.size() != width_) {
    row_status_.Update(absl::InvalidArgumentError(absl::StrCat(
        "line ", line(), ": has ", fields_.size(), " fields, the first row ", width_)));
  }
  fields_.resize(width_);
  for (std::string& field : fields_) StripApostrophe(field);
  return true;
}

bool CsvTable::Has(absl::string_view column) const { return positions_.contains(Folded(column)); }

const std::string& CsvTable::Text(absl::string_view column) const {
  static const std::string& kEmpty = *new std::string;
  const auto found = positions_.find(Folded(column));
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
