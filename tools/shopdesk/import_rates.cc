#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"
#include "shopdesk/logistics/v1/policy.grpc.pb.h"
#include "tools/shopdesk/currency.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_group.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/import_rows.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::util::MessageDifferencer;
using logistics::v1::CarrierService;
using logistics::v1::ImportRateTable;
using logistics::v1::RateTable;
using logistics::v1::ZoneRate;

constexpr size_t kTablesPerPage = 20;

constexpr const char* kColumns[] = {"carrier_id",
                                    "rate_table_id",
                                    "mode",
                                    "currency_code",
                                    "valid_from",
                                    "valid_until",
                                    "rounding",
                                    "rounding_grams",
                                    "volumetric_divisor",
                                    "volumetric_min_side_mm",
                                    "max_grams",
                                    "max_side_mm",
                                    "max_value_minor",
                                    "max_girth_mm",
                                    "prohibited_goods",
                                    "max_declared_minor",
                                    "fragile_deductible_bps",
                                    "insurance",
                                    "cod_fee",
                                    "intercept_fee_minor",
                                    "uninsured_cap_percent",
                                    "uninsured_cap_minor",
                                    "surcharges",
                                    "origins",
                                    "zone_id",
                                    "region_codes",
                                    "administrative_areas",
                                    "localities",
                                    "postal_code_prefixes",
                                    "first_grams",
                                    "first_minor",
                                    "step_grams",
                                    "step_minor",
                                    "bands",
                                    "per_piece_minor",
                                    "per_cubic_metre_minor",
                                    "per_gram_milli_minor",
                                    "registration_minor",
                                    "value_step_minor",
                                    "per_value_step_minor",
                                    "minimum_minor",
                                    "free_over_minor",
                                    "zone_volumetric_divisor",
                                    "promised_hours",
                                    "zone_max_grams",
                                    "zone_max_side_mm",
                                    "zone_max_girth_mm",
                                    "zone_max_value_minor",
                                    "zone_min_value_minor",
                                    "zone_prohibited_goods"};

// Those of a zone's rate, and those of them that are prices.
constexpr const char* kRateColumns[] = {"first_grams",
                                        "first_minor",
                                        "step_grams",
                                        "step_minor",
                                        "bands",
                                        "per_piece_minor",
                                        "per_cubic_metre_minor",
                                        "per_gram_milli_minor",
                                        "registration_minor",
                                        "value_step_minor",
                                        "per_value_step_minor",
                                        "minimum_minor",
                                        "free_over_minor",
                                        "zone_volumetric_divisor",
                                        "promised_hours"};
constexpr const char* kPriceColumns[] = {"first_minor",
                                         "step_minor",
                                         "bands",
                                         "per_piece_minor",
                                         "per_cubic_metre_minor",
                                         "per_gram_milli_minor",
                                         "registration_minor",
                                         "per_value_step_minor",
                                         "minimum_minor"};

// An empty cell isn't zero.
bool IsGiven(absl::string_view column, const CsvTable& table) {
  return !table.Text(column).empty();
}

// "a:b:c" as numbers; notes an error unless there are between `least` and `most` of them.
std::vector<int64_t> ReadNumbers(absl::string_view text, size_t least, size_t most,
                                 absl::string_view column, CsvTable& table) {
  std::vector<int64_t> numbers;
  for (absl::string_view part : absl::StrSplit(text, ':')) {
    int64_t number = 0;
    if (!absl::SimpleAtoi(part, &number))
      table.Fail(column, "must be whole numbers separated by \":\"");
    numbers.push_back(number);
  }
  if (numbers.size() < least || numbers.size() > most) {
    table.Fail(column, absl::StrCat("must have ", least, " numbers separated by \":\""));
  }
  numbers.resize(most);
  return numbers;
}

logistics::v1::ValueFee ReadValueFee(absl::string_view column, CsvTable& table) {
  const std::string& text = table.Text(column);
  const std::vector<int64_t> numbers = ReadNumbers(text, 3, 4, column, table);
  logistics::v1::ValueFee fee;
  fee.set_bps(numbers[0]);
  fee.set_plus_minor(numbers[1]);
  fee.set_minimum_minor(numbers[2]);
  if (std::count(text.begin(), text.end(), ':') == 3) fee.set_maximum_minor(numbers[3]);
  return fee;
}

