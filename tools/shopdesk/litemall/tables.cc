#include "tools/shopdesk/litemall/tables.h"

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/csv.h"

namespace shopdesk::cli {

const std::string& LitemallTable::Row::operator[](const std::string& column) const {
  static const std::string& kEmpty = *new std::string;
  const auto found = cells.find(column);
  return found == cells.end() ? kEmpty : found->second;
}

absl::StatusOr<LitemallTable> ReadTable(const std::string& folder, const std::string& name,
                                        const std::vector<std::string>& needed) {
  std::string file = absl::StrCat(folder, "/", name, ".csv");
  if (!std::filesystem::exists(file)) absl::StrAppend(&file, ".gz");
  ASSIGN_OR_RETURN(CsvReader reader, CsvReader::Open(file));
  std::vector<std::string> header;
  ASSIGN_OR_RETURN(bool more, reader.Next(header));
  for (const std::string& column : needed) {
    if (more && std::find(header.begin(), header.end(), column) != header.end()) continue;
    return absl::InvalidArgumentError(absl::StrCat(file, " has no column \"", column, "\""));
  }
  LitemallTable table;
  std::vector<std::string> fields;
  while (true) {
    ASSIGN_OR_RETURN(more, reader.Next(fields));
    if (!more) return table;
    RETURN_IF_ERROR(reader.RowStatus());
    if (fields.size() != header.size()) {
      return absl::InvalidArgumentError(absl::StrCat(file, ", line ", reader.line(), ": has ",
                                                     fields.size(), " fields, the first row ",
                                                     header.size()));
    }
    LitemallTable::Row& row = table.rows.emplace_back();
    row.line = reader.line();
    for (size_t i = 0; i < header.size(); ++i) {
      if (!fields[i].empty()) ++table.filled[header[i]];
      row.cells.emplace(header[i], std::move(fields[i]));
    }
  }
}

std::map<std::string, std::vector<const LitemallTable::Row*>> RowsBy(const LitemallTable& table,
                                                                     const std::string& column) {
  std::map<std::string, std::vector<const LitemallTable::Row*>> rows;
  for (const LitemallTable::Row& row : table.rows) rows[row[column]].push_back(&row);
  return rows;
}

}  // namespace shopdesk::cli
