#include "libs/base/reveal.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/role.h"

namespace shopdesk {
namespace {

constexpr char kAny[] = "*";
// As many characters as requests may give a purpose.
constexpr size_t kMaxPurpose = 32;

struct Rule {
  absl::string_view role;
  absl::string_view purpose;
};

Rule Split(absl::string_view rule) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(rule, absl::MaxSplits(':', 1));
  return {parts.first, parts.second};
}

bool IsFor(const Rule& rule, Role::Value role) {
  return role != Role::ROLE_UNSPECIFIED && (rule.role == kAny || ParseRole(rule.role) == role);
}

bool IsPurpose(absl::string_view part) {
  const auto fits = [](char c) { return absl::ascii_islower(c) || c == '_'; };
  return part == kAny || (!part.empty() && part.size() <= kMaxPurpose &&
                          std::all_of(part.begin(), part.end(), fits));
}

}  // namespace

bool MayReveal(const RevealRules& rules, Role::Value role, absl::string_view purpose) {
  return std::any_of(rules.begin(), rules.end(), [&](const std::string& text) {
    const Rule rule = Split(text);
    return IsFor(rule, role) && (rule.purpose == kAny || rule.purpose == purpose);
  });
}

bool MayRevealForSome(const RevealRules& rules, Role::Value role) {
  return std::any_of(rules.begin(), rules.end(),
                     [&](const std::string& text) { return IsFor(Split(text), role); });
}

absl::Status CheckReveal(const RevealRules& rules, Role::Value role, absl::string_view purpose) {
  if (MayReveal(rules, role, purpose)) return absl::OkStatus();
  return Error(
      absl::StatusCode::kPermissionDenied, "REVEAL_NOT_ALLOWED",
      absl::StrCat("the shop's policy doesn't let the role \"", RoleName(role),
                   "\" read personal data for \"", purpose, "\"; its reveal rules say who may"),
      {{"role", RoleName(role)}, {"purpose", std::string(purpose)}});
}

void CheckRevealRules(const RevealRules& rules, absl::string_view field, Violations& violations) {
  for (int i = 0; i < rules.size(); ++i) {
    const Rule rule = Split(rules[i]);
    if ((rule.role == kAny || ParseRole(rule.role)) && IsPurpose(rule.purpose)) continue;
    violations.Add(absl::StrCat(field, "[", i, "]"),
                   "must be role:purpose, the role one that there is, \"*\" for any");
  }
}

}  // namespace shopdesk
