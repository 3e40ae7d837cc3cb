#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/types/optional.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "shopdesk/catalog/v1/size_chart.grpc.pb.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_group.h"
#include "tools/shopdesk/import_rows.h"
#include "tools/shopdesk/profile_flags.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::ChartMeasure;
using catalog::v1::FitMeasure;
using catalog::v1::Size;
using catalog::v1::SizeChart;
using catalog::v1::SizeChartService;

// The name of the chart that the present row is of.
std::string ChartNameOf(const std::string& shop, const CsvTable& table) {
  const std::string parent = absl::StrCat("shops/", EscapeId(shop));
  if (!table.Text("product_id").empty()) {
    return absl::StrCat(parent, "/products/", EscapeId(table.Text("product_id")), "/sizeChart");
  }
  const std::string category =
      absl::StrCat(parent, "/categories/", EscapeId(table.Text("category_id")));
  if (table.Text("brand").empty()) return absl::StrCat(category, "/sizeChart");
  return absl::StrCat(category, "/brands/", EscapeId(table.Text("brand")), "/sizeChart");
}

// Of the row's size; added if it is the first of its rows.
Size& SizeOf(CsvTable& table, SizeChart& chart) {
  for (Size& size : *chart.mutable_sizes()) {
    if (size.size() == table.Text("size")) return size;
  }
  Size& size = *chart.add_sizes();
  size.set_size(table.Text("size"));
  for (const std::string& value : table.List("option_values")) size.add_option_values(value);
  return size;
}

ChartMeasure& MeasureOf(FitMeasure::Value measure, SizeChart& chart) {
  for (ChartMeasure& present : *chart.mutable_measures()) {
    if (present.measure() == measure) return present;
  }
  ChartMeasure& added = *chart.add_measures();
  added.set_measure(measure);
  return added;
}

// A cell with its unit; nullopt for an empty one.
absl::optional<int64_t> ReadLength(const char* column, FitMeasure::Value measure, CsvTable& table) {
  if (table.Text(column).empty()) return absl::nullopt;
  const absl::StatusOr<int64_t> value =
      ParseMeasure(table.Text(column), measure == FitMeasure::WEIGHT);
  if (value.ok()) return *value;
  table.Fail(column, "must be a number with a unit, e.g. 92cm, 36in, 62kg");
  return absl::nullopt;
}

void AddSizeRow(const std::string& shop, CsvTable& table, SizeChart& chart) {
  if (table.Text("product_id").empty() == table.Text("category_id").empty()) {
    table.Fail("product_id", "must be there, or category_id");
  }
  if (table.Text("size").empty()) table.Fail("size", "must be there");
  const auto measure = static_cast<FitMeasure::Value>(
      ReadEnum(*FitMeasure::Value_descriptor(), absl::AsciiStrToUpper(table.Text("measure")),
               "measure", table));
  chart.set_name(ChartNameOf(shop, table));
  if (!table.Text("option").empty()) chart.set_option(table.Text("option"));
  const absl::optional<int64_t> ease = ReadLength("ease", measure, table);
  ChartMeasure& used = MeasureOf(measure, chart);
  if (ease.has_value()) used.set_ease(*ease);
  catalog::v1::SizeRange& range = *SizeOf(table, chart).add_ranges();
  range.set_measure(measure);
  const absl::optional<int64_t> from = ReadLength("from", measure, table);
  const absl::optional<int64_t> to = ReadLength("to", measure, table);
  if (from.has_value()) range.set_from(*from);
  if (to.has_value()) range.set_to(*to);
}

// Tells a chart, and counts what came of it.
absl::Status SendChart(const Suite& suite, SizeChartService::Stub& stub, SizeChart chart,
                       int64_t line, ImportSummary& summary) {
  catalog::v1::GetSizeChartRequest get;
  get.set_name(chart.name());
  const absl::StatusOr<SizeChart> present =
      Invoke(suite.settings, stub, &SizeChartService::Stub::GetSizeChart, get);
  if (!present.ok() && !absl::IsNotFound(present.status())) return present.status();
  catalog::v1::UpdateSizeChartRequest update;
  *update.mutable_size_chart() = std::move(chart);
  update.set_request_id(NewUuid(absl::Now()));
  const absl::StatusOr<SizeChart> told =
      Invoke(suite.settings, stub, &SizeChartService::Stub::UpdateSizeChart, update);
  if (absl::IsInvalidArgument(told.status()) || absl::IsNotFound(told.status())) {
    summary.Refuse({absl::StrCat("line ", line, ": ", told.status().message())});
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(told.status());
  ++(!present.ok()                     ? summary.created
     : present->etag() == told->etag() ? summary.unchanged
                                       : summary.updated);
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadSizes(const ImportFile& file, OnSizeChart on_chart, ImportSummary& summary) {
  const auto open = [&] {
    return CsvTable::Open(file.file,
                          {"product_id", "category_id", "brand", "option", "size", "option_values",
                           "measure", "from", "to", "ease"},
                          {.encoding = file.encoding});
  };
  const auto key = [&](const CsvTable& table) { return ChartNameOf(file.shop, table); };
  const auto add_row = [&](CsvTable& table, SizeChart& chart) {
    AddSizeRow(file.shop, table, chart);
  };
  return ReadGroups<SizeChart>(open, key, add_row, on_chart, summary);
}

absl::Status ImportSizes(const Suite& suite, const ImportFile& file, ImportSummary& summary) {
  const auto stub = SizeChartService::NewStub(suite.catalog);
  const auto send = [&](SizeChart chart, int64_t line) {
    return SendChart(suite, *stub, std::move(chart), line, summary);
  };
  return ReadSizes(file, send, summary);
}

}  // namespace shopdesk::cli
