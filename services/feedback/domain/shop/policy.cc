#include "services/feedback/domain/shop/policy.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/contact.h"
#include "libs/base/defaults.h"
#include "libs/base/error.h"
#include "libs/base/ratio.h"
#include "libs/base/reveal.h"
#include "libs/base/role.h"
#include "services/feedback/domain/shop/errors.h"

namespace shopdesk::feedback::domain {
namespace {

void FillPlan(v1::CommissionPlan& plan) {
  if (plan.basis() == v1::CommissionPlan::BASIS_UNSPECIFIED) {
    plan.set_basis(v1::CommissionPlan::PERCENT_OF_SALES);
  }
}

void CheckPlan(const v1::CommissionPlan& plan, Violations& violations) {
  const bool percent = plan.basis() != v1::CommissionPlan::PER_ORDER;
  const auto check_rate = [&](const std::string& field, int64_t rate) {
    if (!percent || rate <= kAllBps) return;
    violations.Add(field, absl::StrCat("must be at most ", kAllBps, " basis points"));
  };
  check_rate("policy.commission.rate", plan.rate());
  int64_t from = 0;
  for (int i = 0; i < plan.tiers_size(); ++i) {
    const std::string field = absl::StrCat("policy.commission.tiers[", i, "]");
    if (plan.tiers(i).from() <= from) violations.Add(field + ".from", "must ascend, from 1");
    from = plan.tiers(i).from();
    check_rate(field + ".rate", plan.tiers(i).rate());
  }
}

}  // namespace

v1::Policy WithDefaults(v1::Policy policy) {
  FillPlan(*policy.mutable_commission());
  FillDefaults(policy);
  return policy;
}

v1::Policy DefaultPolicy(absl::string_view name) {
  v1::Policy policy;
  policy.set_name(std::string(name));
  *policy.mutable_calendar() = DefaultCalendar();
  *policy.mutable_contact_rule() = DefaultContactRule();
  for (const char* rule : {"owner:*", "complaint:case", "lead:quality"}) {
    policy.add_reveal_rules(rule);
  }
  return WithDefaults(std::move(policy));
}

absl::Status CheckPolicy(const v1::Policy& policy) {
  Violations violations;
  Calendar::Check(policy.calendar(), "policy.calendar", violations);
  CheckRevealRules(policy.reveal_rules(), "policy.reveal_rules", violations);
  CheckPlan(policy.commission(), violations);
  return violations.ToStatus();
}

absl::Status CheckReveal(const v1::Policy& policy, Role::Value role, absl::string_view purpose,
                         absl::string_view resource_name) {
  if (MayReveal(policy.reveal_rules(), role, purpose)) return absl::OkStatus();
  return RevealNotAllowedError(resource_name, RoleName(role), purpose);
}

}  // namespace shopdesk::feedback::domain
