#include "services/feedback/domain/policy.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/calendar.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::domain {
namespace {

constexpr int64_t kDaySeconds = 24 * 60 * 60;

// A rule's role or purpose: "*", or lower-case letters and underscores.
bool IsRulePart(absl::string_view part) {
  if (part == "*") return true;
  if (part.empty() || part.size() > 32) return false;
  for (const char c : part) {
    if (!absl::ascii_islower(c) && c != '_') return false;
  }
  return true;
}

using RuleParts = std::pair<absl::string_view, absl::string_view>;

RuleParts SplitRule(absl::string_view rule) {
  return absl::StrSplit(rule, absl::MaxSplits(':', 1));
}

}  // namespace

v1::Policy DefaultPolicy(absl::string_view name) {
  v1::Policy policy;
  policy.set_name(std::string(name));
  *policy.mutable_calendar() = DefaultCalendar();
  *policy.mutable_contact_rule() = DefaultContactRule();
  policy.set_review_seconds(15 * kDaySeconds);
  policy.set_reply_seconds(30 * kDaySeconds);
  policy.set_target_response_millis(5000);
  policy.set_target_answer_basis_points(10000);
  policy.set_target_online_day_seconds(9 * 3600);
  policy.set_target_online_night_seconds(6 * 3600);
  policy.set_target_conversion_basis_points(4000);
  policy.set_target_error_basis_points(20);
  policy.set_target_knowledge_basis_points(8000);
  for (const char* rule : {"owner:*", "complaint:case", "lead:quality"}) {
    policy.add_reveal_rules(rule);
  }
  return policy;
}

absl::Status CheckPolicy(const v1::Policy& policy) {
  Violations violations;
  Calendar::Check(policy.calendar(), "policy.calendar", violations);
  for (int i = 0; i < policy.reveal_rules_size(); ++i) {
    const RuleParts parts = SplitRule(policy.reveal_rules(i));
    if (IsRulePart(parts.first) && IsRulePart(parts.second)) continue;
    violations.Add(absl::StrCat("policy.reveal_rules[", i, "]"),
                   "must be role:purpose, each of lower-case letters or *");
  }
  return violations.ToStatus();
}

absl::Status CheckReveal(const v1::Policy& policy, absl::string_view role,
                         absl::string_view purpose, absl::string_view resource_name) {
  for (const std::string& rule : policy.reveal_rules()) {
    const RuleParts parts = SplitRule(rule);
    const bool role_fits = !role.empty() && (parts.first == "*" || parts.first == role);
    if (role_fits && (parts.second == "*" || parts.second == purpose)) return absl::OkStatus();
  }
  return Error(absl::StatusCode::kPermissionDenied, "REVEAL_NOT_ALLOWED",
               absl::StrCat("the role \"", role, "\" may not read originals of ", resource_name,
                            " for \"", purpose, "\"; reveal_rules of the policy say who may"),
               {{"resource", std::string(resource_name)},
                {"role", std::string(role)},
                {"purpose", std::string(purpose)}});
}

}  // namespace shopdesk::feedback::domain
