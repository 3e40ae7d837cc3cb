#include "services/logistics/domain/validate.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "services/logistics/domain/limits.h"
#include "services/logistics/domain/mode.h"
#include "services/logistics/domain/waybill.h"
#include "services/logistics/domain/zone_matcher.h"

namespace shopdesk::logistics::domain {
namespace {

// Bytes of texts in the rows of bulk requests: what the protos allow, in characters of four bytes
// at most.
constexpr size_t kMaxNameBytes = 400;
constexpr size_t kMaxTextBytes = 8000;
constexpr size_t kMaxLocationBytes = 800;
// Bytes of a code: those of every source are short.
constexpr size_t kMaxCodeBytes = 64;
// Letters of an ISO 4217 code.
constexpr size_t kCurrencyLetters = 3;

bool IsMode(int mode) { return mode != v1::MODE_UNSPECIFIED && v1::Mode_IsValid(mode); }

void CheckZones(const v1::RateTable& table, Violations& violations) {
  std::set<std::string> ids;
  for (int i = 0; i < table.zones_size(); ++i) {
    const v1::Zone& zone = table.zones(i);
    const std::string at = absl::StrCat("zones[", i, "]");
    if (zone.zone_id().empty()) violations.Add(at + ".zone_id", "must be set");
    if (!ids.insert(zone.zone_id()).second) {
      violations.Add(at + ".zone_id", absl::StrCat("'", zone.zone_id(), "' stands twice"));
    }
    for (const std::string& code : zone.region_codes()) {
      if (RegionNumber(code) >= 0) continue;
      violations.Add(at + ".region_codes",
                     absl::StrCat("'", code, "' is no code of two capital letters"));
    }
  }
  if (table.zones().empty()) violations.Add("zones", "must have at least one");
}

bool HasNegative(const v1::ZoneRate& rate) {
  return std::min({rate.first_grams(), rate.first_minor(), rate.step_grams(), rate.step_minor(),
                   rate.per_piece_minor(), rate.per_cubic_metre_minor(),
                   rate.per_gram_milli_minor(), rate.registration_minor(), rate.value_step_minor(),
                   rate.per_value_step_minor(), rate.minimum_minor(), rate.free_over_minor(),
                   rate.promised_hours(), rate.volumetric_divisor()}) < 0;
}

void CheckBands(const v1::ZoneRate& rate, const std::string& at, Violations& violations) {
  int64_t last = 0;
  for (int i = 0; i < rate.bands_size(); ++i) {
    const v1::WeightBand& band = rate.bands(i);
    const bool open = band.up_to_grams() == 0 && i == rate.bands_size() - 1;
    if (!open && band.up_to_grams() <= last) {
      violations.Add(at + ".bands", "must ascend by up_to_grams; only the last may be 0");
    }
    if (band.price_minor() < 0) violations.Add(at + ".bands", "must not be negative");
    last = band.up_to_grams();
  }
}

bool HasZone(const v1::RateTable& table, const std::string& zone_id) {
  return std::any_of(table.zones().begin(), table.zones().end(),
                     [&](const v1::Zone& zone) { return zone.zone_id() == zone_id; });
}

void CheckRates(const v1::RateTable& table, Violations& violations) {
  std::set<std::string> ids;
  for (int i = 0; i < table.rates_size(); ++i) {
    const v1::ZoneRate& rate = table.rates(i);
    const std::string at = absl::StrCat("rates[", i, "]");
    if (!HasZone(table, rate.zone_id())) {
      violations.Add(at + ".zone_id", absl::StrCat("'", rate.zone_id(), "' is no zone"));
    }
    if (!ids.insert(rate.zone_id()).second) violations.Add(at + ".zone_id", "stands twice");
    if (HasNegative(rate)) violations.Add(at, "must not have negative numbers");
    if (rate.step_minor() > 0 && rate.step_grams() == 0) {
      violations.Add(at + ".step_grams", "must be set where step_minor is");
    }
    if (rate.per_value_step_minor() > 0 && rate.value_step_minor() == 0) {
      violations.Add(at + ".value_step_minor", "must be set where per_value_step_minor is");
    }
    CheckBands(rate, at, violations);
  }
  if (table.rates().empty()) violations.Add("rates", "must have at least one");
}

void CheckFee(const v1::ValueFee& fee, const char* field, Violations& violations) {
  if (std::min({fee.basis_points(), fee.plus_minor(), fee.minimum_minor(), fee.maximum_minor()}) <
          0 ||
      fee.basis_points() > kBasisPoints) {
    violations.Add(field, "must not be negative, and at most 10,000 basis points");
  }
  if (fee.maximum_minor() > 0 && fee.maximum_minor() < fee.minimum_minor()) {
    violations.Add(field, "its maximum must not be below its minimum");
  }
}

void CheckTerms(const v1::RateTable& table, Violations& violations) {
  for (const v1::Surcharge& surcharge : table.surcharges()) {
    if (surcharge.code().empty()) violations.Add("surcharges", "must have codes");
    if (surcharge.fixed_minor() < 0 || surcharge.basis_points() < 0) {
      violations.Add("surcharges", "must not be negative");
    }
    for (const std::string& zone_id : surcharge.zone_ids()) {
      if (!HasZone(table, zone_id)) {
        violations.Add("surcharges", absl::StrCat("'", zone_id, "' is no zone"));
      }
    }
  }
  CheckFee(table.insurance(), "insurance", violations);
  CheckFee(table.cod_fee(), "cod_fee", violations);
  if (std::min({table.rounding_grams(), table.volumetric_divisor(), table.volumetric_min_side_mm(),
                table.intercept_fee_minor(), table.uninsured_cap_percent(), table.max_grams(),
                table.max_side_mm(), table.max_value_minor()}) < 0) {
    violations.Add("rate_table", "must not have negative numbers");
  }
  if (table.rounding() == v1::UP && table.rounding_grams() == 0) {
    violations.Add("rounding_grams", "must be set for rounding UP");
  }
  const type::v1::TimeRange& valid = table.valid_time();
  if (valid.has_start_time() && valid.has_end_time() &&
      FromProto(valid.end_time()) <= FromProto(valid.start_time())) {
    violations.Add("valid_time", "must end after it starts");
  }
}

bool IsCurrency(absl::string_view code) {
  return code.size() == kCurrencyLetters &&
         std::all_of(code.begin(), code.end(), absl::ascii_isupper);
}

}  // namespace

absl::Status CheckCarrier(const v1::Carrier& carrier) {
  Violations violations;
  if (carrier.display_name().empty()) violations.Add("display_name", "must be set");
  if (carrier.display_name().size() > kMaxNameBytes) violations.Add("display_name", "is too long");
  for (int mode : carrier.modes()) {
    if (!IsMode(mode)) violations.Add("modes", absl::StrCat(mode, " is no mode"));
  }
  if (const auto rules = WaybillRules::Compile(carrier); !rules.ok()) {
    violations.Add("waybill_rules", rules.status().message());
  }
  return violations.ToStatus();
}

absl::Status CheckRateTable(const v1::RateTable& table, const v1::Carrier& carrier) {
  Violations violations;
  if (!IsMode(table.mode())) {
    violations.Add("mode", "must be set");
  } else if (std::find(carrier.modes().begin(), carrier.modes().end(), table.mode()) ==
             carrier.modes().end()) {
    violations.Add("mode", absl::StrCat("the carrier doesn't have ", ModeName(table.mode())));
  }
  if (!IsCurrency(table.currency_code())) {
    violations.Add("currency_code", "must be three capital letters");
  }
  CheckZones(table, violations);
  CheckRates(table, violations);
  CheckTerms(table, violations);
  return violations.ToStatus();
}

absl::Status CheckReport(const v1::TrackingReport& report) {
  Violations violations;
  if (report.shipment().empty() &&
      (report.carrier_id().empty() || report.waybill_number().empty())) {
    violations.Add("shipment", "give the shipment, or carrier_id and waybill_number");
  }
  const v1::TrackingEvent& event = report.event();
  if (event.code().empty() || event.code().size() > kMaxCodeBytes) {
    violations.Add("event.code", absl::StrCat("must be set, at most ", kMaxCodeBytes, " bytes"));
  }
  if (event.text().size() > kMaxTextBytes) violations.Add("event.text", "is too long");
  if (event.location().size() > kMaxLocationBytes) violations.Add("event.location", "is too long");
  if (!event.has_event_time()) violations.Add("event.event_time", "must be set");
  return violations.ToStatus();
}

absl::Status CheckPolicy(const v1::Policy& policy) {
  Violations violations;
  if (!IsCurrency(policy.currency_code())) {
    violations.Add("policy.currency_code", "must be three capital letters");
  }
  for (const std::string& rule : policy.reveal_rules()) {
    const std::vector<absl::string_view> parts = absl::StrSplit(rule, ':');
    if (parts.size() == 2 && !parts[0].empty() && !parts[1].empty()) continue;
    violations.Add("policy.reveal_rules",
                   absl::StrCat("'", rule, "' is no 'role:purpose' ('*' for any)"));
  }
  Calendar::Check(policy.calendar(), "policy.calendar", violations);
  return violations.ToStatus();
}

}  // namespace shopdesk::logistics::domain
