#include "services/catalog/domain/shop/policy.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/defaults.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "services/catalog/domain/shop/errors.h"

namespace shopdesk::catalog::domain {

void ApplyDefaults(v1::Policy& policy) {
  FillDefaults(policy);
  if (policy.location_priority().empty()) policy.add_location_priority(kDefaultLocation);
}

absl::Status CheckPolicy(const v1::Policy& policy) {
  Violations violations;
  if (policy.currency_code().empty()) {
    violations.Add("policy.currency_code", "is required: three capital letters (ISO 4217)");
  }
  std::set<std::string> seen;
  for (int i = 0; i < policy.location_priority_size(); ++i) {
    const std::string& location = policy.location_priority(i);
    const std::string field = absl::StrCat("policy.location_priority[", i, "]");
    if (location.empty()) violations.Add(field, "must not be empty");
    if (!seen.insert(location).second) violations.Add(field, "is given twice");
  }
  std::set<std::string> readers;
  for (int i = 0; i < policy.briefing_readers_size(); ++i) {
    const std::string& reader = policy.briefing_readers(i);
    const std::string field = absl::StrCat("policy.briefing_readers[", i, "]");
    if (reader.empty()) violations.Add(field, "must not be empty");
    if (!readers.insert(reader).second) violations.Add(field, "is given twice");
  }
  std::set<std::string> categories;
  for (int i = 0; i < policy.quiz_full_mark_categories_size(); ++i) {
    const std::string& category = policy.quiz_full_mark_categories(i);
    const std::string field = absl::StrCat("policy.quiz_full_mark_categories[", i, "]");
    if (ShopOf(category) != ShopOf(policy.name()))
      violations.Add(field, "must be of the same shop");
    if (!categories.insert(category).second) violations.Add(field, "is given twice");
  }
  if (policy.lead_concession_bps() < policy.agent_concession_bps()) {
    violations.Add("policy.lead_concession_bps", "must not be less than agent_concession_bps");
  }
  Calendar::Check(policy.calendar(), "policy.calendar", violations);
  return violations.ToStatus();
}

absl::Status CheckCurrencyChange(const v1::Policy& before, const v1::Policy& after,
                                 bool has_products) {
  if (before.currency_code() == after.currency_code() || !has_products) return absl::OkStatus();
  return CurrencyFixedError(before.name(), before.currency_code());
}

}  // namespace shopdesk::catalog::domain