void ReadSurcharges(CsvTable& table, RateTable& rates) {
  for (const std::string& text : table.List("surcharges")) {
    const std::vector<std::string> parts = absl::StrSplit(text, ':');
    logistics::v1::Surcharge& surcharge = *rates.add_surcharges();
    int64_t fixed = 0;
    int64_t bps = 0;
    if (parts.size() < 3 || parts.size() > 4 || !absl::SimpleAtoi(parts[1], &fixed) ||
        !absl::SimpleAtoi(parts[2], &bps)) {
      table.Fail("surcharges", "must be code:fixed_minor:bps[:zone|zone]");
      return;
    }
    surcharge.set_code(parts[0]);
    surcharge.set_fixed_minor(fixed);
    surcharge.set_bps(bps);
    if (parts.size() < 4) continue;
    for (absl::string_view zone : absl::StrSplit(parts[3], '|'))
      surcharge.add_zone_ids(std::string(zone));
  }
}

// "CN/浙江省/杭州市": a country, a province of it and a city of that, or less.
void ReadOrigins(CsvTable& table, RateTable& rates) {
  for (const std::string& text : table.List("origins")) {
    const std::vector<std::string> parts = absl::StrSplit(text, '/');
    logistics::v1::Origin& origin = *rates.add_origins();
    if (parts.size() > 3 || parts[0].empty()) {
      table.Fail("origins", "must be country[/province[/city]]");
      return;
    }
    origin.set_region_code(parts[0]);
    if (parts.size() > 1) origin.set_administrative_area(parts[1]);
    if (parts.size() > 2) origin.set_locality(parts[2]);
  }
}

ZoneRate ReadZoneRate(CsvTable& table) {
  ZoneRate rate;
  rate.set_first_grams(table.Integer("first_grams"));
  rate.set_first_minor(table.Integer("first_minor"));
  if (IsGiven("step_grams", table)) rate.set_step_grams(table.Integer("step_grams"));
  rate.set_step_minor(table.Integer("step_minor"));
  for (const std::string& text : table.List("bands")) {
    logistics::v1::WeightBand& band = *rate.add_bands();
    // ":price" is the band without a limit.
    const bool open = absl::StartsWith(text, ":");
    const size_t price = open ? 0 : 1;
    const std::vector<int64_t> numbers =
        ReadNumbers(open ? text.substr(1) : text, price + 1, price + 2, "bands", table);
    if (!open) band.set_up_to_grams(numbers.front());
    band.set_price_minor(numbers[price]);
    band.set_per_gram_milli_minor(numbers[price + 1]);
  }
  rate.set_per_piece_minor(table.Integer("per_piece_minor"));
  rate.set_per_cubic_metre_minor(table.Integer("per_cubic_metre_minor"));
  rate.set_per_gram_milli_minor(table.Integer("per_gram_milli_minor"));
  rate.set_registration_minor(table.Integer("registration_minor"));
  if (IsGiven("value_step_minor", table))
    rate.set_value_step_minor(table.Integer("value_step_minor"));
  rate.set_per_value_step_minor(table.Integer("per_value_step_minor"));
  rate.set_minimum_minor(table.Integer("minimum_minor"));
  if (IsGiven("free_over_minor", table)) rate.set_free_over_minor(table.Integer("free_over_minor"));
  if (IsGiven("zone_volumetric_divisor", table))
    rate.set_volumetric_divisor(table.Integer("zone_volumetric_divisor"));
  if (IsGiven("promised_hours", table)) rate.set_promised_hours(table.Integer("promised_hours"));
  if (IsGiven("zone_max_grams", table)) rate.set_max_grams(table.Integer("zone_max_grams"));
  if (IsGiven("zone_max_side_mm", table)) rate.set_max_side_mm(table.Integer("zone_max_side_mm"));
  if (IsGiven("zone_max_girth_mm", table))
    rate.set_max_girth_mm(table.Integer("zone_max_girth_mm"));
  if (IsGiven("zone_max_value_minor", table))
    rate.set_max_value_minor(table.Integer("zone_max_value_minor"));
  if (IsGiven("zone_min_value_minor", table))
    rate.set_min_value_minor(table.Integer("zone_min_value_minor"));
  for (const std::string& goods : table.List("zone_prohibited_goods"))
    rate.add_prohibited_goods(goods);
  return rate;
}

