#pragma once

#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "nlohmann/json.hpp"

// Resources in JSON as tables.
namespace shopdesk::cli {

// The columns of a table that is known when the program is built.
struct ColumnList {
  // Those not needed are null, at the end.
  const char* names[16];

  constexpr const char* const* data() const { return names; }
  constexpr size_t size() const {
    size_t count = 0;
    while (count < std::size(names) && names[count] != nullptr) ++count;
    return count;
  }
  constexpr const char* const* begin() const { return names; }
  constexpr const char* const* end() const { return names + size(); }
};

// The value at a path like "receiver.address.locality"; "" if there is none. Of an array: its
// values, or the rest of the path in each of them, joined by ", ". An amount of money is in major
// units with its currency ("12.34 CNY"), also in a field of minor units (total_minor) beside one
// that tells the currency.
std::string Cell(const nlohmann::ordered_json& resource, absl::string_view path);

// For people: a header, columns as wide as their widest cell, `indent` blanks before each line.
// Long texts are cut; names, ids and all else that is copied never are.
void PrintTable(absl::Span<const char* const> columns,
                const std::vector<nlohmann::ordered_json>& rows, int indent = 0);

// The same below a title; nothing if there are no rows. `rows` is an array.
void PrintSection(absl::string_view title, absl::Span<const char* const> columns,
                  const nlohmann::ordered_json& rows);

// For spreadsheets: RFC 4180 with a byte order mark, so that they take it as UTF-8. A cell that
// they would take as a formula gets a ' before it.
std::string FormatCsv(absl::Span<const char* const> columns,
                      const std::vector<nlohmann::ordered_json>& rows);

// Writes what a program made to a file; "-": to standard output.
absl::Status WriteOutput(const std::string& file, const std::string& text);

}  // namespace shopdesk::cli
