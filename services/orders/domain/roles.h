#pragma once

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/base/error.h"
#include "shopdesk/type/v1/actor.pb.h"

namespace shopdesk::orders::domain {

// PERMISSION_DENIED (LEAD_REQUIRED: metadata role) unless the actor is a lead or the owner.
inline absl::Status RequireLead(const type::v1::Actor& actor, absl::string_view action) {
  if (actor.role() == "lead" || actor.role() == "owner") return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "LEAD_REQUIRED",
               absl::StrCat("only a lead or the owner can ", action), {{"role", actor.role()}});
}

}  // namespace shopdesk::orders::domain
