#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "shopdesk/role/v1/role.pb.h"
#include "shopdesk/type/v1/actor.pb.h"

// Roles as people and files write them: the value's name in lower case, e.g. "pre_sale".
namespace shopdesk {

using Role = role::v1::Role;

// Empty for none.
std::string RoleName(Role::Value role);
// Nothing for what is no role, the empty text among it.
absl::optional<Role::Value> ParseRole(absl::string_view name);
// Whether it is a person's.
bool IsStaff(Role::Value role);
// Whether the role decides what agents may not: the owner's and leads'.
bool Leads(Role::Value role);
// Whether the actor is a person, and another one than `first`, as rules of two persons want it.
// What kind of actor `first` was doesn't matter: a number is one person's.
bool IsSecondPerson(const type::v1::Actor& actor, const type::v1::Actor& first);

}  // namespace shopdesk
