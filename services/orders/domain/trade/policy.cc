#include "services/orders/domain/trade/policy.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/contact.h"
#include "libs/base/defaults.h"
#include "libs/base/error.h"
#include "libs/base/money.h"

namespace shopdesk::orders::domain {
namespace {

using v1::Policy;

// Of the default policy, and of one that sets none.
constexpr const char* kBankRevealRules[] = {"owner:*", "finance:*", "pre_sale:transfer",
                                            "guide:transfer"};

constexpr int32_t kProtectionDays[] = {0, 7, 15, 30};

void CheckProtectionDays(int32_t days, absl::string_view field, Violations& violations) {
  if (std::find(std::begin(kProtectionDays), std::end(kProtectionDays), days) ==
      std::end(kProtectionDays)) {
    violations.Add(field, "must be 0, 7, 15 or 30");
  }
}

void CheckPriceProtection(const Policy& policy, Violations& violations) {
  CheckProtectionDays(policy.price_protection_days(), "policy.price_protection_days", violations);
  std::set<std::string> seen;
  for (int i = 0; i < policy.price_protection_rules_size(); ++i) {
    const v1::PriceProtectionRule& rule = policy.price_protection_rules(i);
    const std::string field = absl::StrCat("policy.price_protection_rules[", i, "]");
    if (rule.product().empty() == rule.category().empty()) {
      violations.Add(field, "needs a product or a category, not both");
    } else if (!seen.insert(rule.product() + rule.category()).second) {
      violations.Add(field, "is there twice");
    }
    CheckProtectionDays(rule.days(), absl::StrCat(field, ".days"), violations);
  }
}

}  // namespace

Policy DefaultPolicy(absl::string_view name) {
  Policy policy;
  policy.set_name(std::string(name));
  FillDefaults(policy);
  policy.set_freight(Policy::FREE);
  policy.set_cod_rule(Policy::REQUIRED);
  policy.set_require_verified_receiver(true);
  *policy.mutable_calendar() = DefaultCalendar();
  *policy.mutable_contact_rule() = DefaultContactRule();
  policy.set_language_code("zh");
  policy.set_blocked_orders(Policy::HOLD);
  policy.set_default_delivery(Policy::EXPRESS);
  policy.set_review_default(Policy::AS_EVIDENCE_STANDS);
  for (const char* rule : kBankRevealRules) policy.add_bank_reveal_rules(rule);
  for (const char* rule :
       {"packing:label", "owner:*", "complaint:case", "pre_sale:verify", "guide:verify"}) {
    policy.add_reveal_rules(rule);
  }
  return policy;
}

Calendar CalendarOf(const Policy& policy) {
  type::v1::ShopCalendar calendar = DefaultCalendar();
  calendar.MergeFrom(policy.calendar());
  absl::StatusOr<Calendar> made = Calendar::Make(calendar);
  // A zone that this machine's database lacks.
  return made.ok() ? *std::move(made) : *Calendar::Make(DefaultCalendar());
}

int64_t MinorOf(int64_t units, const Policy& policy) {
  for (int i = 0; i < DecimalsOf(policy.currency_code()); ++i) units *= 10;
  return units;
}

absl::Status CheckPolicy(const Policy& policy) {
  Violations violations;
  if (policy.currency_code().empty()) {
    violations.Add("policy.currency_code", "is required: three capital letters");
  }
  if (policy.cod_surcharge_max_minor() < policy.cod_surcharge_min_minor()) {
    violations.Add("policy.cod_surcharge_max_minor", "must not be below cod_surcharge_min_minor");
  }
  if (policy.refund_review_seconds() < policy.refund_evidence_seconds()) {
    violations.Add("policy.refund_review_seconds", "must not be below refund_evidence_seconds");
  }
  std::set<std::string> categories;
  for (int i = 0; i < policy.no_reason_returns_size(); ++i) {
    if (!categories.insert(policy.no_reason_returns(i).category()).second) {
      violations.Add(absl::StrCat("policy.no_reason_returns[", i, "].category"), "is there twice");
    }
  }
  CheckPriceProtection(policy, violations);
  Calendar::Check(policy.calendar(), "policy.calendar", violations);
  CheckRevealRules(policy.reveal_rules(), "policy.reveal_rules", violations);
  CheckRevealRules(policy.bank_reveal_rules(), "policy.bank_reveal_rules", violations);
  return violations.ToStatus();
}

RevealRules BankRevealRules(const Policy& policy) {
  if (!policy.bank_reveal_rules().empty()) return policy.bank_reveal_rules();
  return {std::begin(kBankRevealRules), std::end(kBankRevealRules)};
}

}  // namespace shopdesk::orders::domain
