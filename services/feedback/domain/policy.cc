#include "services/feedback/domain/policy.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/ratio.h"
#include "libs/base/reveal.h"
#include "libs/base/role.h"
#include "services/feedback/domain/errors.h"

namespace shopdesk::feedback::domain {
namespace {

constexpr int64_t kHourSeconds = 60 * 60;
constexpr int64_t kDaySeconds = 24 * kHourSeconds;

// What a policy is where the request says nothing; policy.proto and commission.proto tell callers.
constexpr int64_t kDefaultReviewSeconds = 15 * kDaySeconds;
constexpr int64_t kDefaultReplySeconds = 30 * kDaySeconds;
constexpr int64_t kDefaultTargetResponseMillis = 5000;
constexpr int64_t kDefaultTargetAnswerBps = kAllBps;
constexpr int64_t kDefaultTargetOnlineDaySeconds = 9 * kHourSeconds;
constexpr int64_t kDefaultTargetOnlineNightSeconds = 6 * kHourSeconds;
constexpr int64_t kDefaultTargetConversionBps = 4000;
constexpr int64_t kDefaultTargetErrorBps = 20;
constexpr int64_t kDefaultTargetKnowledgeBps = 8000;
constexpr int64_t kDefaultCaseContactSeconds = 4 * kHourSeconds;
constexpr int64_t kDefaultCaseStepSeconds = 8 * kHourSeconds;
constexpr int64_t kDefaultComplaintAnswerSeconds = 3 * kDaySeconds;
constexpr int64_t kDefaultInvitationSeconds = 3 * kDaySeconds;
constexpr int64_t kDefaultInvitationEffectSeconds = 7 * kDaySeconds;
constexpr int64_t kDefaultLateParcelSeconds = 4 * kHourSeconds;
// Basis points, or minor units an order.
constexpr int64_t kDefaultRate = 100;
constexpr int64_t kDefaultAttributionSeconds = 7 * kDaySeconds;
constexpr int64_t kDefaultCloseSeconds = kDaySeconds;

int64_t OrDefault(int64_t value, int64_t otherwise) { return value != 0 ? value : otherwise; }

void FillPlan(v1::CommissionPlan& plan) {
  if (plan.basis() == v1::CommissionPlan::BASIS_UNSPECIFIED) {
    plan.set_basis(v1::CommissionPlan::PERCENT_OF_SALES);
  }
  if (!plan.has_rate()) plan.set_rate(kDefaultRate);
  plan.set_attribution_seconds(OrDefault(plan.attribution_seconds(), kDefaultAttributionSeconds));
  plan.set_close_seconds(OrDefault(plan.close_seconds(), kDefaultCloseSeconds));
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
  policy.set_case_contact_seconds(
      OrDefault(policy.case_contact_seconds(), kDefaultCaseContactSeconds));
  policy.set_case_step_seconds(OrDefault(policy.case_step_seconds(), kDefaultCaseStepSeconds));
  policy.set_complaint_answer_seconds(
      OrDefault(policy.complaint_answer_seconds(), kDefaultComplaintAnswerSeconds));
  policy.set_invitation_seconds(OrDefault(policy.invitation_seconds(), kDefaultInvitationSeconds));
  policy.set_invitation_effect_seconds(
      OrDefault(policy.invitation_effect_seconds(), kDefaultInvitationEffectSeconds));
  policy.set_late_parcel_seconds(
      OrDefault(policy.late_parcel_seconds(), kDefaultLateParcelSeconds));
  FillPlan(*policy.mutable_commission());
  return policy;
}

v1::Policy DefaultPolicy(absl::string_view name) {
  v1::Policy policy;
  policy.set_name(std::string(name));
  *policy.mutable_calendar() = DefaultCalendar();
  *policy.mutable_contact_rule() = DefaultContactRule();
  policy.set_review_seconds(kDefaultReviewSeconds);
  policy.set_reply_seconds(kDefaultReplySeconds);
  policy.set_target_response_ms(kDefaultTargetResponseMillis);
  policy.set_target_answer_bps(kDefaultTargetAnswerBps);
  policy.set_target_online_day_seconds(kDefaultTargetOnlineDaySeconds);
  policy.set_target_online_night_seconds(kDefaultTargetOnlineNightSeconds);
  policy.set_target_conversion_bps(kDefaultTargetConversionBps);
  policy.set_target_error_bps(kDefaultTargetErrorBps);
  policy.set_target_knowledge_bps(kDefaultTargetKnowledgeBps);
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
