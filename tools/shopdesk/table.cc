#include "tools/shopdesk/table.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "libs/base/money.h"

namespace shopdesk::cli {
namespace {

using Json = nlohmann::ordered_json;

// Columns of a terminal that a text takes at most.
constexpr size_t kWidestText = 60;
// The last parts of paths to what people write for people.
constexpr absl::string_view kTexts[] = {"text", "summary", "title",       "reason",
                                        "note", "error",   "description", "promise"};
constexpr absl::string_view kMinorEnd = "_minor";
constexpr absl::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr absl::string_view kEndOfCut = "...";

// The bytes of the UTF-8 character that begins with this one.
size_t BytesOf(unsigned char first) {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

// The columns of a terminal that it takes. East Asian characters take two; those begin at U+2E80,
// whose first byte is 0xe2 or more, and 0xe2's others are narrow punctuation.
size_t WidthOf(unsigned char first) { return first > 0xe2 ? 2 : 1; }

size_t Width(absl::string_view text) {
  size_t width = 0;
  for (size_t i = 0; i < text.size(); i += BytesOf(text[i])) width += WidthOf(text[i]);
  return width;
}

bool IsText(absl::string_view column) {
  const absl::string_view last = column.substr(column.rfind('.') + 1);
  return std::find(std::begin(kTexts), std::end(kTexts), last) != std::end(kTexts);
}

// On one line; a text at most kWidestText wide.
std::string Fit(const std::string& cell, bool is_text) {
  std::string text = absl::StrReplaceAll(cell, {{"\r", ""}, {"\n", " "}, {"\t", " "}});
  if (!is_text || Width(text) <= kWidestText) return text;
  size_t width = kEndOfCut.size();
  size_t end = 0;
  while (width + WidthOf(text[end]) <= kWidestText) {
    width += WidthOf(text[end]);
    end += BytesOf(text[end]);
  }
  return absl::StrCat(text.substr(0, end), kEndOfCut);
}

std::string CsvCell(std::string cell) {
  if (cell.find_first_of("=+-@\t\r") == 0) cell = absl::StrCat("'", cell);
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

// A shopdesk.type.v1.Money.
bool IsMoney(const Json& value) {
  return value.is_object() && value.contains("currency_code") &&
         value.size() == 1 + value.count("minor");
}

// A currency that the object tells itself, or in an amount that it has; "" if it tells none.
std::string CurrencyIn(const Json& object) {
  const std::string own = object.value("currency_code", "");
  if (!own.empty()) return own;
  for (const auto& [name, value] : object.items()) {
    if (IsMoney(value)) return value.value("currency_code", "");
  }
  return "";
}

// Minor units as JSON has them, or as they are where that is no number or there is no currency.
std::string Amount(const std::string& minor, const std::string& currency) {
  int64_t amount = 0;
  if (currency.empty() || !absl::SimpleAtoi(minor, &amount)) return minor;
  return FormatMoney(MakeMoney(currency, amount));
}

}  // namespace

std::string Cell(const Json& resource, absl::string_view path) {
  if (resource.is_array()) {
    return absl::StrJoin(resource, ", ", [&](std::string* out, const Json& each) {
      absl::StrAppend(out, Cell(each, path));
    });
  }
  if (path.empty() && IsMoney(resource))
    return Amount(resource.value("minor", "0"), resource.value("currency_code", ""));
  if (path.empty()) return resource.is_string() ? resource.get<std::string>() : resource.dump();
  const size_t dot = std::min(path.find('.'), path.size());
  if (!resource.is_object()) return "";
  const auto found = resource.find(std::string(path.substr(0, dot)));
  if (found == resource.end()) return "";
  if (absl::EndsWith(path, kMinorEnd) && dot == path.size())
    return Amount(Cell(*found, ""), CurrencyIn(resource));
  path.remove_prefix(dot);
  return Cell(*found, absl::StripPrefix(path, "."));
}

void PrintTable(absl::Span<const char* const> columns, const std::vector<Json>& rows, int indent) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string>& header = lines.emplace_back();
  for (const char* column : columns) header.emplace_back(absl::StripSuffix(column, kMinorEnd));
  for (const Json& row : rows) {
    std::vector<std::string>& line = lines.emplace_back();
    for (const char* column : columns) line.push_back(Fit(Cell(row, column), IsText(column)));
  }
  std::vector<size_t> widths(columns.size());
  for (const auto& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], Width(line[i]));
  }
  for (const auto& line : lines) {
    std::string text(indent, ' ');
    for (size_t i = 0; i < line.size(); ++i) {
      const size_t blanks = i + 1 < line.size() ? widths[i] - Width(line[i]) + 2 : 0;
      absl::StrAppend(&text, line[i], std::string(blanks, ' '));
    }
    absl::PrintF("%s\n", text);
  }
}

void PrintSection(absl::string_view title, absl::Span<const char* const> columns,
                  const Json& rows) {
  if (rows.empty()) return;
  absl::PrintF("\n%s\n", title);
  PrintTable(columns, std::vector<Json>(rows.begin(), rows.end()), 2);
}

std::string FormatCsv(absl::Span<const char* const> columns, const std::vector<Json>& rows) {
  std::string csv = absl::StrCat(kByteOrderMark, absl::StrJoin(columns, ","), "\r\n");
  for (const Json& row : rows) {
    absl::StrAppend(&csv,
                    absl::StrJoin(columns, ",",
                                  [&](std::string* out, const char* column) {
                                    absl::StrAppend(out, CsvCell(Cell(row, column)));
                                  }),
                    "\r\n");
  }
  return csv;
}

absl::Status WriteOutput(const std::string& file, const std::string& text) {
  if (file == "-") {
    std::cout << text;
    return absl::OkStatus();
  }
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (out.good()) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrCat("can't write ", file));
}

}  // namespace shopdesk::cli