RateTable ReadRateTable(CsvTable& table, const absl::TimeZone& zone) {
  RateTable rates;
  rates.set_mode(ReadMode(table.Text("mode"), "mode", table));
  rates.set_currency_code(table.Text("currency_code"));
  if (const absl::Status status = CheckCurrency(rates.currency_code()); !status.ok())
    table.Fail("currency_code", status.message());
  if (const absl::optional<absl::Time> from = ReadMoment("valid_from", zone, table)) {
    *rates.mutable_valid_time()->mutable_start_time() = ToProto(*from);
  }
  if (const absl::optional<absl::Time> until = ReadMoment("valid_until", zone, table)) {
    *rates.mutable_valid_time()->mutable_end_time() = ToProto(*until);
  }
  logistics::v1::WeightRounding::Value rounding =
      logistics::v1::WeightRounding::WEIGHT_ROUNDING_UNSPECIFIED;
  if (!table.Text("rounding").empty() &&
      !logistics::v1::WeightRounding::Value_Parse(table.Text("rounding"), &rounding)) {
    table.Fail("rounding", "must be empty, UP or COURIER");
  }
  rates.set_rounding(rounding);
  rates.set_rounding_grams(table.Integer("rounding_grams"));
  if (IsGiven("volumetric_divisor", table))
    rates.set_volumetric_divisor(table.Integer("volumetric_divisor"));
  rates.set_volumetric_min_side_mm(table.Integer("volumetric_min_side_mm"));
  if (IsGiven("max_grams", table)) rates.set_max_grams(table.Integer("max_grams"));
  if (IsGiven("max_side_mm", table)) rates.set_max_side_mm(table.Integer("max_side_mm"));
  if (IsGiven("max_value_minor", table))
    rates.set_max_value_minor(table.Integer("max_value_minor"));
  if (IsGiven("max_girth_mm", table)) rates.set_max_girth_mm(table.Integer("max_girth_mm"));
  for (const std::string& goods : table.List("prohibited_goods")) rates.add_prohibited_goods(goods);
  if (IsGiven("max_declared_minor", table))
    rates.set_max_declared_minor(table.Integer("max_declared_minor"));
  rates.set_fragile_deductible_bps(table.Integer("fragile_deductible_bps"));
  if (IsGiven("insurance", table)) *rates.mutable_insurance() = ReadValueFee("insurance", table);
  if (IsGiven("cod_fee", table)) *rates.mutable_cod_fee() = ReadValueFee("cod_fee", table);
  if (IsGiven("intercept_fee_minor", table))
    rates.set_intercept_fee_minor(table.Integer("intercept_fee_minor"));
  if (IsGiven("uninsured_cap_percent", table))
    rates.set_uninsured_cap_percent(table.Integer("uninsured_cap_percent"));
  if (IsGiven("uninsured_cap_minor", table))
    rates.set_uninsured_cap_minor(table.Integer("uninsured_cap_minor"));
  ReadSurcharges(table, rates);
  ReadOrigins(table, rates);
  return rates;
}

bool HasNone(const CsvTable& table, absl::Span<const char* const> columns) {
  return std::all_of(columns.begin(), columns.end(),
                     [&](const char* column) { return table.Text(column).empty(); });
}

// A price that is not told must not be taken as none: what is free says 0.
void CheckPrices(CsvTable& table) {
  constexpr const char* kWeightsAndPrices[][2] = {{"first_grams", "first_minor"},
                                                  {"step_grams", "step_minor"},
                                                  {"value_step_minor", "per_value_step_minor"}};
  for (const auto& [weight, price] : kWeightsAndPrices) {
    if (!table.Text(weight).empty() && table.Text(price).empty())
      table.Fail(price, absl::StrCat("must be a price (0: free) where ", weight, " is given"));
  }
  if (!HasNone(table, kRateColumns) && HasNone(table, kPriceColumns))
    table.Fail("first_minor", "must be a price (0: free), or the zone must have no rate at all");
}

