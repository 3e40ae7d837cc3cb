#include "services/feedback/domain/follow_up/review_invitation.h"

#include <string>

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/domain/shop/states.h"

namespace shopdesk::feedback::domain {
namespace {

using Invitation = v1::ReviewInvitation;

absl::Status Step(Invitation& invitation, const char* event) {
  ASSIGN_OR_RETURN(const Invitation::State next,
                   kInvitationStates.Next(invitation.name(), invitation.state(), event));
  invitation.set_state(next);
  return absl::OkStatus();
}

}  // namespace

Invitation MakeInvitation(absl::string_view order, absl::string_view buyer, absl::Time now) {
  Invitation invitation;
  invitation.set_name(InvitationName(ShopOf(order), LastSegment(order)));
  invitation.set_order(std::string(order));
  invitation.set_buyer(std::string(buyer));
  invitation.set_state(Invitation::DUE);
  *invitation.mutable_create_time() = ToProto(now);
  return invitation;
}

absl::Status SendInvitation(Invitation& invitation, const type::v1::Actor& actor, absl::Time now,
                            absl::Duration effect) {
  RETURN_IF_ERROR(Step(invitation, "send"));
  *invitation.mutable_actor() = actor;
  *invitation.mutable_send_time() = ToProto(now);
  *invitation.mutable_effect_until_time() = ToProto(now + effect);
  return absl::OkStatus();
}

absl::Status DropInvitation(Invitation& invitation) { return Step(invitation, "drop"); }

bool NoteReviewed(Invitation& invitation, absl::Time now) {
  if (invitation.state() == Invitation::DUE) return DropInvitation(invitation).ok();
  if (invitation.state() != Invitation::SENT) return false;
  if (now > FromProto(invitation.effect_until_time())) return false;
  *invitation.mutable_review_time() = ToProto(now);
  return Step(invitation, "review").ok();
}

}  // namespace shopdesk::feedback::domain
