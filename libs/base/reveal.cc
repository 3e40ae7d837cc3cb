#include "libs/base/reveal.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace shopdesk {
namespace {

constexpr char kAny[] = "*";

struct Rule {
  absl::string_view role;
  absl::string_view purpose;
};

Rule Split(absl::string_view rule) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(rule, absl::MaxSplits(':', 1));
  return {parts.first, parts.second};
}

}  // namespace

bool MayReveal(const RevealRules& rules, absl::string_view role, absl::string_view purpose) {
  return std::any_of(rules.begin(), rules.end(), [&](const std::string& text) {
    const Rule rule = Split(text);
    const bool role_matches = rule.role == kAny || (!role.empty() && rule.role == role);
    return role_matches && (rule.purpose == kAny || rule.purpose == purpose);
  });
}

absl::Status CheckReveal(const RevealRules& rules, absl::string_view role,
                         absl::string_view purpose) {
  if (MayReveal(rules, role, purpose)) return absl::OkStatus();
  return Error(
      absl::StatusCode::kPermissionDenied, "REVEAL_NOT_ALLOWED",
      absl::StrCat("the shop's policy doesn't let the role \"", role,
                   "\" read personal data for \"", purpose, "\"; its reveal rules say who may"),
      {{"role", std::string(role)}, {"purpose", std::string(purpose)}});
}

void CheckRevealRules(const RevealRules& rules, absl::string_view field, Violations& violations) {
  for (int i = 0; i < rules.size(); ++i) {
    const Rule rule = Split(rules[i]);
    if (!rule.role.empty() && !rule.purpose.empty() &&
        rule.purpose.find(':') == absl::string_view::npos) {
      continue;
    }
    violations.Add(absl::StrCat(field, "[", i, "]"), "must be role:purpose, \"*\" for any");
  }
}

}  // namespace shopdesk
