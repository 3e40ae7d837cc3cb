#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/orders/domain/trade/errors.h"
#include "shopdesk/type/v1/actor.pb.h"

namespace shopdesk::orders::domain {

// PERMISSION_DENIED (LEAD_REQUIRED: metadata role) unless the actor is a lead or the owner.
inline absl::Status RequireLead(const type::v1::Actor& actor, absl::string_view action) {
  if (actor.role() == "lead" || actor.role() == "owner") return absl::OkStatus();
  return LeadRequiredError(actor, action);
}

}  // namespace shopdesk::orders::domain
