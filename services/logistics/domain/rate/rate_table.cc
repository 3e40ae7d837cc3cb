#include "services/logistics/domain/rate/rate_table.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "services/logistics/domain/carrier/mode.h"
#include "services/logistics/domain/carrier/zone_matcher.h"

namespace shopdesk::logistics::domain {
namespace {

// Checks the zones; their ids.
std::set<std::string> CheckZones(const v1::RateTable& table, Violations& violations) {
  std::set<std::string> ids;
  for (int i = 0; i < table.zones_size(); ++i) {
    const v1::Zone& zone = table.zones(i);
    const std::string at = absl::StrCat("zones[", i, "]");
    if (!ids.insert(zone.zone_id()).second) {
      violations.Add(at + ".zone_id", absl::StrCat("'", zone.zone_id(), "' stands twice"));
    }
    for (const std::string& code : zone.region_codes()) {
      if (RegionNumber(code) >= 0) continue;
      violations.Add(at + ".region_codes",
                     absl::StrCat("'", code, "' is no code of two capital letters"));
    }
  }
  return ids;
}

void CheckBands(const v1::ZoneRate& rate, const std::string& at, Violations& violations) {
  int64_t last = 0;
  for (int i = 0; i < rate.bands_size(); ++i) {
    const int64_t grams = rate.bands(i).up_to_grams();
    const bool open = !rate.bands(i).has_up_to_grams() && i == rate.bands_size() - 1;
    if (!open && grams <= last) {
      violations.Add(at + ".bands", "must ascend by up_to_grams; only the last may leave it out");
    }
    last = grams;
  }
}

void CheckRates(const v1::RateTable& table, const std::set<std::string>& zones,
                Violations& violations) {
  std::set<std::string> ids;
  for (int i = 0; i < table.rates_size(); ++i) {
    const v1::ZoneRate& rate = table.rates(i);
    const std::string at = absl::StrCat("rates[", i, "]");
    if (zones.count(rate.zone_id()) == 0) {
      violations.Add(at + ".zone_id", absl::StrCat("'", rate.zone_id(), "' is no zone"));
    }
    if (!ids.insert(rate.zone_id()).second) violations.Add(at + ".zone_id", "stands twice");
    if (rate.step_minor() > 0 && !rate.has_step_grams()) {
      violations.Add(at + ".step_grams", "must be set where step_minor is");
    }
    if (rate.per_value_step_minor() > 0 && !rate.has_value_step_minor()) {
      violations.Add(at + ".value_step_minor", "must be set where per_value_step_minor is");
    }
    CheckBands(rate, at, violations);
  }
}

void CheckFee(const v1::ValueFee& fee, const char* field, Violations& violations) {
  if (fee.has_maximum_minor() && fee.maximum_minor() < fee.minimum_minor()) {
    violations.Add(field, "its maximum must not be below its minimum");
  }
}

}  // namespace

absl::Status CheckRateTable(const v1::RateTable& table, const v1::Carrier& carrier) {
  Violations violations;
  if (!HasMode(carrier, table.mode())) {
    violations.Add("mode",
                   absl::StrCat("the carrier doesn't have ", v1::Mode::Value_Name(table.mode())));
  }
  const std::set<std::string> zones = CheckZones(table, violations);
  CheckRates(table, zones, violations);
  for (const v1::Surcharge& surcharge : table.surcharges()) {
    for (const std::string& zone_id : surcharge.zone_ids()) {
      if (zones.count(zone_id) > 0) continue;
      violations.Add("surcharges", absl::StrCat("'", zone_id, "' is no zone"));
    }
  }
  CheckFee(table.insurance(), "insurance", violations);
  CheckFee(table.cod_fee(), "cod_fee", violations);
  if (table.rounding() == v1::WeightRounding::UP && table.rounding_grams() == 0) {
    violations.Add("rounding_grams", "must be set for rounding UP");
  }
  const type::v1::TimeRange& valid = table.valid_time();
  if (valid.has_start_time() && valid.has_end_time() &&
      FromProto(valid.end_time()) <= FromProto(valid.start_time())) {
    violations.Add("valid_time", "must end after it starts");
  }
  return violations.ToStatus();
}

}  // namespace shopdesk::logistics::domain
