#include "services/logistics/testing/default_data.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"

namespace shopdesk::logistics::testing {
namespace {

constexpr char kFolder[] = "services/logistics/data/";

using Cells = std::map<std::string, std::string>;

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "services/logistics/data: %s\n", what.c_str());
  std::abort();
}

std::vector<std::string> SplitLine(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        cells.back().push_back('"');
        ++i;
      } else {
        quoted = !quoted;
      }
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back().push_back(line[i]);
    }
  }
  return cells;
}

std::vector<Cells> ReadCsv(const std::string& name) {
  std::ifstream file(kFolder + name);
  if (!file) Fail(name + " can't be opened");
  std::vector<std::string> header;
  std::vector<Cells> rows;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> cells = SplitLine(line);
    if (header.empty()) {
      header = cells;
      continue;
    }
    if (cells.size() != header.size()) Fail(absl::StrCat(name, ": ", line));
    Cells& row = rows.emplace_back();
    for (size_t i = 0; i < cells.size(); ++i) row[header[i]] = cells[i];
  }
  return rows;
}

std::vector<std::string> List(const std::string& cell, char separator) {
  return absl::StrSplit(cell, separator, absl::SkipEmpty());
}

int64_t Number(const std::string& cell) {
  int64_t number = 0;
  if (!cell.empty() && !absl::SimpleAtoi(cell, &number)) Fail("'" + cell + "' is no number");
  return number;
}

v1::Mode::Value ModeOf(const std::string& name) {
  v1::Mode::Value mode;
  if (!v1::Mode::Value_Parse(name, &mode)) Fail("'" + name + "' is no mode");
  return mode;
}

// Sets the integer and string fields that are named like columns; `prefix` before the column.
void SetFields(const Cells& row, google::protobuf::Message& message) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const auto* field = message.GetDescriptor()->field(i);
    const auto cell = row.find(field->name());
    if (cell == row.end() || cell->second.empty()) continue;
    if (field->is_repeated() && field->cpp_type() == field->CPPTYPE_STRING) {
      for (const std::string& item : List(cell->second, ';')) {
        reflection->AddString(&message, field, item);
      }
    } else if (field->is_repeated()) {
      continue;
    } else if (field->cpp_type() == field->CPPTYPE_INT64) {
      reflection->SetInt64(&message, field, Number(cell->second));
    } else if (field->cpp_type() == field->CPPTYPE_STRING) {
      reflection->SetString(&message, field, cell->second);
    }
  }
}

v1::ImportCarrier CarrierOf(const Cells& row) {
  v1::ImportCarrier import;
  import.set_carrier_id(row.at("carrier_id"));
  v1::Carrier& carrier = *import.mutable_carrier();
  SetFields(row, carrier);
  carrier.set_cod_capable(row.at("cod_capable") == "true");
  for (const std::string& mode : List(row.at("modes"), ';')) carrier.add_modes(ModeOf(mode));
  for (const std::string& rule : List(row.at("waybill_rules"), ' ')) {
    const std::vector<std::string> parts = absl::StrSplit(rule, absl::MaxSplits(':', 1));
    carrier.add_waybill_rules()->set_check(parts.at(0));
    carrier.mutable_waybill_rules()->rbegin()->set_pattern(parts.at(1));
  }
  return import;
}

void SetFee(const std::string& cell, v1::ValueFee& fee) {
  const std::vector<std::string> parts = absl::StrSplit(cell, ':');
  fee.set_bps(Number(parts.at(0)));
  fee.set_plus_minor(Number(parts.at(1)));
  fee.set_minimum_minor(Number(parts.at(2)));
  if (parts.size() > 3) fee.set_maximum_minor(Number(parts[3]));
}

v1::ImportRateTable TableOf(const Cells& row) {
  v1::ImportRateTable import;
  SetFields(row, import);
  v1::RateTable& table = *import.mutable_rate_table();
  SetFields(row, table);
  table.set_mode(ModeOf(row.at("mode")));
  if (row.at("rounding") == "UP") table.set_rounding(v1::WeightRounding::UP);
  if (row.at("rounding") == "COURIER") table.set_rounding(v1::WeightRounding::COURIER);
  if (!row.at("insurance").empty()) SetFee(row.at("insurance"), *table.mutable_insurance());
  if (!row.at("cod_fee").empty()) SetFee(row.at("cod_fee"), *table.mutable_cod_fee());
  for (const std::string& item : List(row.at("surcharges"), ';')) {
    const std::vector<std::string> parts = absl::StrSplit(item, ':');
    v1::Surcharge& surcharge = *table.add_surcharges();
    surcharge.set_code(parts.at(0));
    surcharge.set_fixed_minor(Number(parts.at(1)));
    surcharge.set_bps(Number(parts.at(2)));
    if (parts.size() < 4) continue;
    for (const std::string& zone : List(parts[3], '|')) surcharge.add_zone_ids(zone);
  }
  return import;
}

void AddZone(Cells row, v1::RateTable& table) {
  SetFields(row, *table.add_zones());
  v1::ZoneRate rate;
  row["volumetric_divisor"] = row.at("zone_volumetric_divisor");
  for (const char* limit :
       {"max_grams", "max_side_mm", "max_girth_mm", "max_value_minor", "prohibited_goods"}) {
    row[limit] = row[absl::StrCat("zone_", limit)];
  }
  SetFields(row, rate);
  for (const std::string& item : List(row.at("bands"), ';')) {
    const std::vector<std::string> parts = absl::StrSplit(item, ':');
    v1::WeightBand& band = *rate.add_bands();
    if (!parts.at(0).empty()) band.set_up_to_grams(Number(parts[0]));
    band.set_price_minor(Number(parts.at(1)));
  }
  v1::ZoneRate empty;
  empty.set_zone_id(rate.zone_id());
  if (rate.SerializeAsString() != empty.SerializeAsString()) *table.add_rates() = rate;
}

}  // namespace

DefaultData LoadDefaultData() {
  DefaultData data;
  for (const Cells& row : ReadCsv("carriers.csv")) data.carriers.push_back(CarrierOf(row));
  for (const Cells& row : ReadCsv("rates.csv")) {
    if (data.rate_tables.empty() || data.rate_tables.back().carrier_id() != row.at("carrier_id") ||
        data.rate_tables.back().rate_table_id() != row.at("rate_table_id")) {
      data.rate_tables.push_back(TableOf(row));
    }
    AddZone(row, *data.rate_tables.back().mutable_rate_table());
  }
  return data;
}

}  // namespace shopdesk::logistics::testing
