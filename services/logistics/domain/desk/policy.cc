#include "services/logistics/domain/desk/policy.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/contact.h"
#include "libs/base/defaults.h"
#include "libs/base/error.h"
#include "libs/base/reveal.h"
#include "services/logistics/domain/tracking/tracking_codes.h"

namespace shopdesk::logistics::domain {
namespace {

void CheckTrackingSources(const v1::Policy& policy, Violations& violations) {
  std::set<std::string> sources;
  for (int i = 0; i < policy.tracking_sources_size(); ++i) {
    const v1::TrackingSource& source = policy.tracking_sources(i);
    const std::string path = absl::StrCat("policy.tracking_sources[", i, "]");
    if (IsBuiltIn(source.source())) {
      violations.Add(path + ".source", "must not be one that logistics knows by itself");
    }
    if (!sources.insert(source.source()).second) {
      violations.Add(path + ".source", "must be there once");
    }
    std::set<std::string> codes;
    for (const v1::TrackingSource::Code& code : source.codes()) {
      if (codes.insert(code.code()).second) continue;
      violations.Add(path + ".codes", absl::StrCat("must have ", code.code(), " once"));
    }
  }
}

}  // namespace

v1::Policy DefaultPolicy(absl::string_view name) {
  v1::Policy policy;
  policy.set_name(std::string(name));
  FillDefaults(policy);
  policy.set_currency_code("CNY");
  *policy.mutable_calendar() = DefaultCalendar();
  *policy.mutable_contact_rule() = DefaultContactRule();
  policy.add_notice_channels(v1::Notice::LOG);
  policy.set_notice_language("zh");
  for (const char* rule : {"packing:label", "owner:*", "complaint:case"}) {
    policy.add_reveal_rules(rule);
  }
  return policy;
}

absl::Status CheckPolicy(const v1::Policy& policy) {
  Violations violations;
  if (policy.currency_code().empty()) {
    violations.Add("policy.currency_code", "must be three capital letters");
  }
  CheckRevealRules(policy.reveal_rules(), "policy.reveal_rules", violations);
  Calendar::Check(policy.calendar(), "policy.calendar", violations);
  CheckTrackingSources(policy, violations);
  return violations.ToStatus();
}

}  // namespace shopdesk::logistics::domain
