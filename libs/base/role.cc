#include "libs/base/role.h"

#include "absl/strings/ascii.h"

namespace shopdesk {

std::string RoleName(Role::Value role) {
  if (role == Role::ROLE_UNSPECIFIED) return "";
  return absl::AsciiStrToLower(Role::Value_Name(role));
}

absl::optional<Role::Value> ParseRole(absl::string_view name) {
  Role::Value role = Role::ROLE_UNSPECIFIED;
  if (absl::AsciiStrToLower(name) != name) return absl::nullopt;
  if (!Role::Value_Parse(absl::AsciiStrToUpper(name), &role)) return absl::nullopt;
  return role == Role::ROLE_UNSPECIFIED ? absl::nullopt : absl::make_optional(role);
}

bool IsStaff(Role::Value role) { return role >= Role::OWNER && role <= Role::FINANCE; }

bool Leads(Role::Value role) { return role == Role::OWNER || role == Role::LEAD; }

bool IsSecondPerson(const type::v1::Actor& actor, const type::v1::Actor& first) {
  return actor.kind() == type::v1::Actor::AGENT && !actor.id().empty() && actor.id() != first.id();
}

}  // namespace shopdesk