void AddZone(CsvTable& table, RateTable& rates) {
  logistics::v1::Zone& zone = *rates.add_zones();
  zone.set_zone_id(table.Text("zone_id"));
  for (const std::string& text : table.List("region_codes")) zone.add_region_codes(text);
  for (const std::string& text : table.List("administrative_areas"))
    zone.add_administrative_areas(text);
  for (const std::string& text : table.List("localities")) zone.add_localities(text);
  for (const std::string& text : table.List("postal_code_prefixes"))
    zone.add_postal_code_prefixes(text);
  ZoneRate rate = ReadZoneRate(table);
  CheckPrices(table);
  // A zone whose rate is empty has none: its destinations are refused.
  if (HasNone(table, kRateColumns)) return;
  rate.set_zone_id(zone.zone_id());
  *rates.add_rates() = std::move(rate);
}

absl::StatusOr<CsvTable> OpenRates(const ImportFile& file) {
  return CsvTable::Open(file.file,
                        std::vector<std::string>(std::begin(kColumns), std::end(kColumns)),
                        {.encoding = file.encoding});
}

void AddRow(const absl::TimeZone& zone, CsvTable& table, ImportRateTable& row) {
  RateTable columns = ReadRateTable(table, zone);
  if (!table.RowStatus().ok()) return;
  if (!row.has_rate_table()) {
    row.set_carrier_id(table.Text("carrier_id"));
    row.set_rate_table_id(table.Text("rate_table_id"));
    *row.mutable_rate_table() = std::move(columns);
  } else {
    *columns.mutable_zones() = row.rate_table().zones();
    *columns.mutable_rates() = row.rate_table().rates();
    if (!MessageDifferencer::Equals(columns, row.rate_table()))
      table.Fail("rate_table_id", "the table's columns must be the same on all its rows");
  }
  AddZone(table, *row.mutable_rate_table());
}

}  // namespace

absl::optional<absl::Time> ReadMoment(absl::string_view column, const absl::TimeZone& zone,
                                      CsvTable& table) {
  const std::string& text = table.Text(column);
  if (text.empty()) return absl::nullopt;
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error) ||
      absl::ParseTime("%Y-%m-%d", text, zone, &time, &error)) {
    return time;
  }
  table.Fail(column, "must be a date or an RFC 3339 time");
  return absl::nullopt;
}

absl::StatusOr<absl::TimeZone> ZoneOfShop(const Suite& suite, const std::string& shop) {
  logistics::v1::GetPolicyRequest of_shop;
  of_shop.set_name(absl::StrCat("shops/", EscapeId(shop), "/policy"));
  ASSIGN_OR_RETURN(const logistics::v1::Policy policy,
                   Invoke(suite.settings, *logistics::v1::PolicyService::NewStub(suite.logistics),
                          &logistics::v1::PolicyService::Stub::GetPolicy, of_shop));
  return ZoneOf(policy.calendar());
}

absl::Status ReadRates(const ImportFile& file, const absl::TimeZone& zone, OnRateTable on_table,
                       ImportSummary& summary) {
  const auto open = [&] { return OpenRates(file); };
  const auto key = [](const CsvTable& table) {
    return absl::StrCat(table.Text("carrier_id"), "/", table.Text("rate_table_id"));
  };
  const auto add_row = [&](CsvTable& table, ImportRateTable& row) { AddRow(zone, table, row); };
  return ReadGroups<ImportRateTable>(open, key, add_row, on_table, summary);
}

absl::Status ImportRates(const Suite& suite, const ImportFile& file, ImportSummary& summary) {
  using Page = logistics::v1::ImportRateTablesRequest;
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOfShop(suite, file.shop));
  const auto stub = CarrierService::NewStub(suite.logistics);
  const auto send = [&](const Page& page) {
    return StreamOne(suite.settings, *stub, &CarrierService::Stub::ImportRateTables, page);
  };
  PageSender sender(file, send, &Page::mutable_rate_tables, kTablesPerPage, summary);
  const auto add = [&](ImportRateTable table, int64_t line) {
    return sender.Add(std::move(table), line);
  };
  RETURN_IF_ERROR(ReadRates(file, zone, add, summary));
  return sender.Flush();
}

}  // namespace shopdesk::cli
