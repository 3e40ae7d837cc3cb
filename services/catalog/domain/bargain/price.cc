#include "services/catalog/domain/bargain/price.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/role.h"

namespace shopdesk::catalog::domain {
namespace {

bool HasFloor(const absl::optional<v1::PriceRule>& rule) {
  return rule.has_value() && (rule->has_floor() || rule->has_floor_bps());
}

}  // namespace

int64_t Share(int64_t amount, int64_t bps) {
  return MultiplyRatio(MakeMoney("", amount), bps, kAllBps)->minor();
}

PriceTerms MakeTerms(int64_t list_price, const absl::optional<v1::PriceRule>& of_sku,
                     const absl::optional<v1::PriceRule>& of_product, const v1::Policy& policy) {
  const v1::PriceRule* rule = nullptr;
  if (HasFloor(of_product)) rule = &*of_product;
  if (HasFloor(of_sku)) rule = &*of_sku;
  int64_t floor = 0;
  if (rule == nullptr) {
    floor = Share(list_price, policy.floor_bps());
  } else if (rule->has_floor()) {
    floor = rule->floor().minor();
  } else {
    floor = Share(list_price, rule->floor_bps());
  }
  return {.list_price = list_price, .floor = std::min(floor, list_price)};
}

int64_t Lowest(const PriceTerms& terms, Role::Value role, const v1::Policy& policy) {
  if (role == Role::OWNER) return terms.floor;
  const int64_t bps =
      role == Role::LEAD ? policy.lead_concession_bps() : policy.agent_concession_bps();
  return std::max(terms.floor, terms.list_price - Share(terms.list_price, bps));
}

v1::PriceVerdict::Value JudgePrice(const PriceTerms& terms, Role::Value role,
                                   const v1::Policy& policy, int64_t unit_price) {
  if (unit_price < terms.floor) return v1::PriceVerdict::BELOW_FLOOR;
  return unit_price < Lowest(terms, role, policy) ? v1::PriceVerdict::ABOVE_ROLE_LIMIT
                                                  : v1::PriceVerdict::ALLOWED;
}

Role::Value RoleThatMay(const PriceTerms& terms, const v1::Policy& policy, int64_t unit_price) {
  for (const Role::Value role : {Role::AGENT, Role::LEAD, Role::OWNER}) {
    if (unit_price >= Lowest(terms, role, policy)) return role;
  }
  return Role::ROLE_UNSPECIFIED;
}

absl::Status CheckAmount(const type::v1::Money& amount, const v1::Policy& policy,
                         absl::string_view field) {
  Violations violations;
  if (amount.currency_code() != policy.currency_code()) {
    violations.Add(absl::StrCat(field, ".currency_code"),
                   absl::StrCat("must be ", policy.currency_code()));
  }
  if (amount.minor() < 0) violations.Add(absl::StrCat(field, ".minor"), "must not be negative");
  return violations.ToStatus();
}

absl::Status CheckPriceRule(const v1::PriceRule& rule, const v1::Policy& policy) {
  if (!rule.has_floor()) return absl::OkStatus();
  if (rule.has_floor_bps()) {
    return InvalidFieldError("price_rule.floor_bps", "can't be set together with floor");
  }
  return CheckAmount(rule.floor(), policy, "price_rule.floor");
}

}  // namespace shopdesk::catalog::domain
